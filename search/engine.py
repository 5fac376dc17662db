"""What find promises, whatever does the finding.

Questions and entries are ranked together, in one list of hits. How fresh knowledge is follows from
its dates and the moment of asking, so nothing is put anew because time passes.

`SEARCH_URL` chooses: `database:` is the database's own full text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _

from search.parsing import Words


@dataclass(frozen=True)
class Findable:
    """Something public that can be found, in plain text.

    `text` is its own words, `answers` those of a question's answers, the best first, or the titles
    of the questions that an entry settles.
    """

    key: str
    what: str
    language: str
    text: str
    title: str = ""
    tags: str = ""
    answers: str = ""
    question_id: int | None = None
    answer_id: int | None = None
    member_id: int | None = None
    entry_id: int | None = None


KNOWLEDGE = "entry"  # the kind of what is no question


class Hit(NamedTuple):
    """Something that was found: "question" or "entry", and which."""

    what: str
    pk: int


@dataclass(frozen=True)
class Query:
    """What is looked for among questions and entries, and which of those found are asked for.

    `kind` narrows to one kind of question, or to "entry". With `lapsed`, entries that left because
    nobody confirmed them are found too. `now` is the moment that decides how fresh they are.
    """

    words: Words
    kind: str = ""
    tag_id: int | None = None
    start: int = 0
    limit: int = 10
    lapsed: bool = False
    now: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True)
class Found:
    """Hits in the order of their worth, how many there are, and whether all words were met.

    `lapsed` is how many entries match and are left out because they lapsed.
    """

    hits: Sequence[Hit]
    total: int
    all_words: bool = True
    lapsed: int = 0


class Engine(Protocol):
    """Puts in, takes out, finds. What one engine promises, every other keeps."""

    def put(self, findables: Iterable[Findable]) -> None:
        """Let these be found as they are now. Twice is the same as once."""

    def drop(self, keys: Iterable[str]) -> None:
        """Let these be found no more; what was never put is no mistake."""

    def find(self, query: Query) -> Found:
        """What is public and has all the words, or, where few have, any of them.

        Entries that were let go are never among it.
        """

    def saying(self, words: Words, question_ids: Sequence[int]) -> dict[int, list[int]]:
        """For each of these questions its public answers that say any of the words, best first."""

    def similar(self, query: Query) -> list[Hit]:
        """What is public and has any of the words, what is about the same first."""

    def people(self, words: Words, limit: int) -> list[int]:
        """Members whose name or handle has all the words."""

    def rebuild(self, batches: Iterable[Sequence[Findable]], *, after: int = 0) -> None:
        """Put everything, then drop what was not in it; finding goes on meanwhile.

        With `after`, of the questions only those beyond this id are put, and their leftovers
        dropped.
        """


ENGINES = ("database",)


def scheme_of(url: str) -> str:
    return urlsplit(url or "database:").scheme


def engine() -> Engine:
    """The engine that `SEARCH_URL` names. Raises ImproperlyConfigured for one that is not here."""
    return _engine_at(settings.SEARCH_URL)


@cache
def _engine_at(url: str) -> Engine:
    if scheme_of(url) == "database":
        from search.database import DatabaseEngine

        return DatabaseEngine()
    raise ImproperlyConfigured(
        _("SEARCH_URL is “%(url)s”, but this version can only search in the database (database:).")
        % {"url": scheme_of(url) + "://…"}
    )
