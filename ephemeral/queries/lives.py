"""One life: how fresh, every step that led there, and what this viewer may do about it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from community.models import Member
from community.permissions import Verdict, Viewer
from ephemeral import permissions
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Absence, Entry, Evidence, Lifetime
from ephemeral.models.lifetimes import LifetimeQuerySet
from ephemeral.queries.steps import Step, steps_of
from ephemeral.state import State
from questions.models import Answer, Question


@dataclass(frozen=True)
class Life:
    """What a page shows of a clock, and what its reader can do about it."""

    lifetime: Lifetime
    fresh: Freshness
    state: State
    may_renew: Verdict
    may_let_go: Verdict
    may_give_evidence: Verdict
    may_ask_back: Verdict
    may_hand_over: Verdict
    signed_in: bool = False
    own: Evidence | None = None  # what this viewer said in this round
    asked_back: bool = False
    away_until: date | None = None  # its steward
    counts_fully: bool = False  # what this viewer says is worth a form that asks on what it rests
    steps: list[Step] = field(default_factory=list)
    older: str = ""  # where the steps that are not among these begin

    @property
    def is_lapsed(self) -> bool:
        return self.state == State.LAPSED

    @property
    def is_gone(self) -> bool:
        return self.state == State.GONE


def life_of(lifetime: Lifetime, viewer: Viewer, now: datetime) -> Life:
    """The life of an entry or answer, in a fixed number of queries.

    The lifetime is read `with_words`.
    """
    member = viewer if isinstance(viewer, Member) else None
    steps, older = steps_of(lifetime)
    return Life(
        lifetime=lifetime,
        fresh=freshness_of(lifetime),
        state=lifetime.state(now),
        may_renew=permissions.can_renew(viewer, lifetime),
        may_let_go=permissions.can_let_go(viewer, lifetime),
        may_give_evidence=permissions.can_give_evidence(viewer, lifetime),
        may_ask_back=permissions.can_ask_back(viewer, lifetime, now),
        may_hand_over=permissions.can_hand_over(viewer, lifetime),
        signed_in=member is not None,
        own=own_evidence(lifetime, member) if member else None,
        asked_back=member is not None and _asked_back(lifetime, member),
        away_until=_away_until(lifetime, now),
        counts_fully=counts_fully(viewer, lifetime.steward_id),
        steps=steps,
        older=older,
    )


def own_evidence(lifetime: Lifetime, member: Member) -> Evidence | None:
    """What somebody says of it in this round."""
    said = Evidence.objects.standing().filter(lifetime=lifetime, member=member)
    return said.filter(round=lifetime.round).first()


def counts_fully(viewer: Viewer, steward_id: int | None) -> bool:
    """Whether “still true” of this viewer can be a renewal."""
    return isinstance(viewer, Member) and (viewer.pk == steward_id or viewer.is_employee)


def _asked_back(lifetime: Lifetime, member: Member) -> bool:
    return lifetime.requests.filter(member=member, round=lifetime.round).exists()


def _away_until(lifetime: Lifetime, now: datetime) -> date | None:
    """The last day that its steward is away, while they are."""
    if lifetime.steward_id is None:
        return None
    today = timezone.localtime(now).date()
    away = Absence.objects.filter(
        member=lifetime.steward_id, first_day__lte=today, last_day__gte=today
    )
    return away.order_by("-last_day").values_list("last_day", flat=True).first()


def lifetime_for(viewer: Viewer, pk: int) -> Lifetime:
    """The lifetime with this number, if this viewer may see whose it is. Raises Http404."""
    rows = seen_by(viewer).with_words()
    return get_object_or_404(rows.select_related("entry", "answer__author", "question"), pk=pk)


def seen_by(viewer: Viewer) -> LifetimeQuerySet:
    """The lifetimes of what this viewer may see."""
    seen = Q(entry__in=Entry.objects.visible_to(viewer)) | Q(
        answer__in=Answer.objects.visible_to(viewer),
        question__in=Question.objects.visible_to(viewer),
    )
    return Lifetime.objects.filter(seen)
