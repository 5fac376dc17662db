"""How lifetimes, decisions, evidence and the queue look to programs."""

from datetime import datetime
from typing import Any

from django.conf import settings
from ninja import Field, Schema

from community.api import CapacityOut, PersonRef
from ephemeral.models import Decision, Evidence, Lifetime
from ephemeral.queries.queue import Waiting
from ephemeral.queries.steps import Step, weight_words
from ephemeral.schemas.lifetimes import OfLifetime


class LifetimeOut(OfLifetime):
    """The clock of an entry or accepted answer. `round` is what a decision sends as `base`."""

    id: int
    url: str
    title: str
    entry_id: int | None
    answer_id: int | None
    question_id: int | None
    state: str
    words: str
    days: float
    round: int
    confirmed_at: datetime | None
    confirmed_by: PersonRef | None
    confirmed_capacity: CapacityOut | None
    soon_at: datetime
    due_at: datetime
    lapses_at: datetime
    let_go_at: datetime | None
    steward: PersonRef | None
    team: str | None
    voices: int
    disputes: int
    back_requests: int

    @staticmethod
    def resolve_url(lifetime: Lifetime) -> str:
        return settings.SITE_URL + lifetime.get_absolute_url()


class StepOut(Schema):
    """One step of a life. `effect` says in words what it changed."""

    kind: str
    title: str
    at: datetime
    person: PersonRef | None = Field(None, alias="member")
    capacity: CapacityOut | None
    words: str
    versions: str
    effect: str
    successor_id: int | None
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_successor_id(step: Step) -> int | None:
        return step.successor.pk if step.successor else None


class LifeOut(LifetimeOut):
    """With its newest steps; `older` goes as `?before=` to read on."""

    steps: list[StepOut]
    older: str


class DecisionOut(Schema):
    id: int
    kind: str
    person: PersonRef | None = Field(None, alias="member")
    capacity: CapacityOut | None
    because: str
    versions: str
    successor_id: int | None
    days: float | None
    due_at: datetime | None
    decided_at: datetime


class EvidenceOut(Schema):
    """A voice, or, where it counts fully, the renewal it is (`decision`)."""

    id: int | None
    holds: bool
    note: str
    version: str
    days: float
    effect: str
    decision: DecisionOut | None

    @staticmethod
    def of(said: Evidence | Decision) -> dict[str, Any]:
        if isinstance(said, Decision):
            return {
                "id": None,
                "holds": True,
                "note": said.because,
                "version": said.versions,
                "days": said.days or 0,
                "effect": "",
                "decision": said,
            }
        return {
            "id": said.pk,
            "holds": said.holds,
            "note": said.note,
            "version": said.version,
            "days": said.days,
            "effect": weight_words(said),
            "decision": None,
        }


class RenewIn(Schema):
    """`base` is the round that was read: who comes second is told who was first."""

    because: str
    versions: str = ""
    speaking_as: str = ""
    base: int | None = None


class LetGoIn(Schema):
    because: str
    successor_id: int | None = None
    speaking_as: str = ""
    base: int | None = None


class EvidenceIn(Schema):
    holds: bool
    note: str = ""
    version: str = ""
    speaking_as: str = ""


class HandOverIn(Schema):
    """A handle and the word of a team; null for nobody."""

    steward: str | None = None
    team: str | None = None
    because: str = ""
    speaking_as: str = ""


class WaitingOut(Schema):
    lifetime: LifetimeOut
    why: list[str]
    came: str
    disputes: list[str]
    versions: list[str]
    answer_ids: list[int]
    suggestion_ids: list[int]

    @staticmethod
    def resolve_disputes(item: Waiting) -> list[str]:
        return [said.note for said in item.changed.disputes]

    @staticmethod
    def resolve_versions(item: Waiting) -> list[str]:
        return item.changed.versions

    @staticmethod
    def resolve_answer_ids(item: Waiting) -> list[int]:
        return [answer.pk for answer in item.changed.answers]

    @staticmethod
    def resolve_suggestion_ids(item: Waiting) -> list[int]:
        return [suggestion.pk for suggestion in item.changed.suggestions]


class QueueOut(Schema):
    """A page of the queue, the most urgent first."""

    items: list[WaitingOut]
    has_more: bool
