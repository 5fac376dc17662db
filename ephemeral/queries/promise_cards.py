"""A promise as pages show it: facts without rows, so that they can be kept with a thread."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from community.models import Member
from community.permissions import Viewer
from community.templatetags.mayfly import ago_words, exact_words, until_words
from ephemeral.models import Promise, PromiseState, PromiseStep, promise_state
from ephemeral.state import share_left


@dataclass(frozen=True)
class StepShown:
    """One step of its history; `who` is empty for what the clock did."""

    kind: str
    who: str
    words: str
    due_before: datetime | None
    due_at: datetime | None
    answer_id: int | None
    at: datetime


@dataclass(frozen=True)
class PromiseShown:
    """A promise with its people and its history, and what its state follows from."""

    pk: int
    question_id: int
    question: str
    question_url: str
    what: str
    giver_id: int
    giver: str
    giver_url: str
    capacity: str
    team_id: int | None
    team: str
    promised_at: datetime
    due_at: datetime
    kept_at: datetime | None
    withdrawn_at: datetime | None
    was_late: bool
    moves: int
    answer_id: int | None
    left_behind: bool
    steps: tuple[StepShown, ...] = field(default=())

    @property
    def url(self) -> str:
        """Where it stands, under its question."""
        return f"{self.question_url}#promise-{self.pk}"

    @property
    def is_settled(self) -> bool:
        return bool(self.kept_at or self.withdrawn_at)

    @property
    def latest_word(self) -> StepShown | None:
        """What was last said about how it goes, or why; of what is kept, only how."""
        said = [step for step in self.steps if step.words]
        if self.kept_at and said and said[-1].kind != PromiseStep.Kind.KEPT:
            return None
        return said[-1] if said else None

    def state(self, now: datetime) -> PromiseState:
        return promise_state(self, now)

    def share(self, now: datetime) -> float:
        """What is left of its time, from 0 to 100; a kept one's ring is full."""
        if self.kept_at:
            return 100.0
        return share_left(self.promised_at, self.due_at, now)


def shown(promises: Iterable[Promise], steps: Iterable[PromiseStep] = ()) -> list[PromiseShown]:
    """Promises read `with_people().with_left_behind()`, with these of their steps."""
    by_promise: dict[int, list[StepShown]] = {}
    for step in steps:
        by_promise.setdefault(step.promise_id, []).append(_step(step))
    return [_shown(promise, tuple(by_promise.get(promise.pk, ()))) for promise in promises]


def promises_of_questions(question_ids: Collection[int]) -> dict[int, list[PromiseShown]]:
    """Every promise on these questions with its history, the nearest date first. Two queries."""
    promises = list(
        Promise.objects.filter(question__in=question_ids)
        .with_people()
        .with_left_behind()
        .order_by("due_at", "pk")
    )
    if not promises:
        return {}
    steps = PromiseStep.objects.filter(promise__in=promises).select_related("member", "answer")
    found: dict[int, list[PromiseShown]] = {}
    for promise in shown(promises, steps):
        found.setdefault(promise.question_id, []).append(promise)
    return found


def one_promise(viewer: Viewer, pk: int) -> tuple[Promise, PromiseShown] | None:
    """A promise that this viewer may see, as a row and as shown."""
    rows = Promise.objects.visible_to(viewer).filter(pk=pk).with_people().with_left_behind()
    promise = rows.first()
    if promise is None:
        return None
    steps = promise.steps.select_related("member", "answer")
    return promise, shown([promise], steps)[0]


def _shown(promise: Promise, steps: tuple[StepShown, ...]) -> PromiseShown:
    kept_by = promise.kept_by if promise.kept_by and not promise.kept_by.hidden_at else None
    return PromiseShown(
        pk=promise.pk,
        question_id=promise.question_id,
        question=promise.question.title,
        question_url=promise.question.get_absolute_url(),
        what=promise.what,
        giver_id=promise.member_id,
        giver=str(promise.member),
        giver_url=promise.member.get_absolute_url(),
        capacity=str(promise.capacity or ""),
        team_id=promise.team_id,
        team=promise.team.name if promise.team else "",
        promised_at=promise.promised_at,
        due_at=promise.due_at,
        kept_at=promise.kept_at,
        withdrawn_at=promise.withdrawn_at,
        was_late=promise.was_late,
        moves=promise.moves,
        answer_id=kept_by.pk if kept_by else None,
        left_behind=bool(getattr(promise, "left_behind", False)),
        steps=steps,
    )


def _step(step: PromiseStep) -> StepShown:
    answer = step.answer if step.answer and not step.answer.hidden_at else None
    return StepShown(
        kind=step.kind.replace(" ", "-"),
        who=str(step.member or ""),
        words=step.words,
        due_before=step.due_before,
        due_at=step.due_at,
        answer_id=answer.pk if answer else None,
        at=step.at,
    )


def may_take_over(promise: PromiseShown, viewer: Viewer) -> bool:
    """Whether to offer a colleague what somebody left behind."""
    return (
        promise.left_behind
        and isinstance(viewer, Member)
        and promise.team_id in {employment.team_id for employment in viewer.current_employments}
    )


def due_html(moment: datetime, now: datetime) -> str:
    """When it is due, as near as it matters: the hour for today and tomorrow, else the day."""
    if moment <= now:
        words = ago_words(moment, now)
    else:
        words = until_words(moment, now)
        if (timezone.localtime(moment).date() - timezone.localtime(now).date()).days <= 1:
            words = f"{words}, {date_format(timezone.localtime(moment), 'H:i')}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact_words(moment),
        words,
    )
