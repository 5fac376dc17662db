"""Clocks begin, begin anew, stop, and pass from one steward to another."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import StewardChanged, publish
from community.models import Capacity, Member, Team
from community.permissions import require
from community.templatetags.mayfly import ago_words
from ephemeral.actions.locking import locked_lifetime
from ephemeral.lifetimes import next_moment, start_round
from ephemeral.models import Decision, Entry, Lifespan, Lifetime
from ephemeral.permissions import can_hand_over
from ephemeral.queries.budget import days_with_room
from questions.actions.words import clean_reason
from questions.models import Acceptance, Answer

# Steps that end a round; the others stand beside it.
DECIDING = (Decision.Kind.RENEWED, Decision.Kind.REVISED, Decision.Kind.LET_GO)


class AlreadyDecided(ValidationError):
    """Somebody else decided meanwhile: their decision stands, and whose it is, is said."""

    def __init__(self, lifetime: Lifetime) -> None:
        latest = lifetime.decisions.filter(kind__in=DECIDING).select_related("member").last()
        who = str(latest.member) if latest and latest.member else _("somebody")
        what = latest.get_kind_display() if latest else _("decided")
        super().__init__(
            _("%(who)s was faster: it was %(what)s %(when)s. Your decision was not needed.")
            % {
                "who": who,
                "what": what,
                "when": ago_words(latest.decided_at, timezone.now()) if latest else _("just now"),
            },
            code="decided",
        )
        self.lifetime = lifetime


def check_round(lifetime: Lifetime, base: int | None) -> None:
    """Raise AlreadyDecided when what somebody decides about has been decided since they looked."""
    if base is not None and base != lifetime.round:
        raise AlreadyDecided(lifetime)


def begin_lifetime(
    owner: Entry | Answer,
    *,
    lifespan: Lifespan,
    now: datetime,
    steward: Member | None = None,
    team: Team | None = None,
    by: Member | None = None,
    capacity: Capacity | None = None,
    because: str = "",
    revision_id: int | None = None,
) -> tuple[Lifetime, Decision]:
    """Start the clock of something just written or accepted: saying it confirms it.

    Inside the caller's transaction, which announces it.
    """
    lifetime = Lifetime(
        entry=owner if isinstance(owner, Entry) else None,
        answer=owner if isinstance(owner, Answer) else None,
        question=owner.question if isinstance(owner, Answer) else None,
        lifespan=lifespan,
        days=lifespan.days,
        steward=steward,
        team=team,
        began_at=now,
        round=0,
    )
    confirm(lifetime, by=by, capacity=capacity, now=now)
    start_round(lifetime, days=float(lifespan.days), now=now)
    lifetime.save()
    decision = write_decision(
        lifetime,
        Decision.Kind.BEGAN,
        by=by,
        capacity=capacity,
        because=because,
        revision_id=revision_id,
        now=now,
    )
    return lifetime, decision


def confirm(
    lifetime: Lifetime, *, by: Member | None, capacity: Capacity | None, now: datetime
) -> None:
    """Somebody whose word counts fully stands behind it from now. The caller saves."""
    lifetime.confirmed_at, lifetime.confirmed_by = now, by
    lifetime.confirmed_capacity = capacity


def write_decision(
    lifetime: Lifetime,
    kind: Decision.Kind,
    *,
    now: datetime,
    by: Member | None = None,
    days_before: float | None = None,
    **facts: Any,
) -> Decision:
    """Put a step into the life, with the date that holds from here."""
    return lifetime.decisions.create(
        kind=kind,
        member=by,
        days=lifetime.days,
        days_before=days_before,
        due_at=lifetime.due_at,
        round=lifetime.round,
        decided_at=now,
        **facts,
    )


def restart(
    lifetime: Lifetime,
    kind: Decision.Kind,
    *,
    days: float,
    now: datetime,
    by: Member | None,
    capacity: Capacity | None = None,
    **facts: Any,
) -> Decision:
    """Begin a round: somebody whose word counts fully stands behind it again.

    For a locked lifetime; the caller announces it. `facts` go to the decision: `because`,
    `versions`, `revision_id`.
    """
    before = lifetime.days
    confirm(lifetime, by=by, capacity=capacity, now=now)
    start_round(lifetime, days=days, now=now, due_in=days_with_room(lifetime, days, now))
    lifetime.save()
    return write_decision(
        lifetime, kind, by=by, capacity=capacity, days_before=before, now=now, **facts
    )


def pause(lifetime: Lifetime, *, now: datetime, by: Member | None = None) -> None:
    """Stop the clock of what is no longer shown as true: no solution, or a draft again."""
    lifetime.paused_at, lifetime.next_at = now, None
    lifetime.save(update_fields=["paused_at", "next_at"])
    write_decision(lifetime, Decision.Kind.PAUSED, by=by, now=now)


def resume(lifetime: Lifetime, *, now: datetime) -> None:
    """Let a clock go on that stood while its answer was hidden. Nobody confirmed it by that."""
    lifetime.paused_at = None
    lifetime.next_at = next_moment(lifetime)
    lifetime.save(update_fields=["paused_at", "next_at"])
    write_decision(lifetime, Decision.Kind.RESUMED, now=now)


def begin_with_acceptance(acceptance: Acceptance, *, now: datetime) -> Lifetime:
    """The clock of an answer that solves its question now: begun, or begun anew.

    The asker's word confirms it. An employee who answered in a team's name keeps it, and the team
    with them; a member's answer is kept by nobody in particular.
    """
    answer, asker = acceptance.answer, acceptance.accepted_by
    lifetime = Lifetime.objects.filter(answer=answer).first()
    if lifetime is None:
        team = answer.capacity.team if answer.capacity else None
        steward = answer.author if team and answer.author.is_active else None
        lifespan = Lifespan.objects.for_answers()
        lifetime, _decision = begin_lifetime(
            answer, lifespan=lifespan, steward=steward, team=team, by=asker, now=now
        )
        return lifetime
    if lifetime.paused_at is None:
        return lifetime
    if acceptance.accepted_at <= lifetime.paused_at:
        resume(lifetime, now=now)
        return lifetime
    restart(lifetime, Decision.Kind.RENEWED, days=lifetime.days, by=asker, now=now)
    return lifetime


@transaction.atomic
def hand_over(
    lifetime: Lifetime,
    *,
    steward: Member | None,
    team: Team | None,
    by: Member,
    because: str = "",
    now: datetime,
    speaking_as: str = "",
) -> Lifetime:
    """Let somebody else keep it, a person, a team or both. Doing it twice does it once."""
    lifetime = locked_lifetime(lifetime.pk)
    require(can_hand_over(by, lifetime))
    if steward and not steward.is_active:
        raise ValidationError({"steward": _("%(person)s has left.") % {"person": steward}})
    because = clean_reason(because, required=False)
    capacity = capacity_for(by, speaking_as)
    pass_on(
        lifetime, steward=steward, team=team, by=by, because=because, capacity=capacity, now=now
    )
    return lifetime


def pass_on(
    lifetime: Lifetime,
    *,
    steward: Member | None,
    team: Team | None,
    now: datetime,
    by: Member | None = None,
    because: str = "",
    capacity: Capacity | None = None,
) -> None:
    """Hand over a locked lifetime, and say so; also when nobody asked, as when its steward left."""
    if (lifetime.steward, lifetime.team) == (steward, team):
        return
    lifetime.steward, lifetime.team = steward, team
    lifetime.next_at = next_moment(lifetime)
    lifetime.save(update_fields=["steward", "team", "next_at"])
    decision = write_decision(
        lifetime,
        Decision.Kind.HANDED_OVER,
        by=by,
        capacity=capacity,
        because=because,
        to_steward=steward,
        to_team=team,
        now=now,
    )
    publish(
        StewardChanged(
            actor_id=by.pk if by else None,
            lifetime_id=lifetime.pk,
            decision_id=decision.pk,
            at=now,
            **names_of(lifetime),
        )
    )


def names_of(lifetime: Lifetime) -> dict[str, Any]:
    """What an event says of whose clock it is."""
    if lifetime.entry_id:
        return {"entry_id": lifetime.entry_id}
    return {"question_id": lifetime.question_id, "answer_id": lifetime.answer_id}
