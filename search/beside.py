"""What is known about a question, beside it (see `questions.additions`).

With a thread is kept only which entries are about the same. What they say of themselves is kept
for a minute, whoever shows them: so a decision about an entry need not find the threads it is
beside, and an entry that is let go or withdrawn is gone from all of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.templatetags.mayfly import ring
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Entry
from ephemeral.state import State
from questions import additions
from questions.models import Question
from questions.queries.reader import Reader
from search import excerpts
from search.engine import KNOWLEDGE, Query, engine
from search.parsing import Words, parse
from search.queries import ENOUGH_ALIKE, languages

MOST = 3
LOOKED_AT = 6  # some are let go while the thread is kept, and some settle it and stand under it
HOLDS = 60  # seconds


@dataclass(frozen=True)
class Known:
    """An entry as a line beside a question."""

    title: str
    url: str
    fresh: Freshness | None


@additions.adds("knowledge")
def entries_about(question_ids: Collection[int]) -> dict[int, list[int]]:
    """The entries about the same as a question. Cards do not show them, so lists do not ask.

    In three queries, once for every version of a thread.
    """
    if len(question_ids) != 1:
        return {}
    (question_id,) = question_ids
    rows = list(Question.objects.filter(pk=question_id).values_list("title", "tags__name"))
    tags = {tag for _title, tag in rows if tag}
    words = parse(" ".join([*{title for title, _tag in rows}, *tags]), languages(), finished=True)
    hits = engine().similar(Query(words, kind=KNOWLEDGE, limit=LOOKED_AT))
    near = _near([hit.pk for hit in hits], question_id, words, tags)
    return {question_id: near} if near else {}


def _near(ids: Sequence[int], question_id: int, words: Words, tags: Collection[str]) -> list[int]:
    """Those that share a tag or enough words, and do not stand under the question already."""
    if not ids:
        return []
    entries = Entry.objects.filter(pk__in=ids).exclude(settles__question=question_id)
    texts: dict[int, tuple[str, str, set[str]]] = {}
    for pk, title, summary, language, tag in entries.values_list(
        "pk", "title", "summary", "language", "tags__name"
    ):
        texts.setdefault(pk, (f"{title}\n{summary}", language, set()))[2].add(tag)
    enough = ENOUGH_ALIKE * len(words.wanted)

    def is_near(text: str, language: str, its_tags: set[str]) -> bool:
        met = excerpts.met_in(excerpts.places_in(text, words, language))
        return bool(its_tags & set(tags)) or len(met) >= enough

    return [pk for pk in ids if pk in texts and is_near(*texts[pk])]


@additions.fills("knowledge")
def knowledge_beside(reader: Reader) -> str:
    """Up to three entries with how fresh each is, as of now."""
    known, now = _known(reader.facts.get("knowledge", ())), timezone.now()
    lines = [
        {"known": one, "ring": _ring(one, now), "words": _words(one, now)}
        for one in known
        if one.fresh is None or one.fresh.state(now) != State.GONE
    ]
    return render_to_string("search/_beside.html", {"lines": lines[:MOST]}) if lines else ""


def _known(entry_ids: Sequence[int]) -> list[Known]:
    """These entries as far as they are published, in one query for those that are not kept."""
    keys = {pk: f"known-entry:{pk}" for pk in entry_ids}
    kept = cache.get_many(keys.values()) if keys else {}
    missing = [pk for pk, key in keys.items() if key not in kept]
    if missing:
        found = Entry.objects.public().with_life().defer("body", "html").in_bulk(missing)
        made = {keys[pk]: _line(found[pk]) if pk in found else None for pk in missing}
        cache.set_many(made, HOLDS)
        kept.update(made)
    return [kept[key] for key in keys.values() if kept.get(key)]


def _line(entry: Entry) -> Known:
    lifetime = getattr(entry, "lifetime", None)
    fresh = freshness_of(lifetime) if lifetime else None
    return Known(entry.title, entry.get_absolute_url(), fresh)


def _ring(known: Known, now: datetime) -> str:
    return ring(known.fresh.state(now), known.fresh.share(now)) if known.fresh else ""


def _words(known: Known, now: datetime) -> str:
    """How fresh it is, and once that is near, whose it is to decide."""
    fresh = known.fresh
    if fresh is None:
        return ""
    words = fresh.words(now, short=True)
    if fresh.keeper and fresh.state(now) in {State.DUE, State.UNCONFIRMED}:
        return _("%(words)s, for %(name)s to decide") % {"words": words, "name": fresh.keeper}
    return words
