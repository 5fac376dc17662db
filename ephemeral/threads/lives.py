"""How fresh the accepted answer is, on its page and on cards."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils import timezone

from community.models import Member
from ephemeral.freshness import Freshness, of_questions
from ephemeral.models import Evidence
from ephemeral.queries.lives import counts_fully
from questions.additions import adds, describes, fills, reads


@adds("life")
def life_of_solutions(question_ids: Collection[int]) -> dict[int, Freshness]:
    return of_questions(question_ids)


@dataclass(frozen=True)
class OwnVoice:
    """What a member says of a solution in this round; `holds` is None where they said nothing."""

    holds: bool | None
    version: str = ""


@reads("life")
def own_voice(question: Any, member: Member, fresh: Freshness | None) -> OwnVoice | None:
    """In one query, where there is a solution with a clock."""
    if fresh is None or fresh.let_go_at:
        return None
    said = Evidence.objects.standing().filter(
        lifetime=fresh.lifetime_id, member=member, round=fresh.round
    )
    return OwnVoice(*(said.values_list("holds", "version").first() or (None,)))


@fills("life")
def life_of_answer(reader: Any, answer_pk: str, author_pk: str = "0") -> str:
    """The ring with its words, and what the reader can say of it."""
    fresh: Freshness | None = reader.facts.get("life")
    if fresh is None or fresh.answer_id != int(answer_pk):
        return ""
    own: OwnVoice | None = reader.own.get("life")
    viewer = reader.viewer
    closed = fresh.let_go_at is not None or reader.question.hidden_at is not None
    return get_template("ephemeral/_life_of_answer.html").render(
        {
            "pk": fresh.lifetime_id,
            "ring": fresh.html(timezone.now()),
            "signed_in": viewer.is_authenticated,
            "may_speak": not closed and viewer.pk != int(author_pk),
            "said": own is not None and own.holds is not None,
            "holds": own is not None and bool(own.holds),
            "version": own.version if own else "",
            "counts_fully": counts_fully(viewer, None),
        }
    )


@fills("ring")
def ring_of_card(reader: Any) -> str:
    fresh: Freshness | None = reader.facts.get("life")
    return fresh.html(timezone.now(), short=True) if fresh else ""


@describes("structured", "life")
def until_when(fresh: Freshness) -> dict[str, str]:
    """For search engines: until when it holds."""
    until = fresh.let_go_at or fresh.due_at
    return {"expires": until.isoformat()}


@describes("structured page", "life")
def when_reviewed(fresh: Freshness) -> dict[str, str]:
    """When somebody last stood behind it, which schema.org knows of pages alone."""
    if fresh.confirmed_at is None:
        return {}
    return {"lastReviewed": fresh.confirmed_at.date().isoformat()}


@describes("feed", "life")
def in_words(fresh: Freshness) -> str:
    return fresh.words(timezone.now())
