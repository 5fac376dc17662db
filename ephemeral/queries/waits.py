"""How long questions waited for their first answer: the history that forecasts are made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from ephemeral.forecasts import CASES
from questions.models import Answer, Question

ASKED_FOR_HELP = (Question.Kind.QUESTION, Question.Kind.PROBLEM)
CHUNK = 5_000


class Wait(NamedTuple):
    """One question: when it was asked, when others answered, when it stopped to wait for them."""

    question_id: int
    asked_at: datetime
    answered_at: datetime | None  # the first visible answer by somebody else
    helped_self_at: datetime | None  # the asker's own answer that they accepted
    source: int | None  # the community it was imported from

    def until(self, end: datetime) -> tuple[int, bool]:
        """The seconds it waited, as it looked then, and whether an answer had come."""
        stop = min(end, self.helped_self_at) if self.helped_self_at else end
        answered = self.answered_at is not None and self.answered_at <= stop
        stop = self.answered_at if answered and self.answered_at else stop
        return int((stop - self.asked_at).total_seconds()), answered


@dataclass(frozen=True)
class Observed:
    """Until when questions were watched. What came in by import was watched until its dump."""

    now: datetime
    dumped_at: dict[int, datetime]

    def end(self, wait: Wait) -> datetime:
        dumped_at = self.dumped_at.get(wait.source) if wait.source else None
        return min(self.now, dumped_at) if dumped_at else self.now


def observed_until(now: datetime) -> Observed:
    """The last post of each imported community tells when it was dumped."""
    dumped_at: dict[int, datetime] = {}
    for model in (Question, Answer):
        last = model.objects.exclude(imported_from=None).order_by().values("imported_from")
        for source, moment in last.annotate(last=Max("posted_at")).values_list(
            "imported_from", "last"
        ):
            dumped_at[source] = max(moment, dumped_at.get(source, moment))
    return Observed(now, dumped_at)


def _asked(since: datetime, now: datetime, prefix: str = "") -> Q:
    """Questions and problems that everybody sees, and that nobody had asked before."""
    facts = {
        "kind__in": ASKED_FOR_HELP,
        "hidden_at": None,
        "duplicate_of": None,
        "posted_at__gte": since,
        "posted_at__lt": now,
    }
    return Q(**{prefix + name: value for name, value in facts.items()})


def _moments(prefix: str = "") -> dict[str, Any]:
    answers = f"{prefix}answers__"
    shown, own = Q(**{f"{answers}hidden_at": None}), Q(**{f"{answers}author": F(f"{prefix}author")})
    accepted = Q(**{f"{answers}accepted_at__isnull": False})
    return {
        "answered_at": Min(f"{answers}posted_at", filter=shown & ~own),
        "helped_self_at": Min(f"{answers}posted_at", filter=shown & own & accepted),
    }


def with_moments(questions: QuerySet[Question]) -> QuerySet[Question, Any]:
    """Questions with the moments that ended their waiting."""
    return questions.annotate(**_moments())


def waits(since: datetime, now: datetime) -> Iterator[Wait]:
    """Every wait that began between two moments, the oldest first, without holding them all."""
    asked = Question.objects.filter(_asked(since, now)).order_by("posted_at")
    rows: Any = with_moments(asked)
    names = ("pk", "posted_at", "answered_at", "helped_self_at", "imported_from_id")
    for row in rows.values_list(*names).iterator(CHUNK):
        yield Wait(*row)


def tagged_waits(
    since: datetime, now: datetime, *, least: int = CASES
) -> Iterator[tuple[int, Wait]]:
    """The same by tag, a tag at a time, for tags with at least so many questions."""
    tagged = Question.tags.through.objects.filter(
        _asked(since, now, "question__"), tag__question_count__gte=least
    )
    names = ("tag_id", "question_id", "question__posted_at", "question__imported_from_id")
    rows = tagged.order_by("tag_id").values_list(*names).annotate(**_moments("question__"))
    for tag_id, question_id, asked_at, source, answered_at, helped_self_at in rows.iterator(CHUNK):
        yield tag_id, Wait(question_id, asked_at, answered_at, helped_self_at, source)
