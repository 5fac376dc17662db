"""What the pages of find show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString

from community.models import Member
from ephemeral.freshness import Freshness
from ephemeral.models import Entry
from ephemeral.state import State
from questions.models import Question, Tag
from search.engine import KNOWLEDGE, Query, engine
from search.explaining import Knowledge, Result, Thread, explained, knowledge_of, threads_of
from search.models import Document
from search.parsing import parse

KINDS = (*Question.Kind.values, KNOWLEDGE)
PER_PAGE = 10
LAST_PAGE = 50  # beyond it, other words help more than another page
MOST_PEOPLE = 3
MOST_ALIKE = 5
MOST_ENTRIES_ALIKE = 3
LANGUAGES_HOLD = 600  # seconds
ENOUGH_ALIKE = 0.3  # share of the typed words that a similar question has; below it is chance


@dataclass(frozen=True)
class Results:
    """A page of results. `widened` says that not all have all the words.

    `lapsed` is how many entries are left out because nobody confirmed them in time.
    """

    results: Sequence[Result]
    total: int
    page: int
    pages: int
    widened: bool
    people: Sequence[Member] = ()
    lapsed: int = 0


@dataclass(frozen=True)
class Similar:
    """An entry about what somebody is about to ask, or a question that may be theirs."""

    title: SafeString
    question: Question | None = None
    entry: Entry | None = None
    fresh: Freshness | None = None


def find(
    words: str,
    *,
    kind: str = "",
    tag: str = "",
    page: int = 1,
    lapsed: bool = False,
    now: datetime | None = None,
) -> Results:
    """What everybody may see of what was looked for."""
    looked_for = parse(words, languages())
    tag_id = _tag_id(tag) if tag else None
    page = max(1, min(page, LAST_PAGE))
    if not looked_for or (tag and tag_id is None):
        return Results((), 0, page, 0, widened=False)
    start = (page - 1) * PER_PAGE
    query = Query(looked_for, kind, tag_id, start, PER_PAGE, lapsed, now or timezone.now())
    found = engine().find(query)
    results = explained(found.hits, looked_for, every=found.all_words)
    pages = min(LAST_PAGE, -(-found.total // PER_PAGE))
    people = find_people(words) if page == 1 and not kind and not tag else ()
    # What could not say why it was found was hidden a moment ago.
    total = max(0, found.total - (len(found.hits) - len(results)))
    return Results(results, total, page, pages, not found.all_words, people, found.lapsed)


def find_people(words: str, limit: int = MOST_PEOPLE) -> list[Member]:
    """People whose name or handle has all these words."""
    ids = engine().people(parse(words, ()), limit)
    members = Member.objects.in_bulk(ids)
    return [members[pk] for pk in ids if pk in members]


def similar(title: str, body: str = "", now: datetime | None = None) -> list[Similar]:
    """Entries and then questions about the same, the likeliest first; none rather than just any."""
    words, now = parse(f"{title} {body}", languages()), now or timezone.now()
    if not words:
        return []
    most = 3 * (MOST_ALIKE + MOST_ENTRIES_ALIKE)
    hits = engine().similar(Query(words, limit=most, now=now))
    enough = ENOUGH_ALIKE * len(words.wanted)

    def alike(found: Thread | Knowledge) -> bool:
        return len(found.met) >= enough

    knowledge = [
        Similar(one.title, entry=one.entry, fresh=one.fresh)
        for one in filter(alike, knowledge_of(hits, words).values())
        if one.fresh is None or one.fresh.state(now) not in {State.LAPSED, State.GONE}
    ]
    questions = [
        Similar(one.title, question=one.question)
        for one in filter(alike, threads_of(hits, words).values())
    ]
    return [*knowledge[:MOST_ENTRIES_ALIKE], *questions[:MOST_ALIKE]]


def languages() -> tuple[str, ...]:
    """The languages of what can be found; a word that is typed may be of any of them."""
    known = cache.get_or_set("languages-found", _languages, LANGUAGES_HOLD)
    return tuple(known or ("en",))


def _languages() -> list[str]:
    read = [Document.What.QUESTION, Document.What.ENTRY]
    documents = Document.objects.filter(what__in=read).order_by("language")
    return list(documents.values_list("language", flat=True).distinct())


def _tag_id(tag: str) -> int | None:
    name = tag.strip().lstrip("#").lower()
    return Tag.objects.filter(name=name).values_list("pk", flat=True).first()
