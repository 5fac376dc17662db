"""What find promises, whatever does the finding.

`SEARCH_URL` chooses: `database:` is the database's own full text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from search.parsing import Words


@dataclass(frozen=True)
class Findable:
    """Something public that can be found, in plain text.

    `text` is its own words, `answers` those of a question's answers, the best first.
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


@dataclass(frozen=True)
class Query:
    """What is looked for among questions, and which of those found are asked for."""

    words: Words
    kind: str = ""
    tag_id: int | None = None
    start: int = 0
    limit: int = 10


@dataclass(frozen=True)
class Found:
    """Questions in the order of their worth, how many there are, and whether all words were met."""

    question_ids: Sequence[int]
    total: int
    all_words: bool = True


class Engine(Protocol):
    """Puts in, takes out, finds. What one engine promises, every other keeps."""

    def put(self, findables: Iterable[Findable]) -> None:
        """Let these be found as they are now. Twice is the same as once."""

    def drop(self, keys: Iterable[str]) -> None:
        """Let these be found no more; what was never put is no mistake."""

    def find(self, query: Query) -> Found:
        """Public questions that have all the words, or, where few have, any of them."""

    def saying(self, words: Words, question_ids: Sequence[int]) -> dict[int, list[int]]:
        """For each of these questions its public answers that say any of the words, best first."""

    def similar(self, words: Words, limit: int) -> list[int]:
        """Public questions with any of the words, those that ask about the same first."""

    def people(self, words: Words, limit: int) -> list[int]:
        """Members whose name or handle has all the words."""

    def rebuild(self, batches: Iterable[Sequence[Findable]], *, after: int = 0) -> None:
        """Put everything, then drop what was not in it; finding goes on meanwhile.

        With `after`, only questions beyond this id are put, and only their leftovers dropped.
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
