"""Every step of a life in words: who, in what capacity, what they said, and what it changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Capacity, Member
from ephemeral.lifetimes import WHY_NO_DAYS
from ephemeral.models import BackRequest, Decision, Evidence, Lifespan, Lifetime

SHOWN = 100  # steps of a life on its page; programs read on from there
ICONS = {
    Decision.Kind.BEGAN: "plus",
    Decision.Kind.RENEWED: "circle-check",
    Decision.Kind.REVISED: "pencil",
    Decision.Kind.LET_GO: "archive",
    Decision.Kind.LAPSED: "clock",
    Decision.Kind.HANDED_OVER: "users",
    Decision.Kind.PAUSED: "undo-2",
    Decision.Kind.RESUMED: "check",
}


@dataclass(frozen=True)
class Step:
    """One thing that happened in a life."""

    kind: str  # of a decision; or holds, did_not_work, asked_back
    title: str  # “Still true”
    at: datetime
    number: int
    member: Member | None = None
    capacity: Capacity | None = None
    words: str = ""  # what it rests on, why, or what happened
    versions: str = ""
    effect: str = ""  # “holds 5 days longer”
    successor: Any = None
    withdrawn_at: datetime | None = None
    icon: str = "history"

    @property
    def place(self) -> tuple[datetime, str, int]:
        """What orders the steps of a life, ties included."""
        return self.at, self.kind, self.number


def steps_of(lifetime: Lifetime, *, size: int = SHOWN, before: str = "") -> tuple[list[Step], str]:
    """The newest steps of a life in three queries, and where the older ones begin.

    Raises ValidationError for a wrong `before`.
    """
    after = _place(before) if before else None
    sources: list[tuple[QuerySet[Any], str, Callable[[Any], Step]]] = [
        (
            lifetime.decisions.select_related(
                "member", "capacity", "successor", "to_steward", "to_team", "lifetime__lifespan"
            ),
            "decided_at",
            _decided,
        ),
        (
            lifetime.evidence.without_said_better().select_related("member", "capacity"),
            "said_at",
            _said,
        ),
        (lifetime.requests.select_related("member"), "asked_at", _asked),
    ]
    found = [
        step(row)
        for rows, moment, step in sources
        for row in _newest(rows, moment, size, after[0] if after else None)
    ]
    ordered = sorted(found, key=lambda step: step.place, reverse=True)
    if after:
        ordered = [step for step in ordered if step.place < after]
    shown = ordered[:size]
    return shown, _cursor(shown[-1]) if len(ordered) > size else ""


def _newest(rows: QuerySet[Any], moment: str, size: int, until: datetime | None) -> Iterable[Any]:
    """One more than are shown; those of the very moment where the page before ended as well."""
    if until is not None:
        same = rows.filter(**{moment: until}).order_by("-pk")[:SHOWN]
        older = rows.filter(**{f"{moment}__lt": until}).order_by(f"-{moment}", "-pk")[: size + 1]
        return [*same, *older]
    return rows.order_by(f"-{moment}", "-pk")[: size + 1]


def _cursor(step: Step) -> str:
    return f"{step.at.isoformat()}~{step.kind}~{step.number}"


def _place(cursor: str) -> tuple[datetime, str, int]:
    try:
        moment, kind, number = cursor.split("~")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC), kind, int(number)
    except (ValueError, OverflowError) as error:
        raise ValidationError(
            _("This address of a page does not fit the list. Begin at its first page."),
            code="cursor",
        ) from error


def days_words(days: float) -> str:
    """So many days; hours for less than two days, for a lifespan may be three."""
    hours = round(days * 24)
    if hours < 48:  # noqa: PLR2004, two days
        return ngettext("%d hour", "%d hours", hours) % hours
    return ngettext("%d day", "%d days", round(days)) % round(days)


def _decided(decision: Decision) -> Step:
    kind, successor = Decision.Kind(decision.kind), decision.successor
    return Step(
        kind=kind,
        title=_title(decision, kind),
        at=decision.decided_at,
        number=decision.pk,
        member=decision.member,
        capacity=decision.capacity,
        words=decision.because,
        versions=decision.versions,
        effect=_effect(decision, kind),
        successor=successor if successor and successor.live else None,
        icon=ICONS[kind],
    )


def _title(decision: Decision, kind: Decision.Kind) -> str:
    accepted = decision.lifetime.answer_id is not None
    return {
        Decision.Kind.BEGAN: _("Accepted as the solution") if accepted else _("Written"),
        Decision.Kind.RENEWED: _("Renewed"),
        Decision.Kind.REVISED: _("Revised"),
        Decision.Kind.LET_GO: _("Let go"),
        Decision.Kind.LAPSED: _("Lapsed"),
        Decision.Kind.HANDED_OVER: _("Handed over"),
        Decision.Kind.PAUSED: _("No longer the solution") if accepted else _("A draft again"),
        Decision.Kind.RESUMED: _("The solution again"),
    }[kind]


def _effect(decision: Decision, kind: Decision.Kind) -> str:
    """What a decision changed, in words."""
    kinds = Decision.Kind
    if kind == kinds.BEGAN:
        return _("holds for %(days)s") % {"days": days_words(decision.days or 0)}
    if kind in {kinds.RENEWED, kinds.REVISED}:
        return _waits(decision)
    if kind == kinds.HANDED_OVER:
        keepers = [decision.to_steward, decision.to_team]
        names = ", ".join(str(keeper) for keeper in keepers if keeper)
        return _("%(who)s keeps it now") % {"who": names} if names else _("nobody keeps it now")
    if kind == kinds.LAPSED:
        return _on_lapse(decision.lifetime.lifespan)
    if kind == kinds.LET_GO and decision.successor is None:
        return _("its address still answers")
    return ""


def _waits(decision: Decision) -> str:
    days, before = decision.days or 0, decision.days_before
    words = {"days": days_words(days)}
    if before is None or days_words(before) == words["days"]:
        return _("waits %(days)s again") % words
    both_in_days = min(days, before) >= 2  # noqa: PLR2004, where the words turn to hours
    words["before"] = str(round(before)) if both_in_days else days_words(before)
    return _("waits %(days)s now instead of %(before)s") % words


def _on_lapse(lifespan: Lifespan) -> str:
    return {
        Lifespan.OnLapse.LEAVES: _("left find and lists; its address still answers"),
        Lifespan.OnLapse.LAST: _("find and lists show it last"),
        Lifespan.OnLapse.STAYS: _("stays where it is, and says that nobody confirmed it"),
    }[Lifespan.OnLapse(lifespan.on_lapse)]


def _said(evidence: Evidence) -> Step:
    return Step(
        kind="holds" if evidence.holds else "did_not_work",
        title=_("Still true") if evidence.holds else _("Did not work"),
        at=evidence.said_at,
        number=evidence.pk,
        member=evidence.member,
        capacity=evidence.capacity,
        words=evidence.note,
        versions=evidence.version,
        effect=weight_words(evidence),
        withdrawn_at=evidence.withdrawn_at,
        icon="check" if evidence.holds else "x",
    )


def weight_words(evidence: Evidence) -> str:
    """What a voice moved, or why it moves nothing."""
    if evidence.why_days:
        return str(WHY_NO_DAYS.get(evidence.why_days, ""))
    days = days_words(abs(evidence.days))
    if evidence.days > 0:
        return _("holds %(days)s longer") % {"days": days}
    return _("due %(days)s earlier") % {"days": days} if evidence.days else ""


def _asked(request: BackRequest) -> Step:
    return Step(
        kind="asked_back",
        title=_("Asked back"),
        at=request.asked_at,
        number=request.pk,
        member=request.member,
        effect=_("stands higher in the queue of whoever keeps it"),
        icon="hand",
    )
