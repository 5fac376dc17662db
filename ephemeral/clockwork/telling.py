"""People hear of what waits for their decision: all of it at once, at most once a day."""

from collections.abc import Collection
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from community.events import DecisionsWait, publish
from community.models import Member
from ephemeral.lifetimes import zone_of
from ephemeral.models import Reminder

MORNING = time(7)  # when a day's first mail is no nuisance
LATELY = timedelta(days=3)  # whoever was told before that may be told, in any zone


def tell_people(now: datetime) -> int:
    """Tell whoever has something to hear and was told nothing today. Returns how many were."""
    waiting = Reminder.objects.filter(told_at=None).order_by("member_id")
    member_ids = list(waiting.values_list("member_id", flat=True).distinct())
    told = _last_told(member_ids, now)
    ready = [
        member
        for member in Member.objects.filter(pk__in=member_ids).order_by("pk").iterator()
        if _may_be_told(member, told.get(member.pk), now)
    ]
    return sum(_tell(member.pk, now) for member in ready)


def earliest_after(told_at: datetime, zone: tzinfo) -> datetime:
    """When a person may be told again: in the morning of their next day."""
    tomorrow = told_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, MORNING, zone).astimezone(ZoneInfo("UTC"))


def still_waits(reminder: Reminder, now: datetime) -> bool:
    """Whether what a reminder is about has not been decided, or moved off by voices, since."""
    lifetime = reminder.lifetime
    return lifetime.is_running and lifetime.round == reminder.round and lifetime.soon_at <= now


def _last_told(member_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    told = Reminder.objects.filter(
        member__in=member_ids, told_at__gt=now - LATELY, event__isnull=False
    )
    return dict(told.order_by().values_list("member_id").annotate(last=Max("told_at")))


def _may_be_told(member: Member, told_at: datetime | None, now: datetime) -> bool:
    return told_at is None or earliest_after(told_at, zone_of(member)) <= now


@transaction.atomic
def _tell(member_id: int, now: datetime) -> bool:
    """Gather what waits for one person into one event, unless another clock is at it."""
    rows = Member.objects.select_for_update(skip_locked=True, no_key=True)
    member = rows.filter(pk=member_id).first()
    if member is None or not _may_be_told(member, _last_told([member_id], now).get(member_id), now):
        return False
    reminders = list(member.reminders.filter(told_at=None).select_related("lifetime"))
    waiting = [one for one in reminders if still_waits(one, now)] if member.is_active else []
    event = None
    if waiting:
        event = publish(
            DecisionsWait(
                actor_id=None,
                member_id=member_id,
                reminder_ids=sorted(one.pk for one in waiting),
                at=now,
            )
        )
    # What was decided meanwhile counts as told, with no event: nobody has to hear of it.
    member.reminders.filter(pk__in=[one.pk for one in reminders]).update(told_at=now, event=None)
    if event:
        told = member.reminders.filter(pk__in=[one.pk for one in waiting])
        told.update(event=event)
    return event is not None
