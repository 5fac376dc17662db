"""Every accepted answer gets a clock, as after an import."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ephemeral.actions.bulk.beginning import Beginning, begin_many, calendar_of_now
from ephemeral.actions.lives import begin_with_acceptance, pause
from ephemeral.models import Lifespan, Lifetime
from ephemeral.spreading import Calendar
from questions.models import Acceptance, Question

BATCH = 500  # acceptances in a transaction


def begin_clocks_of_solutions(now: datetime) -> int:
    """Give every accepted answer that has no clock that goes one. Returns how many began.

    In batches, each for itself: killed at any time, the next start goes on with what is left.
    """
    calendar = calendar_of_now(now)
    begun, after = 0, 0
    while True:
        some = list(_without_running_clock(after)[:BATCH])
        if not some:
            return begun
        after = some[-1].pk
        begun += _begin_some([one.pk for one in some], calendar, now)


def _without_running_clock(after: int) -> QuerySet[Acceptance]:
    clock = Lifetime.objects.filter(answer=OuterRef("answer"), paused_at=None)
    current = Acceptance.objects.current().filter(pk__gt=after, answer__hidden_at=None)
    return current.filter(~Exists(clock)).only("pk").order_by("pk")


@transaction.atomic
def _begin_some(acceptance_ids: Sequence[int], calendar: Calendar, now: datetime) -> int:
    rows = Acceptance.objects.current().filter(pk__in=acceptance_ids, answer__hidden_at=None)
    questions = Question.objects.filter(pk__in=rows.values("question")).order_by("pk")
    list(questions.select_for_update(no_key=True).values_list("pk"))
    acceptances = list(
        rows.order_by("pk").select_related(
            "answer__author", "answer__capacity__team", "answer__question", "accepted_by"
        )
    )
    lived = _with_a_past(acceptances)
    for acceptance in acceptances:
        if acceptance.question_id in lived:
            _set_right(acceptance, now)
    lifespan = Lifespan.objects.for_answers()
    fresh = [one for one in acceptances if one.question_id not in lived]
    begin_many([_of_answer(one, lifespan) for one in fresh], now=now, calendar=calendar)
    return len(acceptances)


def _with_a_past(acceptances: Sequence[Acceptance]) -> set[int]:
    """Questions of which some answer had a clock before: these are few, and go one by one."""
    past = Lifetime.objects.filter(question__in=[one.question_id for one in acceptances])
    return {pk for pk in past.values_list("question_id", flat=True) if pk is not None}


def _set_right(acceptance: Acceptance, now: datetime) -> None:
    running = Lifetime.objects.filter(question=acceptance.question_id, paused_at=None)
    for lifetime in running.exclude(answer=acceptance.answer_id):
        pause(lifetime, now=now)
    begin_with_acceptance(acceptance, now=now)


def _of_answer(acceptance: Acceptance, lifespan: Lifespan) -> Beginning:
    """An employee who answered in a team's name keeps it, and the team with them."""
    answer = acceptance.answer
    team = answer.capacity.team if answer.capacity else None
    steward = answer.author if team and answer.author.is_active else None
    return Beginning(answer, lifespan, acceptance.accepted_at, steward=steward, team=team)
