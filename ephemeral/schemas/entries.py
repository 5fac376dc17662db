"""How entries look to programs."""

from datetime import datetime
from typing import Any

from django.conf import settings
from ninja import Field, Schema

from community.api import CapacityOut, PersonRef
from ephemeral.actions.writing import base_of
from ephemeral.models import Entry, Lifetime, Suggestion
from ephemeral.schemas.lifetimes import OfLifetime


class LifeOut(OfLifetime):
    """How fresh it is: `state` is confirmed, due, unconfirmed, lapsed or gone, `words` says so."""

    id: int
    state: str
    words: str
    confirmed_at: datetime | None
    confirmed_by: PersonRef | None
    due_at: datetime
    lapses_at: datetime
    let_go_at: datetime | None
    lifespan: str
    days: float
    round: int
    steward: PersonRef | None
    team: str | None

    @staticmethod
    def resolve_lifespan(lifetime: Lifetime) -> str:
        return lifetime.lifespan.name


class EntryOut(Schema):
    """`body` is Markdown as written, `html` clean and ready to show. `revision` is what a change
    sends as `base`."""

    id: int
    url: str
    title: str
    summary: str
    body: str
    html: str
    tags: list[str]
    language: str
    sources: list[str] = Field(alias="source_list")
    versions: list[str] = Field(alias="version_list")
    author: PersonRef
    capacity: CapacityOut | None
    written_at: datetime
    edited_at: datetime | None
    is_draft: bool
    revision: int | None
    questions: list[int]
    life: LifeOut | None

    @staticmethod
    def resolve_url(entry: Entry) -> str:
        return settings.SITE_URL + entry.get_absolute_url()

    @staticmethod
    def resolve_tags(entry: Any) -> list[str]:
        return list(entry.tag_names)

    @staticmethod
    def resolve_questions(entry: Any) -> list[int]:
        return list(entry.question_ids)

    @staticmethod
    def resolve_is_draft(entry: Entry) -> bool:
        return not entry.live

    @staticmethod
    def resolve_revision(entry: Entry) -> int | None:
        return base_of(entry)

    @staticmethod
    def resolve_life(entry: Entry) -> Lifetime | None:
        return getattr(entry, "lifetime", None) if entry.live else None


class EntryRevisionOut(Schema):
    """A text that was published."""

    revision: int
    title: str
    summary: str
    body: str
    tags: list[str]
    by: PersonRef | None
    reason: str
    published_at: datetime


class LifespanOut(Schema):
    id: int
    name: str
    about: str
    days: int
    notice_days: float
    grace_days: float
    on_lapse: str


class EntryIn(Schema):
    """`lifespan` is the id of one of `GET /lifespans`; without it the usual one. `steward` is a
    handle, `team` a slug you work in; without both you keep it. `looked` says that somebody looked
    and nothing private is in it."""

    title: str
    summary: str
    body: str
    tags: list[str] = []
    lifespan: int | None = None
    language: str = Field("", max_length=12, pattern=r"^[a-zA-Z-]*$")
    sources: list[str] = []
    versions: list[str] = []
    steward: str = ""
    team: str = ""
    answer_id: int | None = None
    question_ids: list[int] = []
    speaking_as: str = ""
    draft: bool = False
    looked: bool = False


class ReviseIn(Schema):
    """What is sent changes; the rest stays. `base` is the `revision` that was read."""

    title: str | None = None
    summary: str | None = None
    body: str | None = None
    tags: list[str] | None = None
    sources: list[str] | None = None
    versions: list[str] | None = None
    lifespan: int | None = None
    reason: str = ""
    base: int | None = None
    speaking_as: str = ""
    draft: bool = False
    looked: bool = False


class SuggestIn(Schema):
    title: str | None = None
    summary: str | None = None
    body: str | None = None
    why: str
    base: int | None = None
    speaking_as: str = ""
    looked: bool = False


class TakeIn(Schema):
    """What is sent is published instead of what was suggested.

    `base` is the `revision` it was compared with; without it, that which it was made of. 409 where
    the entry says something else by now.
    """

    title: str | None = None
    summary: str | None = None
    body: str | None = None
    base: int | None = None
    speaking_as: str = ""
    looked: bool = False


class DeclineIn(Schema):
    reason: str


class LinkIn(Schema):
    question_id: int
    answer_id: int | None = None


class SuggestionOut(Schema):
    id: int
    entry_id: int
    member: PersonRef
    capacity: CapacityOut | None
    title: str
    summary: str
    body: str
    why: str
    base: int | None = Field(alias="base_revision_id")
    suggested_at: datetime
    decided_at: datetime | None
    decided_by: PersonRef | None
    was_taken: bool | None
    reply: str
    revision: int | None

    @staticmethod
    def resolve_revision(suggestion: Suggestion) -> int | None:
        return suggestion.revision_id
