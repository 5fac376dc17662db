"""How often forecasts came true: each made from what was known before, held against what followed.

Half of all questions should have their answer within what was said for half of them, and nine in
ten within what was said for nine in ten.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ephemeral.actions.forecasts import LOOKS_BACK
from ephemeral.forecasts import CASES, HALF, MOST, Forecast, Narrowed, Waits, cells_of
from ephemeral.queries.waits import Observed, Wait, observed_until, tagged_waits, waits

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
Cell = tuple[int | None, Narrowed]


@dataclass
class Held:
    """How many forecasts could be checked, and how many of them came true."""

    true: int = 0
    of: int = 0

    def note(self, came_true: bool) -> None:
        self.true += came_true
        self.of += 1


@dataclass
class Coverage:
    """What became of the forecasts of one month, or of all."""

    asked: int = 0
    told: int = 0  # the others came when too little was known
    half: Held = field(default_factory=Held)
    most: Held = field(default_factory=Held)


class History:
    """All waits, and which cells they count in."""

    def __init__(self, now: datetime) -> None:
        self.observed = observed_until(now)
        self.cells: dict[Cell, list[Wait]] = defaultdict(list)
        self.tags: dict[int, list[int]] = defaultdict(list)
        self.waits = list(waits(EARLIEST, now))
        for wait in self.waits:
            self._count(None, wait)
        for tag_id, wait in tagged_waits(EARLIEST, now):
            self.tags[wait.question_id].append(tag_id)
            self._count(tag_id, wait)
        for cell in self.cells.values():
            cell.sort(key=lambda wait: wait.asked_at)
        self._day = EARLIEST
        self._known: dict[Cell, Forecast | None] = {}

    def forecast(self, wait: Wait) -> Forecast | None:
        """What was to be said on the day of this question, by what was known when it began."""
        day = wait.asked_at.replace(hour=0, minute=0, second=0, microsecond=0)
        if day != self._day:
            self._day, self._known = day, {}
        for narrowed in reversed(cells_of(wait.asked_at)):
            told = [self._told((tag_id, narrowed)) for tag_id in self.tags[wait.question_id]]
            if known := [one for one in told if one]:
                return min(known, key=lambda one: one.cases)
        overall = [self._told((None, narrowed)) for narrowed in reversed(cells_of(wait.asked_at))]
        return next(filter(None, overall), None)

    def _count(self, tag_id: int | None, wait: Wait) -> None:
        for narrowed in cells_of(wait.asked_at):
            self.cells[tag_id, narrowed].append(wait)

    def _told(self, cell: Cell) -> Forecast | None:
        if cell not in self._known:
            self._known[cell] = self._estimate(cell)
        return self._known[cell]

    def _estimate(self, cell: Cell) -> Forecast | None:
        rows = self.cells[cell]
        began = bisect_left(rows, self._day - LOOKS_BACK, key=lambda wait: wait.asked_at)
        ended = bisect_left(rows, self._day, key=lambda wait: wait.asked_at)
        if ended - began < CASES:
            return None
        observed = Observed(self._day, self.observed.dumped_at)
        seen = Waits()
        for wait in rows[began:ended]:
            seconds, answered = wait.until(observed.end(wait))
            if answered or seconds > 0:
                seen.add(max(seconds, 0), answered=answered)
        if len(seen) < CASES:
            return None
        half, most = seen.within(HALF, MOST)
        return Forecast(cases=len(seen), half=half, most=most)


def coverage(now: datetime, days: int | None = None) -> Iterator[tuple[str, Coverage]]:
    """By calendar month, and at the end for all: what became of the forecasts."""
    history = History(now)
    since = now - timedelta(days=days) if days else EARLIEST
    months: dict[str, Coverage] = defaultdict(Coverage)
    whole = Coverage()
    for wait in history.waits:
        if wait.asked_at < since:
            continue
        told = history.forecast(wait)
        for tally in (months[f"{wait.asked_at:%Y-%m}"], whole):
            tally.asked += 1
            tally.told += told is not None
            if told:
                _hold(tally.half, told.half, wait, history.observed)
                _hold(tally.most, told.most, wait, history.observed)
    yield from months.items()
    yield "all", whole


def _hold(held: Held, told: timedelta | None, wait: Wait, observed: Observed) -> None:
    """Note whether an answer came in time, where the question was watched for as long as that."""
    if told is None or wait.asked_at + told > observed.end(wait):
        return
    seconds, answered = wait.until(wait.asked_at + told)
    if answered or seconds >= int(told.total_seconds()):  # or else its asker had found out
        held.note(answered)
