"""Counting in the hours in which a team works: pure arithmetic over a calendar, no rows.

A stretch of work is said in the wall's time and counted in real time. Where the clocks are put
forward, the hour that does not exist is worked by nobody; where they are put back, the hour that
comes twice counts twice when a stretch goes over it, and a stretch that begins or ends in it means
the first of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UTC_ZONE = ZoneInfo("UTC")
ONE_DAY = timedelta(days=1)
END_OF_DAY = time(23, 59)  # Nobody can type 24:00; whoever stops at 23:59 works until midnight.
FARTHEST = timedelta(days=366 * 10)  # Beyond this, a week has no hours worth the name.

Stretch = tuple[time, time]
NO_HOURS: tuple[tuple[Stretch, ...], ...] = ((),) * 7


class NoWorkingHours(ValidationError):
    """The calendar has no hour in which anybody works, so nothing can be counted in it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This team has no working hours, so they cannot be counted. "
                "Choose a date, or ask an administrator to enter the team's hours."
            ),
            code="no_hours",
        )


@dataclass(frozen=True)
class Calendar:
    """When a team works. Without `week` it works around the clock."""

    zone: ZoneInfo = UTC_ZONE
    week: tuple[tuple[Stretch, ...], ...] | None = None  # by weekday, Monday first
    country: str = ""
    region: str = ""
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  # public holidays on which the team works all the same

    def is_free(self, day: date) -> bool:
        """Whether nobody works that day although its weekday has hours."""
        if day in self.worked:
            return False
        return day in self.closed or day in public_holidays(self.country, self.region, day.year)

    def works_on(self, day: date) -> bool:
        if self.week is None:
            return True
        return bool(self.week[day.weekday()]) and not self.is_free(day)

    def stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work of a day in UTC, in their order, none into another."""
        if self.week is None or not self.works_on(day):
            return
        until = datetime.min.replace(tzinfo=UTC)
        for opens, closes in sorted(self.week[day.weekday()]):
            begins = max(until, at_wall(day, opens, self.zone))
            ends = (
                at_wall(day + ONE_DAY, time.min, self.zone)
                if closes >= END_OF_DAY
                else at_wall(day, closes, self.zone)
            )
            if begins < ends:
                yield begins, ends
                until = ends


AROUND_THE_CLOCK = Calendar()


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a country, and of one of its regions, in a year."""
    if not country:
        return frozenset()
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:  # The admin refuses these; a newer library may have let one go.
        return frozenset()
    return frozenset(day for day in found if day.year == year)


def at_wall(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When a wall clock shows this, in UTC: the first time of two, the end of a gap for none."""
    wall = datetime.combine(day, clock)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _end_of_gap(before, moment, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between these two at which the clocks were put forward, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=1) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def add_working(start: datetime, duration: timedelta, calendar: Calendar) -> datetime:
    """When so much working time has passed since the start, in UTC.

    Nothing at all leads to the start, or to the next opening. Raises NoWorkingHours.
    """
    start = start.astimezone(UTC)
    if calendar.week is None:
        return start + duration
    left = duration
    for opens, ends in _stretches_from(start, calendar):
        begins = max(opens, start)
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise NoWorkingHours


def working_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two moments; none when the second is not later."""
    a, b = a.astimezone(UTC), b.astimezone(UTC)
    if b <= a:
        return timedelta(0)
    if calendar.week is None:
        return b - a
    passed = timedelta(0)
    for begins, ends in _stretches_from(a, calendar):
        if begins >= b:
            break
        passed += min(ends, b) - max(begins, a)
    return passed


def working_day_before(moment: datetime, calendar: Calendar) -> datetime:
    """The same time of day on the working day before: when a reminder still helps. In UTC.

    Where there is none within a month, a day before.
    """
    local = moment.astimezone(calendar.zone)
    for back in range(1, 32):
        day = local.date() - back * ONE_DAY
        if calendar.works_on(day):
            return at_wall(day, local.time(), calendar.zone)
    return moment.astimezone(UTC) - ONE_DAY


def opening(day: date, calendar: Calendar) -> datetime | None:
    """When the team begins to work that day, None for a day off or around the clock."""
    return next((begins for begins, _ends in calendar.stretches(day)), None)


def _stretches_from(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches that end after a moment, or at it, as far as anybody would look."""
    day = moment.astimezone(calendar.zone).date()
    if not calendar.week or not any(calendar.week):
        return
    last = min(day, date.max - FARTHEST) + FARTHEST
    while day <= last:
        for begins, ends in calendar.stretches(day):
            if ends >= moment:
                yield begins, ends
        day += ONE_DAY
