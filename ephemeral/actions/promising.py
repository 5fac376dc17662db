"""Promising, and all that becomes of a promise.

Every act locks the question first, as all acts on a thread do, and then the promise.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import events
from community.capacities import PERSONALLY, capacity_for
from community.events import publish
from community.markup import tidy
from community.models import Member
from community.permissions import require
from ephemeral.calendars import calendar_of
from ephemeral.due_dates import due_from, reminder_at
from ephemeral.models import Promise, PromiseStep
from ephemeral.models.promises import PROMISE_LENGTH
from ephemeral.permissions import can_change_promise, can_promise, can_take_over_promise
from questions.actions.following import begin_following
from questions.actions.locking import locked_question
from questions.actions.words import clean_reason
from questions.models import Answer, Question, QuestionFollow

PRESSED_TWICE = timedelta(minutes=5)  # the same words, due this near to each other, are one promise
LONGEST_WORDS = 500


@transaction.atomic
def make_promise(
    question: Question,
    *,
    what: str,
    by: Member,
    due_at: datetime | None = None,
    working_hours: float | None = None,
    speaking_as: str = PERSONALLY,
    at: datetime | None = None,
) -> Promise:
    """Promise something by a date, or within so many working hours of one's team: one of the two.

    Given for a team, it is that team's promise too and counts in its hours; given personally, it
    binds no team, and its hours are those of the clock. Raises ValidationError.
    """
    question = locked_question(question.pk)
    require(can_promise(by, question))
    now = at or timezone.now()
    capacity = capacity_for(by, speaking_as)
    team = capacity.team if capacity else None
    calendar = calendar_of(team.pk if team else None)
    what = clean_what(what)
    due = due_from(due_at, working_hours, calendar=calendar, now=now)
    before = _promised_already(question, by, what, due)
    if before:
        return before
    promise = Promise.objects.create(
        question=question,
        member=by,
        capacity=capacity,
        team=team,
        what=what,
        promised_at=now,
        first_due_at=due,
        due_at=due,
        next_at=reminder_at(due, calendar=calendar, now=now),
    )
    write_step(promise, PromiseStep.Kind.MADE, by=by, due_at=due, now=now)
    begin_following(question, by, QuestionFollow.Because.CHOSE, at=now)
    announce(events.PromiseMade, promise, by=by, now=now)
    return promise


@transaction.atomic
def note_promise(
    promise: Promise, *, by: Member, words: str, at: datetime | None = None
) -> PromiseStep:
    """Tell how it goes. The same words twice in a row are said once."""
    promise = locked_promise(promise.pk)
    require(can_change_promise(by, promise))
    now = at or timezone.now()
    words = _clean_words(words, required=True)
    latest = promise.steps.last()
    if latest and (latest.kind, latest.words) == (PromiseStep.Kind.NOTED, words):
        return latest
    step = write_step(promise, PromiseStep.Kind.NOTED, by=by, words=words, now=now)
    announce(events.PromiseNoted, promise, by=by, now=now, step_id=step.pk)
    return step


@transaction.atomic
def move_promise(
    promise: Promise,
    *,
    by: Member,
    reason: str,
    due_at: datetime | None = None,
    working_hours: float | None = None,
    at: datetime | None = None,
) -> Promise:
    """Promise another date, and say why. That it was late by then stays on record."""
    promise = locked_promise(promise.pk)
    require(can_change_promise(by, promise))
    now = at or timezone.now()
    calendar = calendar_of(promise.team_id)
    reason = clean_reason(reason)
    due = due_from(due_at, working_hours, calendar=calendar, now=now)
    if due == promise.due_at:
        return promise
    before = promise.due_at
    promise.was_late = promise.was_late or before <= now
    promise.due_at, promise.stage = due, Promise.Stage.FRESH
    promise.moves += 1
    promise.next_at = reminder_at(due, calendar=calendar, now=now)
    promise.save(update_fields=["was_late", "due_at", "stage", "moves", "next_at"])
    step = write_step(
        promise,
        PromiseStep.Kind.MOVED,
        by=by,
        words=reason,
        due_before=before,
        due_at=due,
        now=now,
    )
    announce(events.PromiseMoved, promise, by=by, now=now, step_id=step.pk)
    return promise


@transaction.atomic
def keep_promise(
    promise: Promise,
    *,
    by: Member,
    answer: Answer | None = None,
    words: str = "",
    at: datetime | None = None,
) -> Promise:
    """Say that it is kept, on time or late, and by which answer where one did it."""
    promise = locked_promise(promise.pk)
    if promise.kept_at and promise.member_id == by.pk:
        return promise
    require(can_change_promise(by, promise))
    now = at or timezone.now()
    words = _clean_words(words, required=False)
    if answer and not promise.question.answers.filter(pk=answer.pk, hidden_at=None).exists():
        raise ValidationError({"answer": _("Choose an answer that stands under this question.")})
    promise.was_late = promise.was_late or promise.due_at < now
    promise.kept_at, promise.kept_by, promise.next_at = now, answer, None
    promise.save(update_fields=["was_late", "kept_at", "kept_by", "next_at"])
    step = write_step(promise, PromiseStep.Kind.KEPT, by=by, words=words, answer=answer, now=now)
    announce(
        events.PromiseKept,
        promise,
        by=by,
        now=now,
        step_id=step.pk,
        answer_id=answer.pk if answer else None,
    )
    return promise


@transaction.atomic
def withdraw_promise(
    promise: Promise, *, by: Member, reason: str, at: datetime | None = None
) -> Promise:
    """Say that it will not come, and why. It stays on record."""
    promise = locked_promise(promise.pk)
    if promise.withdrawn_at and promise.member_id == by.pk:
        return promise
    require(can_change_promise(by, promise))
    now = at or timezone.now()
    reason = clean_reason(reason)
    promise.was_late = promise.was_late or promise.due_at < now
    promise.withdrawn_at, promise.next_at = now, None
    promise.save(update_fields=["was_late", "withdrawn_at", "next_at"])
    step = write_step(promise, PromiseStep.Kind.WITHDRAWN, by=by, words=reason, now=now)
    announce(events.PromiseWithdrawn, promise, by=by, now=now, step_id=step.pk)
    return promise


@transaction.atomic
def take_over_promise(promise: Promise, *, by: Member, at: datetime | None = None) -> Promise:
    """Make a promise one's own that a colleague left behind, under the date that holds."""
    promise = locked_promise(promise.pk)
    if promise.member_id == by.pk:
        return promise
    require(can_take_over_promise(by, promise))
    now = at or timezone.now()
    assert promise.team is not None
    promise.member, promise.capacity = by, capacity_for(by, promise.team.slug)
    if promise.due_at > now:  # whoever takes it over hears of its date as its giver would have
        promise.stage = Promise.Stage.FRESH
        calendar = calendar_of(promise.team_id)
        promise.next_at = reminder_at(promise.due_at, calendar=calendar, now=now)
    promise.save(update_fields=["member", "capacity", "stage", "next_at"])
    step = write_step(promise, PromiseStep.Kind.TAKEN_OVER, by=by, due_at=promise.due_at, now=now)
    begin_following(promise.question, by, QuestionFollow.Because.CHOSE, at=now)
    announce(events.PromiseNoted, promise, by=by, now=now, step_id=step.pk)
    return promise


