"""Working hours: a table of known cases, and what holds of any week whatever."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ephemeral.working_hours import (
    AROUND_THE_CLOCK,
    NO_HOURS,
    Calendar,
    NoWorkingHours,
    add_working,
    working_between,
    working_day_before,
)

LISBON = ZoneInfo("Europe/Lisbon")
BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")
HOUR = timedelta(hours=1)


def weekdays(*stretches: tuple[time, time]) -> tuple[tuple[tuple[time, time], ...], ...]:
    """The same stretches from Monday to Friday."""
    return (stretches,) * 5 + ((), ())


NINE_TO_SIX = weekdays((time(9), time(18)))
WITH_LUNCH = weekdays((time(9), time(12, 30)), (time(13, 30), time(18)))
SUNDAY_NIGHT = ((),) * 6 + (((time(1), time(5)),),)
ROUND_NIGHTS = (((time(0), time(23, 59)),),) * 7

PORTO = Calendar(zone=LISBON, week=NINE_TO_SIX, country="PT")
LUNCHING = Calendar(zone=LISBON, week=WITH_LUNCH, country="PT")
KIWI = Calendar(zone=AUCKLAND, week=NINE_TO_SIX, country="NZ")
BAVARIA = Calendar(zone=BERLIN, week=NINE_TO_SIX, country="DE", region="BY")
PRUSSIA = Calendar(zone=BERLIN, week=NINE_TO_SIX, country="DE", region="BE")
NIGHTLY = Calendar(zone=BERLIN, week=SUNDAY_NIGHT)
BETWEEN_YEARS = Calendar(
    zone=LISBON,
    week=NINE_TO_SIX,
    country="PT",
    closed=frozenset(date(2026, 12, day) for day in range(28, 32)),
    worked=frozenset({date(2026, 12, 8)}),
)


def local(zone: ZoneInfo, *numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=zone)  # type: ignore[misc, arg-type]


CASES = {
    "Friday half past five and four hours is Monday": (
        PORTO,
        local(LISBON, 2026, 11, 20, 17, 30),
        4,
        local(LISBON, 2026, 11, 23, 12, 30),
    ),
    "the day's last hour ends the same day": (
        PORTO,
        local(LISBON, 2026, 11, 20, 17),
        1,
        local(LISBON, 2026, 11, 20, 18),
    ),
    "over a public holiday": (  # 8 December, a Tuesday
        PORTO,
        local(LISBON, 2026, 12, 7, 17),
        2,
        local(LISBON, 2026, 12, 9, 10),
    ),
    "a public holiday on which the team works all the same": (
        BETWEEN_YEARS,
        local(LISBON, 2026, 12, 7, 17),
        2,
        local(LISBON, 2026, 12, 8, 10),
    ),
    "a holiday on the Monday after the weekend": (  # Easter Monday
        BAVARIA,
        local(BERLIN, 2026, 4, 2, 17),  # the Thursday before Good Friday
        3,
        local(BERLIN, 2026, 4, 7, 11),
    ),
    "a holiday of the region": (  # Epiphany, a Tuesday
        BAVARIA,
        local(BERLIN, 2026, 1, 5, 17),
        2,
        local(BERLIN, 2026, 1, 7, 10),
    ),
    "which the next region works on": (
        PRUSSIA,
        local(BERLIN, 2026, 1, 5, 17),
        2,
        local(BERLIN, 2026, 1, 6, 10),
    ),
    "promised in Lisbon on Sunday night, worked in Auckland on Monday": (
        KIWI,
        local(LISBON, 2026, 11, 22, 21),  # Monday 10:00 in Auckland
        2,
        local(AUCKLAND, 2026, 11, 23, 12),
    ),
    "promised in Lisbon on Friday, when it is weekend in Auckland": (
        KIWI,
        local(LISBON, 2026, 11, 20, 12),
        1,
        local(AUCKLAND, 2026, 11, 23, 10),
    ),
    "the hour that does not exist is worked by nobody": (  # 29 March: 2:00 becomes 3:00
        NIGHTLY,
        local(BERLIN, 2026, 3, 29, 1),
        3,
        local(BERLIN, 2026, 3, 29, 5),
    ),
    "the hour that comes twice counts twice": (  # 25 October: 3:00 becomes 2:00
        NIGHTLY,
        local(BERLIN, 2026, 10, 25, 1),
        5,
        local(BERLIN, 2026, 10, 25, 5),
    ),
    "over lunch": (
        LUNCHING,
        local(LISBON, 2026, 11, 23, 12),
        1,
        local(LISBON, 2026, 11, 23, 14),
    ),
    "begun at lunch": (
        LUNCHING,
        local(LISBON, 2026, 11, 23, 13),
        1,
        local(LISBON, 2026, 11, 23, 14, 30),
    ),
    "over the closed days between the years": (
        BETWEEN_YEARS,
        local(LISBON, 2026, 12, 24, 17),  # 25 December and 1 January are public holidays
        2,
        local(LISBON, 2027, 1, 4, 10),
    ),
    "before opening": (
        PORTO,
        local(LISBON, 2026, 11, 23, 6),
        1,
        local(LISBON, 2026, 11, 23, 10),
    ),
    "after closing": (
        PORTO,
        local(LISBON, 2026, 11, 23, 19),
        1,
        local(LISBON, 2026, 11, 24, 10),
    ),
    "on a holiday": (
        PORTO,
        local(LISBON, 2026, 12, 8, 12),
        1,
        local(LISBON, 2026, 12, 9, 10),
    ),
    "no hours at all, at work": (
        PORTO,
        local(LISBON, 2026, 11, 23, 12),
        0,
        local(LISBON, 2026, 11, 23, 12),
    ),
    "no hours at all, at night": (
        PORTO,
        local(LISBON, 2026, 11, 23, 22),
        0,
        local(LISBON, 2026, 11, 24, 9),
    ),
    "half past three weeks": (
        PORTO,
        local(LISBON, 2026, 11, 2, 9),
        15 * 9,
        local(LISBON, 2026, 11, 20, 18),
    ),
    "a day that goes on until midnight has all its minutes": (
        Calendar(zone=LISBON, week=ROUND_NIGHTS),
        local(LISBON, 2026, 11, 20, 17),
        48,
        local(LISBON, 2026, 11, 22, 17),
    ),
    "a team without a week works around the clock": (
        AROUND_THE_CLOCK,
        local(LISBON, 2026, 11, 20, 17, 30),
        4,
        local(LISBON, 2026, 11, 20, 21, 30),
    ),
}


@pytest.mark.parametrize(("calendar", "start", "hours", "due"), CASES.values(), ids=CASES)
def test_known_cases(calendar, start, hours, due):
    added = add_working(start, hours * HOUR, calendar)

    assert added == due.astimezone(UTC)
    assert added.tzinfo is UTC
    assert working_between(start, added, calendar) == hours * HOUR


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(week=NO_HOURS),
        Calendar(week=()),
        # The one day with hours is the first of January, and that is closed.
        Calendar(
            week=((), (), (), (), (), (), ((time(2), time(2, 0, 1)),)),
            closed=frozenset(
                date(2026, 1, 4) + timedelta(weeks=number) for number in range(53 * 11)
            ),
        ),
    ],
)
def test_a_week_with_no_hours_refuses_with_a_sentence(calendar):
    with pytest.raises(NoWorkingHours, match="no working hours"):
        add_working(datetime(2026, 1, 1, tzinfo=UTC), HOUR, calendar)


def test_nobody_works_between_a_moment_and_an_earlier_one():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert working_between(now, now - HOUR, PORTO) == timedelta(0)


def test_stretches_that_begin_or_end_in_the_hour_that_does_not_exist_meet_at_its_end():
    """29 March in Berlin: 2:00 to 3:00 is not there."""
    in_the_gap = Calendar(
        zone=BERLIN,
        week=((),) * 6
        + (((time(1), time(2, 15)), (time(2, 20), time(2, 40)), (time(2, 45), time(4))),),
    )

    worked = working_between(
        local(BERLIN, 2026, 3, 29, 0), local(BERLIN, 2026, 3, 29, 6), in_the_gap
    )

    assert worked == 2 * HOUR


@pytest.mark.parametrize(
    ("due", "before"),
    [
        (local(LISBON, 2026, 11, 25, 15), local(LISBON, 2026, 11, 24, 15)),
        (local(LISBON, 2026, 11, 23, 12, 30), local(LISBON, 2026, 11, 20, 12, 30)),  # Monday
        (local(LISBON, 2026, 12, 9, 10), local(LISBON, 2026, 12, 7, 10)),  # after the holiday
    ],
)
def test_a_working_day_before(due, before):
    assert working_day_before(due, PORTO) == before.astimezone(UTC)


# What holds whatever the week

quarters = st.integers(min_value=0, max_value=95).map(lambda n: time(n // 4, n % 4 * 15))
# Two moments of a day in their order: drawn so, for what is filtered out makes the draw slow.
stretch = st.lists(quarters, min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
days = st.lists(stretch, max_size=3).map(tuple)
weeks = st.tuples(days, days, days, days, days, days, days).filter(any)
zones = st.sampled_from([LISBON, BERLIN, AUCKLAND, ZoneInfo("America/St_Johns"), ZoneInfo("UTC")])
calendars = st.builds(
    Calendar,
    zone=zones,
    week=weeks,
    country=st.sampled_from(["", "PT", "DE"]),
    closed=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
)
moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001, the zone comes from the strategy
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=zones,
    allow_imaginary=False,
)
durations = st.timedeltas(timedelta(0), timedelta(hours=60))


@settings(deadline=None)
@given(calendar=calendars, start=moments, duration=durations)
def test_adding_and_measuring_gives_the_duration_back(calendar, start, duration):
    due = add_working(start, duration, calendar)

    assert due >= start
    assert working_between(start, due, calendar) == duration


@settings(deadline=None)
@given(calendar=calendars, starts=st.tuples(moments, moments), duration=durations, more=durations)
def test_later_begun_or_longer_is_never_due_earlier(calendar, starts, duration, more):
    earlier, later = sorted(starts)

    due = add_working(earlier, duration, calendar)

    assert due <= add_working(later, duration, calendar)
    assert due <= add_working(earlier, duration + more, calendar)
