"""What waits for somebody's decision, the most urgent first, with what changed around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Member
from community.permissions import Verdict, Viewer
from community.templatetags.mayfly import day_words
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Absence, Decision, Lifetime
from ephemeral.models.lifetimes import LifetimeQuerySet, urgency
from ephemeral.permissions import can_let_go, can_renew
from ephemeral.queries.changes import Changed, changes_around
from ephemeral.queries.lives import seen_by
from ephemeral.state import State

PAGE = 25
DEEPEST = 40  # pages; what stands behind a thousand others comes up when those are decided


class Show(StrEnum):
    MINE = "mine"
    TEAMS = "teams"
    ALL = "all"


@dataclass(frozen=True)
class Waiting:
    """One entry or accepted answer that waits, as its queue shows it."""

    lifetime: Lifetime
    fresh: Freshness
    why: list[str]
    changed: Changed
    came: str  # why it came to this person though somebody else keeps it; empty where they keep it
    may_renew: Verdict
    may_let_go: Verdict
    speaking_as: str = ""  # the team that a decision from here is made for
    then: str = ""  # where one reads on when this one is decided

    @property
    def key(self) -> str:
        """What a ticked box sends: which, and the round that was seen."""
        return f"{self.lifetime.pk}:{self.lifetime.round}"


@dataclass(frozen=True)
class Queue:
    show: Show
    items: list[Waiting]
    number: int  # of this page
    has_more: bool


def waiting_for(member: Member, show: Show, now: datetime) -> LifetimeQuerySet:
    """What waits: this person's own, what their teams keep, or all they may decide about."""
    rows = _seen(Lifetime.objects.waiting(now))
    if show == Show.ALL and sees_all(member):
        return rows
    if show == Show.TEAMS:
        teams = [employment.team_id for employment in member.current_employments]
        # Two ways to have no other steward: an exclusion would leave out those with none.
        others = Q(steward=None) | ~Q(steward=member)
        return rows.filter(others, team__in=teams)
    return rows.filter(steward=member)


def sees_all(member: Member) -> bool:
    """Whether somebody may decide about what others keep."""
    return bool(member.is_employee or member.is_moderator)


def orphans() -> LifetimeQuerySet:
    """Entries that nobody keeps, those that wait first."""
    return _seen(Lifetime.objects.running().orphaned())


def _seen(rows: LifetimeQuerySet) -> LifetimeQuerySet:
    """Without what is hidden or not published: nobody reads it, so nothing is lost by waiting."""
    shown = Q(answer=None) | Q(answer__hidden_at=None, question__hidden_at=None)
    return rows.filter(shown, Q(entry=None) | Q(entry__live=True))


def queue_page(
    rows: LifetimeQuerySet, member: Member, now: datetime, *, show: Show, number: int = 1
) -> Queue:
    """A page of a queue in nine queries at most, however many stand in it."""
    number = max(1, min(number, DEEPEST))
    start = (number - 1) * PAGE
    found = list(
        rows.with_words()
        .select_related("entry", "answer", "question")
        .defer("entry__body", "entry__html", "answer__body", "answer__html")
        .defer("question__body", "question__html")
        .annotate(urgency=urgency(now))
        .order_by("-urgency", "pk")[start : start + PAGE + 1]
    )
    shown = found[:PAGE]
    changed, away = changes_around(shown), _away_until(shown, now)
    left = _left_by_their_stewards(shown)
    following = {one.pk: other.pk for one, other in pairwise(shown)}
    items = [
        Waiting(
            lifetime=lifetime,
            fresh=freshness_of(lifetime),
            why=_why(lifetime, now),
            changed=changed[lifetime.pk],
            came=_how_it_came(lifetime, member, away, left),
            may_renew=can_renew(member, lifetime),
            may_let_go=can_let_go(member, lifetime),
            speaking_as=_speaking_as(lifetime, member),
            then=f"#waits-{following[lifetime.pk]}" if lifetime.pk in following else "",
        )
        for lifetime in shown
    ]
    return Queue(show, items, number, len(found) > PAGE and number < DEEPEST)


