"""Renewing what still holds, letting go of what does not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import KnowledgeLetGo, KnowledgeRenewed, publish
from community.markup import tidy
from community.models import Capacity, Member
from community.permissions import require
from ephemeral.actions.lives import (
    DECIDING,
    check_round,
    names_of,
    restart,
    write_decision,
)
from ephemeral.actions.locking import locked_lifetime
from ephemeral.lifetimes import after_renewal
from ephemeral.models import Decision, Entry, Lifetime
from ephemeral.permissions import can_let_go, can_renew
from ephemeral.state import State

LONGEST_LINE = 500  # what the columns hold
LONGEST_VERSIONS = 200


def line(typed: str, field: str, *, missing: str = "", longest: int = LONGEST_LINE) -> str:
    """What was typed, on one line. Raises ValidationError; `missing` says what an empty one is."""
    words = " ".join(tidy(typed).split())
    if missing and not words:
        raise ValidationError({field: missing})
    if len(words) > longest:
        raise ValidationError(
            {field: _("This has at most %(most)d characters.") % {"most": longest}}
        )
    return words


@transaction.atomic
def renew(
    lifetime: Lifetime,
    *,
    because: str,
    by: Member,
    base: int | None = None,
    versions: str = "",
    speaking_as: str = "",
    at: datetime | None = None,
) -> Decision:
    """Still true: its clock begins anew, on what this person says it rests on.

    Brings back what lapsed, and an entry that was let go. `base` is the round that was seen.
    """
    because = line(because, "because", missing=_("Say in one line what it rests on."))
    versions = line(versions, "versions", longest=LONGEST_VERSIONS)
    lifetime = locked_lifetime(lifetime.pk)
    before = _said_before(lifetime, Decision.Kind.RENEWED, base=base, by=by, because=because)
    if before:
        return before
    check_round(lifetime, base)
    require(can_renew(by, lifetime))
    capacity = capacity_for(by, speaking_as)
    now = at or timezone.now()
    return begin_again(
        lifetime, by=by, capacity=capacity, because=because, versions=versions, now=now
    )


def begin_again(
    lifetime: Lifetime,
    *,
    by: Member,
    capacity: Capacity | None,
    because: str,
    versions: str,
    now: datetime,
) -> Decision:
    """Renew a locked lifetime, for whoever may, and say so."""
    decision = restart(
        lifetime,
        Decision.Kind.RENEWED,
        days=days_when_renewed(lifetime, now),
        by=by,
        capacity=capacity,
        because=because,
        versions=versions,
        now=now,
    )
    publish(
        KnowledgeRenewed(
            actor_id=by.pk,
            capacity_id=capacity.pk if capacity else None,
            lifetime_id=lifetime.pk,
            decision_id=decision.pk,
            at=now,
            **names_of(lifetime),
        )
    )
    return decision


def days_when_renewed(lifetime: Lifetime, now: datetime) -> float:
    """It grows only by standing the test of its time.

    Renewed long before it is due, nothing was learnt; so nobody stretches it by renewing often.
    """
    early = lifetime.state(now) in {State.CONFIRMED, State.GONE}
    if early and not lifetime.disputes:
        return lifetime.days
    return after_renewal(lifetime)


def _said_before(
    lifetime: Lifetime, kind: Decision.Kind, *, base: int | None, by: Member, because: str
) -> Decision | None:
    """The same decision of the same person, when it is sent twice."""
    if base is None or base != lifetime.round - 1:
        return None
    latest = lifetime.decisions.filter(kind__in=DECIDING).last()
    if latest and (latest.kind, latest.member_id, latest.because) == (kind, by.pk, because):
        return latest
    return None


@transaction.atomic
def let_go(
    lifetime: Lifetime,
    *,
    because: str,
    by: Member,
    successor: Entry | None = None,
    base: int | None = None,
    speaking_as: str = "",
    at: datetime | None = None,
) -> Decision:
    """No longer true: its clock stops, and readers are led to what stands in its place.

    An accepted answer stays accepted; its ring says that it was let go.
    """
    because = line(because, "because", missing=_("Say why, so that others can understand it."))
    lifetime = _locked_with(lifetime, successor)
    before = _said_before(lifetime, Decision.Kind.LET_GO, base=base, by=by, because=because)
    if before:
        return before
    check_round(lifetime, base)
    require(can_let_go(by, lifetime))
    if lifetime.let_go_at:
        raise ValidationError(_("This was let go already."))
    if successor:
        _check_successor(lifetime, successor)
    capacity = capacity_for(by, speaking_as)
    now = at or timezone.now()
    _stop(lifetime, now)
    decision = write_decision(
        lifetime,
        Decision.Kind.LET_GO,
        by=by,
        capacity=capacity,
        because=because,
        successor=successor,
        now=now,
    )
    publish(
        KnowledgeLetGo(
            actor_id=by.pk,
            capacity_id=capacity.pk if capacity else None,
            lifetime_id=lifetime.pk,
            decision_id=decision.pk,
            successor_id=successor.pk if successor else None,
            at=now,
            **names_of(lifetime),
        )
    )
    return decision


def _locked_with(lifetime: Lifetime, successor: Entry | None) -> Lifetime:
    """Its lifetime and its successor's, in one order, so that two never lead to each other."""
    others = Lifetime.objects.filter(entry=successor) if successor else Lifetime.objects.none()
    keys = {lifetime.pk, *others.values_list("pk", flat=True)}
    # An answer's question comes first for everybody, and no answer is ever a successor.
    order = sorted(keys, key=lambda pk: (lifetime.answer_id is None or pk != lifetime.pk, pk))
    return {pk: locked_lifetime(pk) for pk in order}[lifetime.pk]


