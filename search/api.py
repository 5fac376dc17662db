"""Find for programs: the same results as on the page, in words and dates."""

from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from community.api import READING, PersonRef
from ephemeral.freshness import Freshness
from search import queries
from search.explaining import Result
from search.parsing import LONGEST_QUERY

router = Router()


class FreshnessOut(Schema):
    """How fresh it is at this moment: the state, the dates it follows from, and it in words."""

    state: str
    words: str
    confirmed_at: datetime | None
    confirmed_by: str
    due_at: datetime
    lapses_at: datetime

    @staticmethod
    def resolve_state(fresh: Freshness) -> str:
        return fresh.state(timezone.now())

    @staticmethod
    def resolve_words(fresh: Freshness) -> str:
        return fresh.words(timezone.now())


class ResultOut(Schema):
    """`what` is "question" or "entry". `title` and `excerpt` are plain text.

    `fresh` is the clock of an entry, or of a question's solution.
    """

    what: str
    id: int
    url: str
    title: str
    excerpt: str
    kind: str
    tags: list[str]
    answer_id: int | None  # that the excerpt is from
    answer_count: int | None
    solved_at: datetime | None
    versions: list[str]
    settles: int
    fresh: FreshnessOut | None

    @staticmethod
    def resolve_what(result: Result) -> str:
        return "entry" if result.entry else "question"

    @staticmethod
    def resolve_id(result: Result) -> int:
        return result.found.pk

    @staticmethod
    def resolve_url(result: Result) -> str:
        return settings.SITE_URL + result.url

    @staticmethod
    def resolve_title(result: Result) -> str:
        return result.found.title

    @staticmethod
    def resolve_excerpt(result: Result) -> str:
        return unescape(strip_tags(result.excerpt))

    @staticmethod
    def resolve_kind(result: Result) -> str:
        return result.question.kind if result.question else ""

    @staticmethod
    def resolve_tags(result: Result) -> list[str]:
        return [found.tag.name for found in result.tags]

    @staticmethod
    def resolve_answer_id(result: Result) -> int | None:
        return result.answer.pk if result.answer else None

    @staticmethod
    def resolve_answer_count(result: Result) -> int | None:
        return result.question.answer_count if result.question else None

    @staticmethod
    def resolve_solved_at(result: Result) -> datetime | None:
        return result.question.solved_at if result.question else None

    @staticmethod
    def resolve_versions(result: Result) -> list[str]:
        return result.entry.version_list if result.entry else []


class ResultsOut(Schema):
    """A page of results; pages are numbered. `lapsed` says how many entries are left out for that.

    `widened`: not all of them have all the words. `people` come with the first page alone.
    """

    items: list[ResultOut] = Field(alias="results")
    total: int
    page: int
    pages: int
    widened: bool
    lapsed: int
    people: list[PersonRef]
    next: str = ""
    previous: str = ""

    @staticmethod
    def resolve_next(results: queries.Results) -> str:
        return str(results.page + 1) if results.page < results.pages else ""

    @staticmethod
    def resolve_previous(results: queries.Results) -> str:
        return str(results.page - 1) if 1 < results.page <= results.pages else ""


@router.get("/find", response=ResultsOut, auth=READING, tags=["find"])
def find(  # noqa: PLR0917, each is a part of the address
    request: HttpRequest,
    q: str,
    kind: str = "",
    tag: str = "",
    lapsed: bool = False,
    page: int = 1,
) -> Any:
    """Knowledge, questions and people. `kind` is one of a question's, or "entry" for knowledge.

    With `lapsed`, entries that left because nobody confirmed them are found too.
    """
    if kind and kind not in queries.KINDS:
        raise ValidationError(
            _("What is found is one of %(kinds)s."), params={"kinds": ", ".join(queries.KINDS)}
        )
    words = q.strip()[:LONGEST_QUERY]
    return queries.find(words, kind=kind, tag=tag.replace("\x00", ""), page=page, lapsed=lapsed)
