"""What people say of it: still true for me, did not work, I want it back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import EvidenceGiven, EvidenceWithdrawn, KnowledgeAskedBack, publish
from community.models import Capacity, Member
from community.permissions import require
from ephemeral.actions.deciding import begin_again, line
from ephemeral.actions.lives import names_of
from ephemeral.actions.locking import locked_lifetime
from ephemeral.counters import recount_lifetime
from ephemeral.lifetimes import DISPUTE, KNOWN_AFTER, VOICE, VOICES_AT_MOST, next_moment
from ephemeral.models import BackRequest, Decision, EntryQuestion, Evidence, Lifetime
from ephemeral.permissions import can_ask_back, can_give_evidence, can_withdraw_evidence
from ephemeral.state import State
from reputation.models import LedgerLine

LONGEST_VERSION = 60


@transaction.atomic
def give_evidence(
    lifetime: Lifetime,
    *,
    holds: bool,
    by: Member,
    note: str = "",
    version: str = "",
    speaking_as: str = "",
    at: datetime | None = None,
) -> Evidence | Decision:
    """Say that it still holds for oneself, or that it did not work.

    A member's word moves the date a little, once per person and round; saying the other replaces
    it. The steward's, and an employee's who speaks for their team, that it still holds is a
    renewal: then a decision is returned.
    """
    missing = "" if holds else _("Say in one line what happened.")
    note = line(note, "note", missing=missing)
    version = line(version, "version", longest=LONGEST_VERSION)
    lifetime = locked_lifetime(lifetime.pk)
    require(can_give_evidence(by, lifetime))
    capacity = capacity_for(by, speaking_as)
    now = at or timezone.now()
    if holds and (capacity or lifetime.steward_id == by.pk):
        because = note or _("It still holds.")
        return begin_again(
            lifetime, by=by, capacity=capacity, because=because, versions=version, now=now
        )
    own = _own(lifetime, by)
    if own:
        if (own.holds, own.note, own.version, own.capacity) == (holds, note, version, capacity):
            return own
        _take_back(own, now)
    return _say(lifetime, holds, by, capacity, note=note, version=version, now=now)


def _own(lifetime: Lifetime, member: Member) -> Evidence | None:
    said = lifetime.evidence.standing().filter(round=lifetime.round, member=member)
    return said.select_related("capacity").first()


def _say(
    lifetime: Lifetime,
    holds: bool,
    by: Member,
    capacity: Capacity | None,
    *,
    note: str,
    version: str,
    now: datetime,
) -> Evidence:
    recount_lifetime(lifetime)  # without what was just taken back
    _begin_to_wait_again(lifetime, now)
    days, why = weigh(lifetime, holds=holds, by=by, now=now)
    said = lifetime.evidence.create(
        member=by,
        capacity=capacity,
        holds=holds,
        note=note,
        version=version,
        round=lifetime.round,
        days=days,
        why_days=why,
        said_at=now,
    )
    recount_lifetime(lifetime)
    publish(
        EvidenceGiven(
            actor_id=by.pk,
            capacity_id=capacity.pk if capacity else None,
            lifetime_id=lifetime.pk,
            evidence_id=said.pk,
            holds=holds,
            at=now,
            **names_of(lifetime),
        )
    )
    return said


def weigh(lifetime: Lifetime, *, holds: bool, by: Member, now: datetime) -> tuple[float, str]:
    """By how many days this voice moves the date; and why not at all, a key of WHY_NO_DAYS."""
    if _has_spoken_as_another(lifetime, by):
        return 0.0, "same person"
    if _is_unknown(by, now):
        return 0.0, "new"
    if lifetime.state(now) == State.LAPSED:
        return 0.0, "lapsed"
    if holds:
        used = _standing(lifetime).filter(days__gt=0).aggregate(total=Sum("days"))["total"] or 0.0
        left = lifetime.days * VOICES_AT_MOST - used
        # What fractions of days leave over is no time.
        days = min(lifetime.days * VOICE, left)
        return (days, "") if days > 1e-6 else (0.0, "enough")  # noqa: PLR2004
    left = (lifetime.due_at - now) / timedelta(days=1)
    days = min(lifetime.days * DISPUTE, left)
    return (-days, "") if days > 0 else (0.0, "due")


def _standing(lifetime: Lifetime) -> QuerySet[Evidence]:
    return lifetime.evidence.standing().filter(round=lifetime.round)


def _is_unknown(member: Member, now: datetime) -> bool:
    """Whether the account is new and earned nothing yet."""
    if member.is_employee or member.is_moderator or member.joined_at <= now - KNOWN_AFTER:
        return False
    return LedgerLine.objects.total_of(member) <= 0


def _has_spoken_as_another(lifetime: Lifetime, member: Member) -> bool:
    """Whether another account with the same mailbox has its say already.

    It spoke this round, confirmed it, keeps it, wrote it or is credited.
    """
    mailbox = _same_mailbox(member)
    if mailbox is None:
        return False
    others = Member.objects.filter(mailbox).exclude(pk=member.pk)
    spoke = Q(pk__in=_standing(lifetime).values("member"))
    stands = {lifetime.owner.author_id, lifetime.steward_id, lifetime.confirmed_by_id}
    credited = EntryQuestion.objects.filter(entry=lifetime.entry_id or 0, answer__isnull=False)
    return others.filter(
        spoke | Q(pk__in=stands - {None}) | Q(pk__in=credited.values("answer__author"))
    ).exists()


def _same_mailbox(member: Member) -> Q | None:
    """Members whose mail arrives where this one's does: what stands behind a plus is a label."""
    name, _at, host = (member.email or "").rpartition("@")
    name = name.partition("+")[0]
    if not name:
        return None
    plain = Q(email=f"{name}@{host}")
    return plain | Q(email__startswith=f"{name}+", email__endswith=f"@{host}")


