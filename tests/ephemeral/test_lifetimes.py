"""So many days on is the same time on the clock there, at whatever the calendar does between."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ephemeral.lifetimes import later


@pytest.mark.parametrize(
    ("zone", "begins", "days", "ends"),
    [
        # Summer time begins and ends: the days have 23 and 25 hours.
        ("Europe/Lisbon", "2026-03-28 09:00", 1, "2026-03-29 09:00"),
        ("Europe/Lisbon", "2026-10-24 09:00", 1, "2026-10-25 09:00"),
        ("America/New_York", "2026-03-07 17:30", 1, "2026-03-08 17:30"),
        ("America/New_York", "2026-10-31 17:30", 1, "2026-11-01 17:30"),
        ("Pacific/Auckland", "2026-09-26 08:00", 1, "2026-09-27 08:00"),
        ("Pacific/Auckland", "2026-04-04 08:00", 1, "2026-04-05 08:00"),
        # A whole summer between.
        ("Europe/Lisbon", "2026-01-15 12:00", 180, "2026-07-14 12:00"),
        ("Pacific/Auckland", "2026-01-15 12:00", 180, "2026-07-14 12:00"),
        # Ends of months and years.
        ("Europe/Lisbon", "2026-01-31 10:00", 30, "2026-03-02 10:00"),
        ("Europe/Lisbon", "2028-01-31 10:00", 29, "2028-02-29 10:00"),
        ("America/New_York", "2026-12-31 23:30", 1, "2027-01-01 23:30"),
        ("Pacific/Auckland", "2026-02-28 10:00", 365, "2027-02-28 10:00"),
        # Half days.
        ("Europe/Lisbon", "2026-06-01 09:00", 1.5, "2026-06-02 21:00"),
    ],
)
def test_days_end_at_the_same_time_on_the_clock(zone, begins, days, ends):
    here = ZoneInfo(zone)

    moment = later(datetime.fromisoformat(begins).replace(tzinfo=here), days, here)

    assert moment.astimezone(here).strftime("%Y-%m-%d %H:%M") == ends


@pytest.mark.parametrize(
    ("zone", "begins", "in_utc"),
    [
        # The hour that does not exist there: the one after it.
        ("Europe/Lisbon", "2026-03-28 01:30", "2026-03-29 01:30"),  # 02:30 in summer
        ("America/New_York", "2026-03-07 02:30", "2026-03-08 07:30"),  # 03:30 in summer
        ("Pacific/Auckland", "2026-09-26 02:30", "2026-09-26 14:30"),  # 03:30 in summer
        # The hour that comes twice: the first time.
        ("Europe/Lisbon", "2026-10-24 01:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-10-31 01:30", "2026-11-01 05:30"),
        ("Pacific/Auckland", "2026-04-04 02:30", "2026-04-04 13:30"),
    ],
)
def test_an_hour_that_is_missing_or_doubled(zone, begins, in_utc):
    here = ZoneInfo(zone)

    moment = later(datetime.fromisoformat(begins).replace(tzinfo=here), 1, here)

    assert moment == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)