def _check_successor(lifetime: Lifetime, successor: Entry) -> None:
    """Readers are led to something that holds. What was let go leads nowhere, so nor in circles."""
    if successor.pk == lifetime.entry_id:
        raise ValidationError({"successor": _("An entry cannot stand in its own place.")})
    if not successor.live:
        raise ValidationError({"successor": _("This entry is not published yet.")})
    if Lifetime.objects.filter(entry=successor).exclude(let_go_at=None).exists():
        raise ValidationError(
            {
                "successor": _("“%(title)s” was let go itself. Choose one that still holds.")
                % {"title": successor.title}
            }
        )


def _stop(lifetime: Lifetime, now: datetime) -> None:
    lifetime.let_go_at, lifetime.next_at = now, None
    lifetime.round += 1  # whoever looks at the round before has been overtaken
    lifetime.voices = lifetime.disputes = lifetime.back_requests = 0
    lifetime.base_due_at = lifetime.due_at  # the voices of the round before moved it, and are past
    lifetime.reads_decided = lifetime.reads
    lifetime.save()


@dataclass(frozen=True)
class Outcome:
    """What became of one of several: a decision, or the sentence that says why there is none."""

    lifetime: Lifetime
    decision: Decision | None = None
    problem: str = ""


def renew_many(
    lifetimes: Iterable[Lifetime],
    *,
    because: str,
    by: Member,
    bases: Mapping[int, int] | None = None,
    versions: str = "",
    speaking_as: str = "",
    at: datetime | None = None,
) -> list[Outcome]:
    """Renew several on one line. Each stands for itself: where one is refused, the others are not.

    `bases` holds the rounds that were seen, by lifetime.
    """
    line(because, "because", missing=_("Say in one line what it rests on."))
    seen = bases or {}
    shared: dict[str, Any] = {"because": because, "by": by, "versions": versions}
    shared |= {"speaking_as": speaking_as, "at": at}
    outcomes = []
    for lifetime in lifetimes:
        try:
            decision = renew(lifetime, base=seen.get(lifetime.pk), **shared)
        except ValidationError as error:
            outcomes.append(Outcome(lifetime, problem=" ".join(error.messages)))
        except PermissionDenied as refusal:
            outcomes.append(Outcome(lifetime, problem=str(refusal)))
        else:
            outcomes.append(Outcome(lifetime, decision))
    return outcomes