@transaction.atomic
def withdraw_evidence(lifetime: Lifetime, *, by: Member, at: datetime | None = None) -> None:
    """Take back what one said this round; nothing happens where there is nothing."""
    lifetime = locked_lifetime(lifetime.pk)
    own = _own(lifetime, by)
    if own is None:
        return
    require(can_withdraw_evidence(by, own))
    now = at or timezone.now()
    _take_back(own, now)
    recount_lifetime(lifetime)
    _begin_to_wait_again(lifetime, now)


def _begin_to_wait_again(lifetime: Lifetime, now: datetime) -> None:
    """Where only what was taken back had made it lapse, the clock looks at it again."""
    if lifetime.stage == Lifetime.Stage.LAPSED and lifetime.lapses_at > now:
        lifetime.stage = Lifetime.Stage.AFTER
        lifetime.next_at = next_moment(lifetime)
        lifetime.save(update_fields=["stage", "next_at"])


def _take_back(said: Evidence, now: datetime) -> None:
    said.withdrawn_at = now
    said.save(update_fields=["withdrawn_at"])
    publish(
        EvidenceWithdrawn(
            actor_id=said.member_id,
            lifetime_id=said.lifetime_id,
            evidence_id=said.pk,
            at=now,
            **names_of(said.lifetime),
        )
    )


@transaction.atomic
def ask_back(lifetime: Lifetime, *, by: Member, at: datetime | None = None) -> BackRequest:
    """Want back what lapsed. Their number sets the order of the queue; each person counts once."""
    lifetime = locked_lifetime(lifetime.pk)
    now = at or timezone.now()
    asked = lifetime.requests.filter(member=by, round=lifetime.round).first()
    if asked:
        return asked
    require(can_ask_back(by, lifetime, now))
    request = lifetime.requests.create(member=by, round=lifetime.round, asked_at=now)
    recount_lifetime(lifetime)
    publish(
        KnowledgeAskedBack(actor_id=by.pk, lifetime_id=lifetime.pk, at=now, **names_of(lifetime))
    )
    return request
