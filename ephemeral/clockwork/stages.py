"""Lifetimes whose moment has come get to their stage, a batch at a time.

A batch is one transaction: killed at any moment, it has happened or not. It is planned from rows
read without a lock; then everything is locked in the order in which people's acts lock it (members,
questions, lifetimes), and done for those that are still as they were. Lifetimes that somebody else
holds, a person or another clock, are passed over: this clock never waits while it holds one.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from community.events import KnowledgeLapsed, publish
from community.models import Member
from ephemeral.actions.lives import names_of, write_decision
from ephemeral.clockwork.people import People
from ephemeral.lifetimes import next_moment, stage_at
from ephemeral.models import Decision, EntryQuestion, Lifetime, Reminder
from questions.models import Question

logger = logging.getLogger(__name__)

BATCH = 100  # lifetimes in a transaction: a fraction of a second in which others may have to wait
AT_A_LOOK = 10_000  # what one look takes on; the next one is a minute away

# What a plan rests on: where one of these has changed meanwhile, the next look plans anew.
FACTS = (
    *("round", "stage", "next_at", "soon_at", "due_at", "lapses_at", "let_go_at", "paused_at"),
    *("steward_id", "team_id"),
)


@dataclass(frozen=True)
class Plan:
    """What is to happen to one lifetime: the stage that it has reached, and who hears of it."""

    lifetime: Lifetime
    stage: int
    concerned: tuple[int, ...]

    @property
    def lapses(self) -> bool:
        return self.stage == Lifetime.Stage.LAPSED and self.lifetime.stage < self.stage


def bring_stages_up(now: datetime) -> bool:
    """Look at what is due. Returns whether all of it was, so that people can be told."""
    due = Lifetime.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:AT_A_LOOK])
    looked = [_look_at(ids[begin : begin + BATCH], now) for begin in range(0, len(ids), BATCH)]
    return all(looked) and len(ids) < AT_A_LOOK


def _look_at(ids: Sequence[int], now: datetime) -> bool:
    """Bring some up; one that cannot be, by a mistake of ours, must not stop the others."""
    try:
        return _bring_up(ids, now)
    except (OperationalError, InterfaceError):
        raise  # The database is busy or away: nothing was done, and the next look does it.
    except Exception:
        if len(ids) > 1:
            singly = [_look_at([pk], now) for pk in ids]
            return all(singly)
        logger.exception("Lifetime %d cannot be brought up; the next look tries again.", ids[0])
        return True


@transaction.atomic
def _bring_up(ids: Sequence[int], now: datetime) -> bool:
    """Do what time brought to these. Returns whether none of them is left."""
    plans = _plans(ids, now)
    _hold_members({member_id for plan in plans for member_id in plan.concerned})
    _lock_questions([plan.lifetime for plan in plans if plan.lapses])
    unchanged = _lock_unchanged([plan.lifetime for plan in plans])
    plans = [plan for plan in plans if plan.lifetime.pk in unchanged]
    _write_reminders(plans, now)
    lapsing = [plan.lifetime for plan in plans if plan.lapses]
    for plan in plans:
        plan.lifetime.stage = plan.stage
        plan.lifetime.next_at = next_moment(plan.lifetime)
    Lifetime.objects.bulk_update([plan.lifetime for plan in plans], ["stage", "next_at"])
    for lifetime in lapsing:
        _lapse(lifetime, now)
    return not Lifetime.objects.filter(pk__in=ids, next_at__lte=now).exists()


def _plans(ids: Sequence[int], now: datetime) -> list[Plan]:
    """Stages that were slept through are not made up for: the furthest one is what counts."""
    rows = Lifetime.objects.filter(pk__in=ids, next_at__lte=now).order_by("pk")
    lifetimes = list(rows.select_related("steward", "answer__author"))
    people = People(lifetimes, now)
    plans = []
    for lifetime in lifetimes:
        reached = stage_at(lifetime, now) if lifetime.is_running else lifetime.stage
        news = reached > lifetime.stage
        concerned = people.concerned(lifetime, reached) if news else ()
        plans.append(Plan(lifetime, max(reached, lifetime.stage), tuple(concerned)))
    return plans


def _hold_members(member_ids: Collection[int]) -> None:
    """Take now what a reminder's row will need of its person, before anything is locked.

    Whoever closes an account holds the member and then takes what they kept; the same order here
    keeps the two from waiting for each other.
    """
    if connection.vendor != "postgresql" or not member_ids:
        return
    table = connection.ops.quote_name(Member._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",  # noqa: S608
            [list(member_ids)],
        )


def _lock_questions(lapsing: Sequence[Lifetime]) -> None:
    """The threads that will show that these lapsed: as all acts do, before the lifetimes."""
    if not lapsing:
        return
    links = EntryQuestion.objects.filter(
        entry__in=[one.entry_id for one in lapsing if one.entry_id]
    )
    ids = {one.question_id for one in lapsing if one.question_id}
    ids |= set(links.values_list("question_id", flat=True))
    questions = Question.objects.filter(pk__in=ids).order_by("pk")
    list(questions.select_for_update(no_key=True).values_list("pk"))


def _lock_unchanged(lifetimes: Sequence[Lifetime]) -> set[int]:
    """Ids of those that are still as planned for and that nobody else holds; now ours."""
    rows = Lifetime.objects.filter(pk__in=[one.pk for one in lifetimes]).order_by("pk")
    rows = rows.select_for_update(skip_locked=True, no_key=True)
    fresh = {row[0]: row[1:] for row in rows.values_list("pk", *FACTS)}
    return {one.pk for one in lifetimes if fresh.get(one.pk) == _facts(one)}


def _facts(lifetime: Lifetime) -> tuple[Any, ...]:
    return tuple(getattr(lifetime, name) for name in FACTS)


def _write_reminders(plans: Sequence[Plan], now: datetime) -> None:
    reminders = [
        Reminder(
            lifetime=plan.lifetime,
            member_id=member_id,
            round=plan.lifetime.round,
            stage=plan.stage,
            made_at=now,
        )
        for plan in plans
        for member_id in plan.concerned
    ]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)


def _lapse(lifetime: Lifetime, now: datetime) -> None:
    """Nobody decided. Its life says so at the moment at which it did lapse."""
    decision = write_decision(lifetime, Decision.Kind.LAPSED, now=lifetime.lapses_at)
    publish(
        KnowledgeLapsed(
            actor_id=None,
            lifetime_id=lifetime.pk,
            decision_id=decision.pk,
            at=now,
            **names_of(lifetime),
        )
    )
