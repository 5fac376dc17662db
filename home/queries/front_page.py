"""What the home page shows."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.http import urlencode

from community.models import Member
from ephemeral.freshness import of_questions
from ephemeral.queries.entry_lists import (
    PARTS,
    EntryCard,
    cards_of,
    lifetimes_in,
    with_cards,
)
from questions.models import Question, Tag
from questions.queries.lists import SORTS, questions_sorted
from reputation.models import RECENT, LedgerLine

HELPERS_HOLD = 5 * 60  # seconds; ninety days are added up once in a while, not for each reader
HELPERS_KEPT = 50


@dataclass(frozen=True)
class Listed:
    """Some questions, and what the list they are the beginning of is narrowed to."""

    questions: list[Question]
    narrowed: str


def some_questions(sort: str, kind: str, limit: int) -> Listed:
    """The first questions of a list, as everybody may see them."""
    questions = questions_sorted(AnonymousUser(), sort, kind=kind).with_people()
    asked = {"sort": sort, "kind": kind} if kind else {"sort": sort}
    listed = list(questions.order_by(*SORTS[sort].order).defer("body", "html")[:limit])
    fresh = of_questions([question.pk for question in listed if question.solved_at])
    for question in listed:
        question.fresh = fresh.get(question.pk)  # for its ring
    return Listed(questions=listed, narrowed=urlencode(asked))


def some_knowledge(show: str, limit: int) -> list[EntryCard]:
    """The first entries of a list, as everybody may see them."""
    rows = with_cards(lifetimes_in(show, timezone.now()))
    return cards_of(list(rows.order_by(*PARTS[show].order)[:limit]))


@dataclass(frozen=True)
class Helper:
    """Somebody who helped lately: what their points say and how often they solved it."""

    member: Member
    points: int
    solved: int


def helpers(limit: int) -> list[Helper]:
    """Who helped most in the last ninety days, by the ledger; the best first."""
    ranked: list[tuple[int, int, int]] = (
        cache.get_or_set("helpers", _ranked_helpers, HELPERS_HOLD) or []
    )
    members = Member.objects.filter(is_active=True, erased_at=None).in_bulk(
        [member_id for member_id, _points, _solved in ranked[:limit]]
    )
    return [
        Helper(members[member_id], points, solved)
        for member_id, points, solved in ranked[:limit]
        if member_id in members
    ]


def _ranked_helpers() -> list[tuple[int, int, int]]:
    helping = (LedgerLine.Reason.ANSWER_UP, LedgerLine.Reason.ACCEPTED)
    solved = Q(reason=LedgerLine.Reason.ACCEPTED, takes_back=None, taken_back_by=None)
    lines = (
        LedgerLine.objects.filter(
            at__gt=timezone.now() - RECENT,
            reason__in=helping,
            member__is_active=True,
            member__erased_at=None,
        )
        .order_by()
        .values("member_id")
        .annotate(points=Sum("points"), solved=Count("pk", filter=solved))
        .filter(points__gt=0)
        .order_by("-points", "-solved", "member_id")[:HELPERS_KEPT]
    )
    return [(line["member_id"], line["points"], line["solved"]) for line in lines]


def most_used_tags(limit: int) -> list[Tag]:
    """In the order of the alphabet, for whoever looks for a word."""
    tags = Tag.objects.in_use().order_by("-question_count", "name")[:limit]
    return sorted(tags, key=lambda tag: tag.name)
