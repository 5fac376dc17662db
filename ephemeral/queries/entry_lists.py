"""The lists of entries: what is fresh, what needs somebody, what lapsed lately, by tag."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.paging import Page, page_of
from community.permissions import Viewer
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Entry, Lifespan, Lifetime
from ephemeral.queries.entries import tags_of
from questions.models import Tag

PAGE = 25
ABOUT_A_TAG = 5


@dataclass(frozen=True)
class Part:
    """One of the lists of entries."""

    name: str
    label: str | Promise
    order: Sequence[str]
    empty: str | Promise
    advice: str | Promise


PARTS = {
    part.name: part
    for part in (
        Part(
            "fresh",
            _("Fresh"),
            ("-confirmed_at", "-pk"),
            _("Nothing is confirmed here at the moment."),
            _("An answer that helped can become an entry in one step, from its menu."),
        ),
        Part(
            "waiting",
            _("Needs somebody"),
            ("due_at", "pk"),
            _("Nothing waits for anybody here."),
            _("Everything is confirmed, and has time until it is due."),
        ),
        Part(
            "lapsed",
            _("Lapsed lately"),
            ("-lapses_at", "-pk"),
            _("Nothing has lapsed here."),
            _("What nobody confirms in time would stand here, and can be asked back."),
        ),
    )
}


@dataclass(frozen=True)
class EntryCard:
    """An entry in a list."""

    entry: Entry
    fresh: Freshness
    tags: list[Tag] = field(default_factory=list)


def published() -> QuerySet[Lifetime]:
    """The running clocks of the entries that everybody may read."""
    return Lifetime.objects.running().filter(entry__live=True)


def in_default_lists(rows: QuerySet[Lifetime], now: datetime) -> QuerySet[Lifetime]:
    """Without what leaves lists when it lapses."""
    leaves = Q(lapses_at__lte=now, lifespan__on_lapse=Lifespan.OnLapse.LEAVES)
    return rows.exclude(leaves)


def lifetimes_in(part: str, now: datetime, *, tag: Tag | None = None) -> QuerySet[Lifetime]:
    """The clocks of a list, not yet cut into pages."""
    rows = published()
    if part == "fresh":
        rows = rows.filter(confirmed_at__isnull=False, soon_at__gt=now)
    elif part == "waiting":
        needs = Q(soon_at__lte=now) | Q(confirmed_at=None) | Q(disputes__gt=0)
        rows = in_default_lists(rows.filter(needs), now)
    else:
        rows = rows.filter(lapses_at__lte=now)
    if tag:
        rows = rows.filter(entry__tags=tag)
    return rows


def cards_of(rows: Sequence[Lifetime]) -> list[EntryCard]:
    """The cards of some clocks, which were read `with_cards`."""
    tags = tags_of([row.entry_id for row in rows if row.entry_id])
    cards = []
    for row in rows:
        assert row.entry is not None
        cards.append(EntryCard(row.entry, freshness_of(row), tags[row.entry.pk]))
    return cards


def with_cards(rows: QuerySet[Lifetime]) -> QuerySet[Lifetime]:
    """With the words of the clock, and the entry's own but for its text."""
    words = rows.select_related(
        "lifespan", "confirmed_by", "confirmed_capacity", "steward", "team",
        "entry__author", "entry__capacity",
    )  # fmt: skip
    return words.defer("entry__body", "entry__html", "entry__sources")


def list_page(
    part: str, now: datetime, *, tag: Tag | None = None, cursor: str = ""
) -> tuple[Page[Lifetime], list[EntryCard]]:
    rows = with_cards(lifetimes_in(part, now, tag=tag))
    page = page_of(rows, order_by=PARTS[part].order, cursor=cursor, size=PAGE)
    return page, cards_of(page.items)


def about_tag(name: str, now: datetime) -> list[EntryCard]:
    """Some entries about a tag, those confirmed last first; nothing that left the lists."""
    rows = in_default_lists(published().filter(entry__tags__name=name), now)
    return cards_of(list(with_cards(rows).order_by("-lapses_at", "-pk")[:ABOUT_A_TAG]))


def drafts_of(viewer: Viewer) -> list[Entry]:
    """What this person began to write and has not published."""
    if not isinstance(viewer, Member):
        return []
    return list(Entry.objects.filter(author=viewer, live=False).order_by("-written_at")[:10])


def keeps_something(viewer: Viewer) -> bool:
    return isinstance(viewer, Member) and Lifetime.objects.kept_by(viewer).exists()


def address_of(name: str) -> str:
    """Where another part of the site stands; empty where it is not built in."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
