"""What time does to promises: reminders, being late, and the daily list of what is late.

A promise carries the moment of its next step (`next_at`), so a pass costs what is due and not what
exists. A step is written, stored and announced in one transaction: a clock that dies between two
has done the one and not the other, and any other clock goes on from there. After a night off, each
promise takes only the last step that has come.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from community.events import PromiseComesDue, PromiseLate, PromisesAreLate, publish
from community.models import Employment, LoggedEvent, Member
from ephemeral.actions.promising import announce, write_step
from ephemeral.calendars import calendars_of
from ephemeral.lifetimes import zone_of
from ephemeral.models import Promise, PromiseStep
from ephemeral.working_hours import Calendar, at_wall, opening
from questions.models import Question

BATCH = 100  # promises in a transaction: short enough that nobody who writes waits for it
MORNING = datetime.min.time().replace(hour=8)  # when those without working hours get their list
MOST_LISTED = 100  # the board of the team has the rest
A_DAY_ANYWHERE = timedelta(hours=36)  # longer than a day that has an hour more, in any zone


def tell_of_dates(now: datetime) -> None:
    """Take the step of every promise whose time has come."""
    due = list(Promise.objects.filter(next_at__lte=now).order_by("next_at", "pk").values_list("pk"))
    ids = [pk for (pk,) in due]
    for start in range(0, len(ids), BATCH):
        _take_steps(ids[start : start + BATCH], now)


@transaction.atomic
def _take_steps(ids: list[int], now: datetime) -> None:
    """One batch. What somebody else holds, another clock or a person, waits for the next pass.

    Questions are locked before promises, as all acts on a thread do.
    """
    due = Promise.objects.filter(pk__in=ids, next_at__lte=now)
    questions = Question.objects.filter(pk__in=due.values("question")).order_by("pk")
    free = list(
        questions.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    )
    promises = due.filter(question__in=free).order_by("next_at", "pk")
    for promise in promises.select_for_update(skip_locked=True, of=("self",), no_key=True):
        _take_step(promise, now)


def _take_step(promise: Promise, now: datetime) -> None:
    if promise.is_settled:
        promise.next_at = None
    elif promise.due_at <= now:
        promise.stage, promise.was_late, promise.next_at = Promise.Stage.LATE, True, None
        step = write_step(promise, PromiseStep.Kind.LATE, due_at=promise.due_at, now=promise.due_at)
        announce(PromiseLate, promise, by=None, now=now, step_id=step.pk)
    else:
        promise.stage, promise.next_at = Promise.Stage.REMINDED, promise.due_at
        announce(PromiseComesDue, promise, by=None, now=now, member_id=promise.member_id)
    promise.save(update_fields=["stage", "was_late", "next_at"])


# The daily list


def list_what_is_late(now: datetime) -> None:
    """Tell each person once a day, as their work begins, what is late: theirs and their teams'.

    What becomes late during the day is told of at its time, and listed on the next.
    """
    late = list(
        Promise.objects.public()
        .late(now)
        .order_by("due_at", "pk")
        .values_list("pk", "member_id", "team_id", "due_at")
    )
    if not late:
        return
    teams = _teams_of({row[1] for row in late}, {row[2] for row in late})
    told = _told_lately(now)
    for member, calendar, begun in _whose_day_has_begun(teams, now):
        if _was_today(told.get(member.pk, ()), calendar, now):
            continue
        theirs = [
            pk
            for pk, giver, team, due in late
            if due <= begun and (giver == member.pk or (team is not None and team in teams[member]))
        ]
        if theirs:
            _tell_of_list(member, theirs, calendar, now)


def _teams_of(givers: set[int], teams: set[int | None]) -> dict[Member, list[int]]:
    """Everybody whom something late concerns, each with the teams they work in now."""
    concerned: dict[Member, list[int]] = {
        member: [] for member in Member.objects.filter(pk__in=givers, is_active=True)
    }
    colleagues = Employment.objects.current().filter(
        team__in=teams - {None}, member__is_active=True
    )
    members = Member.objects.filter(pk__in=colleagues.values("member"))
    concerned.update({member: [] for member in members})
    at_work = Employment.objects.current().filter(member__in=concerned).order_by("pk")
    by_id = {member.pk: works_in for member, works_in in concerned.items()}
    for member_id, team_id in at_work.values_list("member_id", "team_id"):
        by_id[member_id].append(team_id)
    return concerned


def _whose_day_has_begun(
    teams: dict[Member, list[int]], now: datetime
) -> Iterator[tuple[Member, Calendar, datetime]]:
    """Those at work by now, and since when: in the hours of their first team, else from eight."""
    calendars = calendars_of({works_in[0] for works_in in teams.values() if works_in})
    for member, works_in in teams.items():
        calendar = calendars.get(works_in[0]) if works_in else None
        calendar = calendar or Calendar(zone=zone_of(member))
        today = now.astimezone(calendar.zone).date()
        begins = (
            at_wall(today, MORNING, calendar.zone)
            if calendar.week is None
            else opening(today, calendar)
        )
        if begins and begins <= now:
            yield member, calendar, begins


@transaction.atomic
def _tell_of_list(member: Member, ids: list[int], calendar: Calendar, now: datetime) -> None:
    """Once a day: the event in the log says that today's list was told, also by another clock."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if _was_today(_told_lately(now, member).get(member.pk, ()), calendar, now):
        return
    publish(
        PromisesAreLate(actor_id=None, member_id=member.pk, promise_ids=ids[:MOST_LISTED], at=now)
    )


def _told_lately(now: datetime, member: Member | None = None) -> dict[int, list[datetime]]:
    """When lists were told within a day and a half, by member."""
    events = LoggedEvent.objects.filter(type=PromisesAreLate.__name__, at__gt=now - A_DAY_ANYWHERE)
    if member:
        events = events.filter(payload__member_id=member.pk)
    told: dict[int, list[datetime]] = {}
    for payload, at in events.values_list("payload", "at"):
        told.setdefault(payload["member_id"], []).append(at)
    return told


def _was_today(moments: Iterable[datetime], calendar: Calendar, now: datetime) -> bool:
    """Whether one of these is of this day, where the calendar is."""
    today = now.astimezone(calendar.zone).date()
    return any(moment.astimezone(calendar.zone).date() == today for moment in moments)
