"""Entries on the pages of questions: those that settle one, and making one of an answer."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from community.models import Member
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import EntryQuestion, Lifespan
from ephemeral.permissions import can_write_entries
from ephemeral.queries.entry_lists import about_tag
from ephemeral.state import State
from questions import additions

SHOWN = 5
RIGHT_KEPT = 5 * 60  # seconds; the action asks again, so a right that came or went costs nobody


@dataclass(frozen=True)
class SettledBy:
    """An entry as the thread that it settles keeps it."""

    title: str
    summary: str
    url: str
    fresh: Freshness
    leaves: bool
    answer_id: int | None

    def is_shown(self) -> bool:
        """Not what was let go, nor what leaves lists and has lapsed."""
        state = self.fresh.state(timezone.now())
        return state != State.GONE and not (state == State.LAPSED and self.leaves)


@additions.adds("entries")
def entries_of(question_ids: Collection[int]) -> dict[int, list[SettledBy]]:
    """The published entries that settle these questions, by question."""
    links = (
        EntryQuestion.objects.filter(
            question__in=question_ids,
            entry__live=True,
            entry__lifetime__let_go_at=None,
            entry__lifetime__paused_at=None,
        )
        .select_related(
            "entry__lifetime__lifespan",
            "entry__lifetime__confirmed_by",
            "entry__lifetime__confirmed_capacity",
            "entry__lifetime__steward",
            "entry__lifetime__team",
        )
        .defer("entry__body", "entry__html", "entry__sources")
        .order_by("-entry__lifetime__confirmed_at", "-pk")
    )
    found: dict[int, list[SettledBy]] = defaultdict(list)
    for link in links:
        lifetime = link.entry.lifetime
        found[link.question_id].append(
            SettledBy(
                title=link.entry.title,
                summary=link.entry.summary,
                url=link.entry.get_absolute_url(),
                fresh=freshness_of(lifetime),
                leaves=lifetime.lifespan.on_lapse == Lifespan.OnLapse.LEAVES,
                answer_id=link.answer_id,
            )
        )
    return found


@additions.fills("entries")
def entries_box(reader: Any) -> str:
    """A quiet box under the question: what is written down about it."""
    entries = [entry for entry in reader.facts.get("entries", ()) if entry.is_shown()]
    if not entries:
        return ""
    return render_to_string("ephemeral/_thread_entries.html", {"entries": entries[:SHOWN]})


@additions.reads("entries")
def may_write(question: Any, member: Member, facts: Any) -> bool:
    """Whether this reader finds “Make it an entry” in the menus of answers."""
    if member.is_employee or member.is_moderator or member.is_superuser:
        return bool(can_write_entries(member))
    key = f"may-write-entries:{member.pk}"
    may: bool | None = cache.get(key)
    if may is None:
        may = bool(can_write_entries(member))
        cache.set(key, may, RIGHT_KEPT)
    return may


@additions.offers("answer")
def make_it_an_entry(reader: Any, kind: str, pk: str, flags: Collection[str]) -> str:
    """In the menu of an answer; where it is one already, the way there."""
    made = next((one for one in reader.facts.get("entries", ()) if one.answer_id == int(pk)), None)
    if not made and ("hidden" in flags or not reader.own.get("entries")):
        return ""
    return render_to_string("ephemeral/_make_entry.html", {"pk": pk, "made": made})


@additions.stands_at("tag")
def knowledge_about_tag(request: HttpRequest) -> str:
    """Beside the questions of a tag: what is written down about it."""
    match = request.resolver_match
    name = str(match.kwargs.get("tag", "")) if match else ""
    cards = about_tag(name, timezone.now()) if name else []
    if not cards:
        return ""
    return render_to_string("ephemeral/_tag_entries.html", {"cards": cards, "tag": name})