# What the acts have in common


def locked_promise(promise_id: int) -> Promise:
    """The promise as it is now, behind its question's lock. Raises Promise.DoesNotExist."""
    rows = Promise.objects.filter(pk=promise_id)
    question = locked_question(rows.values_list("question_id", flat=True).get())
    promise = (
        rows.select_for_update(of=("self",), no_key=True)
        .select_related("member", "capacity", "team")
        .get()
    )
    promise.question = question
    return promise


def clean_what(typed: str) -> str:
    """What is promised, on one line. Raises ValidationError."""
    what = " ".join(tidy(typed).split())
    if not what:
        raise ValidationError({"what": _("Say what you will do.")})
    if len(what) > PROMISE_LENGTH:
        raise ValidationError(
            {
                "what": _("A promise has at most %(most)d characters; this one has %(length)d.")
                % {"most": PROMISE_LENGTH, "length": len(what)}
            }
        )
    return what


def write_step(
    promise: Promise,
    kind: PromiseStep.Kind,
    *,
    now: datetime,
    by: Member | None = None,
    **facts: Any,
) -> PromiseStep:
    """Put a step into the history."""
    return promise.steps.create(kind=kind, member=by, at=now, **facts)


def _clean_words(typed: str, *, required: bool) -> str:
    words = " ".join(tidy(typed).split())
    if required and not words:
        raise ValidationError({"words": _("Say in a few words how it goes.")})
    if len(words) > LONGEST_WORDS:
        raise ValidationError(
            {"words": _("At most %(most)d characters, please.") % {"most": LONGEST_WORDS}}
        )
    return words


def _promised_already(question: Question, by: Member, what: str, due: datetime) -> Promise | None:
    """The same promise, made a moment ago. Raises ValidationError for another date of it."""
    same = question.promises.unsettled().filter(member=by, what=what).first()
    if same and abs(same.due_at - due) > PRESSED_TWICE:
        raise ValidationError(
            {"what": _("You have promised this here already. Move its date instead.")}
        )
    return same


def announce(fact: Any, promise: Promise, *, by: Member | None, now: datetime, **more: Any) -> None:
    publish(
        fact(
            actor_id=by.pk if by else None,
            capacity_id=promise.capacity_id if by and by.pk == promise.member_id else None,
            question_id=promise.question_id,
            promise_id=promise.pk,
            at=now,
            **more,
        )
    )
