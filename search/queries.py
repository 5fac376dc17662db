"""What the pages of find show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString

from community.models import Member
from questions.models import Question, Tag
from search import excerpts
from search.engine import Query, engine
from search.explaining import Result, explained, threads_of
from search.models import Document
from search.parsing import parse

PER_PAGE = 10
LAST_PAGE = 50  # beyond it, other words help more than another page
MOST_PEOPLE = 3
LANGUAGES_HOLD = 600  # seconds
ENOUGH_ALIKE = 0.3  # share of the typed words that a similar question has; below it is chance


@dataclass(frozen=True)
class Results:
    """A page of results. `widened` says that not all have all the words."""

    results: Sequence[Result]
    total: int
    page: int
    pages: int
    widened: bool
    people: Sequence[Member] = ()


@dataclass(frozen=True)
class Similar:
    """A question that may be the one that somebody is about to ask."""

    question: Question
    title: SafeString


def find(words: str, *, kind: str = "", tag: str = "", page: int = 1) -> Results:
    """What everybody may see of what was looked for."""
    looked_for = parse(words, languages())
    tag_id = _tag_id(tag) if tag else None
    page = max(1, min(page, LAST_PAGE))
    if not looked_for or (tag and tag_id is None):
        return Results((), 0, page, 0, widened=False)
    start = (page - 1) * PER_PAGE
    found = engine().find(Query(looked_for, kind, tag_id, start, PER_PAGE))
    results = explained(found.question_ids, looked_for, every=found.all_words)
    pages = min(LAST_PAGE, -(-found.total // PER_PAGE))
    people = find_people(words) if page == 1 and not kind and not tag else ()
    # What could not say why it was found was hidden a moment ago.
    total = max(0, found.total - (len(found.question_ids) - len(results)))
    return Results(results, total, page, pages, widened=not found.all_words, people=people)


def find_people(words: str, limit: int = MOST_PEOPLE) -> list[Member]:
    """People whose name or handle has all these words."""
    ids = engine().people(parse(words, ()), limit)
    members = Member.objects.in_bulk(ids)
    return [members[pk] for pk in ids if pk in members]


def similar_questions(title: str, body: str = "", limit: int = 5) -> list[Similar]:
    """Questions about the same, the likeliest first; none rather than just any."""
    words = parse(f"{title} {body}", languages())
    if not words:
        return []
    enough = ENOUGH_ALIKE * len(words.wanted)
    threads = threads_of(engine().similar(words, limit * 3), words)
    alike = [thread.question for thread in threads if len(thread.met) >= enough][:limit]
    return [
        Similar(question, excerpts.marked(question.title, words, question.language))
        for question in alike
    ]


def languages() -> tuple[str, ...]:
    """The languages of what can be found; a word that is typed may be of any of them."""
    known = cache.get_or_set("languages-found", _languages, LANGUAGES_HOLD)
    return tuple(known or ("en",))


def _languages() -> list[str]:
    documents = Document.objects.filter(what=Document.What.QUESTION).order_by("language")
    return list(documents.values_list("language", flat=True).distinct())


def _tag_id(tag: str) -> int | None:
    name = tag.strip().lstrip("#").lower()
    return Tag.objects.filter(name=name).values_list("pk", flat=True).first()
