"""The calendar of a team, from the week that its administrator entered."""

from collections import defaultdict

from ephemeral.models import ClosedDay, OpenHours, WorkingWeek
from ephemeral.working_hours import AROUND_THE_CLOCK, Calendar, Stretch


def calendar_of(team_id: int | None) -> Calendar:
    """When this team works; around the clock for none, and for one that has entered no week."""
    return calendars_of({team_id}).get(team_id, AROUND_THE_CLOCK)


def calendars_of(team_ids: set[int | None]) -> dict[int | None, Calendar]:
    """The calendars of those of these teams that have a week, in three queries."""
    wanted = team_ids - {None}
    if not wanted:
        return {}
    weeks = list(WorkingWeek.objects.filter(team__in=wanted))
    hours, days = defaultdict(list), defaultdict(list)
    for stretch in OpenHours.objects.filter(week__in=weeks):
        hours[stretch.week_id].append(stretch)
    for day in ClosedDay.objects.filter(week__in=weeks):
        days[day.week_id].append(day)
    return {week.team_id: _calendar(week, hours[week.pk], days[week.pk]) for week in weeks}


def _calendar(week: WorkingWeek, hours: list[OpenHours], days: list[ClosedDay]) -> Calendar:
    by_day: tuple[list[Stretch], ...] = ([], [], [], [], [], [], [])
    for stretch in hours:
        by_day[stretch.weekday].append((stretch.opens, stretch.closes))
    return Calendar(
        zone=week.zone,
        week=tuple(tuple(sorted(stretches)) for stretches in by_day),
        country=week.country,
        region=week.region,
        closed=frozenset(closed.day for closed in days if not closed.works),
        worked=frozenset(closed.day for closed in days if closed.works),
    )