def counts(member: Member, now: datetime) -> dict[Show, int]:
    """How many wait under each tab, in one query."""
    teams = [employment.team_id for employment in member.current_employments]
    mine = Q(steward=member)
    theirs = Q(team__in=teams) & (Q(steward=None) | ~Q(steward=member))
    found = _seen(Lifetime.objects.waiting(now)).filter(mine | theirs)
    numbers = found.aggregate(mine=Count("pk", filter=mine), teams=Count("pk", filter=theirs))
    return {Show.MINE: numbers["mine"], Show.TEAMS: numbers["teams"]}


def _why(lifetime: Lifetime, now: datetime) -> list[str]:
    """Why it stands here, and how high: reads, age, complaints."""
    state, reasons = lifetime.state(now), []
    if state == State.DUE:
        reasons.append(_("It comes due."))
    elif state == State.UNCONFIRMED:
        reasons.append(_("Its date has passed."))
    elif state == State.LAPSED:
        reasons.append(_("Nobody decided in time, so it lapsed."))
    reads = lifetime.reads - lifetime.reads_decided
    if reads > 0:
        reasons.append(_("Read %s since.") % times(reads))
    if lifetime.disputes:
        words = ngettext(
            "It did not work for %d person.", "It did not work for %d people.", lifetime.disputes
        )
        reasons.append(words % lifetime.disputes)
    if lifetime.back_requests:
        words = ngettext(
            "%d person asks it back.", "%d people ask it back.", lifetime.back_requests
        )
        reasons.append(words % lifetime.back_requests)
    return reasons


def times(count: int) -> str:
    return ngettext("%d time", "%d times", count) % count


# Whose it is


def _away_until(lifetimes: Sequence[Lifetime], now: datetime) -> dict[int, date]:
    """Until when the stewards who are away today are away."""
    stewards = {lifetime.steward_id for lifetime in lifetimes if lifetime.steward_id}
    today = timezone.localtime(now).date()
    away = Absence.objects.filter(member__in=stewards, first_day__lte=today, last_day__gte=today)
    return dict(away.order_by("last_day").values_list("member_id", "last_day"))


def _left_by_their_stewards(lifetimes: Sequence[Lifetime]) -> dict[int, Decision]:
    """How those came to their team whose steward left."""
    ids = [lifetime.pk for lifetime in lifetimes if lifetime.steward_id is None]
    handed = Decision.objects.filter(
        lifetime__in=ids, kind=Decision.Kind.HANDED_OVER, member=None, to_steward=None
    )
    return {decision.lifetime_id: decision for decision in handed.order_by("decided_at", "pk")}


def _how_it_came(
    lifetime: Lifetime, member: Member, away: dict[int, date], left: dict[int, Decision]
) -> str:
    if lifetime.steward_id == member.pk:
        return ""
    if lifetime.steward_id in away:
        return _("%(person)s is away until %(day)s.") % {
            "person": lifetime.steward,
            "day": day_words(away[lifetime.steward_id], timezone.localdate()),
        }
    if lifetime.pk in left:
        return left[lifetime.pk].because
    if lifetime.steward:
        return _("%(person)s keeps it.") % {"person": lifetime.steward}
    if lifetime.team:
        return _("%(team)s keeps it.") % {"team": lifetime.team.name}
    return _("Nobody keeps it.")


def _speaking_as(lifetime: Lifetime, member: Member) -> str:
    """The team that keeps it, for those who work there; or else the first of their teams."""
    slugs = {job.team_id: str(job.team.slug) for job in member.current_employments}
    return slugs.get(lifetime.team_id or 0) or next(iter(slugs.values()), "")


def page_number(typed: str) -> int:
    """The page asked for; the first for anything that is no number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1  # noqa: PLR2004


def rows_of(ids: Collection[Any], viewer: Viewer) -> LifetimeQuerySet:
    """Lifetimes that somebody may see, with what a decision about them needs."""
    return (
        seen_by(viewer)
        .filter(pk__in=ids)
        .with_words()
        .select_related("entry", "answer", "question")
    )
