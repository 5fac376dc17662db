"""On which days a keeper still has room within their daily budget."""

from collections import Counter
from datetime import date, datetime, timedelta

from ephemeral.lifetimes import later, zone_of
from ephemeral.models import KnowledgeSettings, Lifetime

SOONER_AT_MOST = 0.2  # of the days it has: nobody minds looking at it a little before


def days_with_room(lifetime: Lifetime, days: float, now: datetime) -> float:
    """In how many days it comes due: `days`, or a little sooner where that day is full.

    So whoever renews many things in one sitting does not meet them all on one day again. Where
    every day is full, it is the one with the fewest. What nobody keeps is bound by no budget.
    """
    furthest = int(days * SOONER_AT_MOST)
    kept = Lifetime.objects.running().exclude(pk=lifetime.pk)
    if lifetime.steward_id:
        kept = kept.filter(steward=lifetime.steward_id)
    elif lifetime.team_id:
        kept = kept.filter(steward=None, team=lifetime.team_id)
    else:
        return days
    if not furthest:
        return days
    zone = zone_of(lifetime.steward)
    span = (now + timedelta(days=days - furthest - 2), now + timedelta(days=days + 2))
    dates = kept.filter(due_at__range=span).values_list("due_at", flat=True)
    on_day = Counter(due_at.astimezone(zone).date() for due_at in dates)
    budget = KnowledgeSettings.load().daily_budget

    def number(sooner: int) -> int:
        day: date = later(now, days - sooner, zone).astimezone(zone).date()
        return on_day[day]

    choices = range(furthest + 1)
    free = (sooner for sooner in choices if number(sooner) < budget)
    return days - next(free, min(choices, key=number))
