"""What happened around entries and answers since the last decision about them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from ephemeral.models import Evidence, Lifetime, Suggestion
from questions.models import Answer

NAMED = 5  # answers and voices shown of each: enough to decide by
MOST = 500  # read for one page of a queue


@dataclass(frozen=True)
class Changed:
    """What happened around one item since the last decision about it."""

    answers: list[Answer] = field(default_factory=list)
    disputes: list[Evidence] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.answers or self.disputes or self.versions or self.suggestions)


def changes_around(lifetimes: Sequence[Lifetime]) -> dict[int, Changed]:
    """What happened around each since its last decision, in four queries for all of them."""
    ids = [lifetime.pk for lifetime in lifetimes]
    disputes, versions = _heard(ids)
    answers = _new_answers(ids)
    suggestions = _suggested(lifetimes)
    return {
        lifetime.pk: Changed(
            answers=answers[lifetime.pk],
            disputes=disputes[lifetime.pk],
            versions=sorted(versions[lifetime.pk]),
            suggestions=suggestions[lifetime.entry_id],
        )
        for lifetime in lifetimes
    }


def _heard(ids: Collection[int]) -> tuple[dict[int, list[Evidence]], dict[int, set[str]]]:
    rows = (
        Evidence.objects.standing()
        .filter(lifetime__in=ids, round=F("lifetime__round"))
        .filter(Q(holds=False) | ~Q(version=""))
        .select_related("member", "capacity")
        .order_by("-said_at", "-pk")[:MOST]
    )
    disputes: dict[int, list[Evidence]] = defaultdict(list)
    versions: dict[int, set[str]] = defaultdict(set)
    for said in rows:
        if not said.holds and len(disputes[said.lifetime_id]) < NAMED:
            disputes[said.lifetime_id].append(said)
        if said.version:
            versions[said.lifetime_id].add(said.version)
    return disputes, versions


def _new_answers(ids: Collection[int]) -> dict[int, list[Answer]]:
    """Answers under the questions that an entry settles, or beside the accepted one."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for way in ("question__settled_by__entry__lifetime", "question__lifetimes"):
        since = Coalesce(f"{way}__confirmed_at", f"{way}__began_at")
        rows = (
            Answer.objects.public()
            .filter(**{f"{way}__in": ids})
            .annotate(of_lifetime=F(f"{way}"), since=since)
            .filter(posted_at__gt=F("since"))
            .select_related("author", "capacity", "question")
            .defer("body", "html", "question__body", "question__html")
            .order_by("-posted_at", "-pk")[:MOST]
        )
        for answer in rows:
            if len(found[answer.of_lifetime]) < NAMED:
                found[answer.of_lifetime].append(answer)
    return found


def _suggested(lifetimes: Sequence[Lifetime]) -> dict[int | None, list[Suggestion]]:
    entries = [lifetime.entry_id for lifetime in lifetimes if lifetime.entry_id]
    found: dict[int | None, list[Suggestion]] = defaultdict(list)
    rows = Suggestion.objects.filter(entry__in=entries, decided_at=None).select_related("member")
    for suggestion in rows.defer("body")[:MOST]:
        found[suggestion.entry_id].append(suggestion)
    return found
