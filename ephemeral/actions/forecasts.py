"""Counting how fast help came, once a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from ephemeral.forecasts import CASES, HALF, MOST, Narrowed, Waits, cells_of
from ephemeral.models import AnswerForecast
from ephemeral.queries.waits import Observed, Wait, observed_until, tagged_waits, waits

# What happened longer ago says little about tomorrow: people came and went, and so did products.
LOOKS_BACK = timedelta(days=365)


def count_forecasts(now: datetime) -> int:
    """Make all forecasts anew from the past year, and say how many there are.

    Memory holds the waits of one tag at a time. Readers have the old forecasts until the new ones
    are all there.
    """
    since, observed = now - LOOKS_BACK, observed_until(now)
    rows = list(_forecasts(None, waits(since, now), observed))
    for tag_id, group in groupby(tagged_waits(since, now), key=lambda tagged: tagged[0]):
        rows += _forecasts(tag_id, (wait for _tag, wait in group), observed)
    with transaction.atomic():
        AnswerForecast.objects.all().delete()
        AnswerForecast.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def waits_by_cell(history: Iterable[Wait], observed: Observed) -> dict[Narrowed, Waits]:
    """Sort waits, as they look at the end of what was observed, by when people asked."""
    cells: dict[Narrowed, Waits] = defaultdict(Waits)
    for wait in history:
        seconds, answered = wait.until(observed.end(wait))
        if seconds <= 0 and not answered:
            continue  # it never waited for anybody
        for cell in cells_of(wait.asked_at):
            cells[cell].add(max(seconds, 0), answered=answered)
    return cells


def _forecasts(
    tag_id: int | None, history: Iterable[Wait], observed: Observed
) -> Iterator[AnswerForecast]:
    for (is_weekend, hours), cell in waits_by_cell(history, observed).items():
        if len(cell) < CASES:
            continue
        half, most = cell.within(HALF, MOST)
        yield AnswerForecast(
            cell=f"{tag_id}:{is_weekend}:{hours}",
            tag_id=tag_id,
            is_weekend=is_weekend,
            hours=hours,
            cases=len(cell),
            half_within=half,
            most_within=most,
            counted_at=observed.now,
        )
