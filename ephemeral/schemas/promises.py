"""How promises look to programs."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from ninja import Schema

from community.api import CapacityOut, PersonRef
from ephemeral.models import Promise, PromiseStep


class PromiseOut(Schema):
    """`state` is open, late, kept or withdrawn at the moment of the answer."""

    id: int
    url: str
    question_id: int
    member: PersonRef
    capacity: CapacityOut | None
    team: str | None
    what: str
    state: str
    promised_at: datetime
    first_due_at: datetime
    due_at: datetime
    kept_at: datetime | None
    kept_by_answer_id: int | None
    withdrawn_at: datetime | None
    was_late: bool
    moves: int
    needs_somebody: bool

    @staticmethod
    def resolve_url(promise: Promise) -> str:
        return settings.SITE_URL + promise.get_absolute_url()

    @staticmethod
    def resolve_team(promise: Promise) -> str | None:
        return promise.team.slug if promise.team else None

    @staticmethod
    def resolve_state(promise: Promise) -> str:
        return promise.state(timezone.now()).value

    @staticmethod
    def resolve_kept_by_answer_id(promise: Promise) -> int | None:
        answer = promise.kept_by
        return answer.pk if answer and not answer.hidden_at else None

    @staticmethod
    def resolve_needs_somebody(promise: Promise) -> bool:
        return bool(getattr(promise, "left_behind", False))


class StepOut(Schema):
    id: int
    kind: str
    member: PersonRef | None
    words: str
    due_before: datetime | None
    due_at: datetime | None
    answer_id: int | None
    at: datetime

    @staticmethod
    def resolve_kind(step: PromiseStep) -> str:
        return step.kind.replace(" ", "-")

    @staticmethod
    def resolve_answer_id(step: PromiseStep) -> int | None:
        return step.answer.pk if step.answer and not step.answer.hidden_at else None


class PromiseWithStepsOut(PromiseOut):
    """With its whole history, the oldest step first."""

    steps: list[StepOut]

    @staticmethod
    def resolve_steps(promise: Promise) -> list[PromiseStep]:
        return list(promise.steps.select_related("member", "answer"))


class PromiseIn(Schema):
    """One of `due_at` and `working_hours`. A `due_at` without an offset is taken as UTC."""

    what: str
    due_at: datetime | None = None
    working_hours: float | None = None
    speaking_as: str = ""


class MoveIn(Schema):
    reason: str
    due_at: datetime | None = None
    working_hours: float | None = None


class NoteIn(Schema):
    words: str


class KeepIn(Schema):
    answer_id: int | None = None
    words: str = ""


class KeptShareOut(Schema):
    """`percentage` is null below ten that can be judged; `words` is what pages say."""

    judged: int
    on_time: int
    kept_late: int
    late_and_open: int
    withdrawn: int
    moved: int
    percentage: int | None
    words: str
