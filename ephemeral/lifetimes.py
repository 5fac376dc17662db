"""The arithmetic of a lifetime: when it is due, how it adapts, what a voice weighs.

Only dates and numbers: nothing here asks who may, or writes a row.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.zones import zone_named
from ephemeral.models import Evidence, Lifespan, Lifetime

# A lifespan adapts to what turned out. Renewed unchanged, it may wait a quarter longer next time,
# up to twice its kind; revised or disputed, a quarter shorter, down to half of it. So four quiet
# renewals double it, and one change takes back about what one renewal gave.
GROWS = 1.25
SHRINKS = 0.75
LONGEST, SHORTEST = 2.0, 0.5  # times the days of its kind

# A member's "still true for me" moves the date by a fiftieth of the lifespan, all of a round
# together by a quarter at the most: ten voices are heard, a hundred are no more than an employee's
# look. "Did not work" weighs five times as much, for who succeeded seldom says so.
VOICE = 0.02
VOICES_AT_MOST = 0.25
DISPUTE = 0.1
DISPUTES_THAT_SHORTEN = 2  # one in a round may be somebody's own mishap

# Voices of people whom nobody knows yet are shown, and weigh nothing.
KNOWN_AFTER = timedelta(days=3)

NOTICE_AT_MOST = 0.5  # of the days it has, where these became few

WHY_NO_DAYS: dict[str, str | Promise] = {
    "new": _("The account is new, so it is shown but does not count yet."),
    "same person": _("Another account of the same person has spoken already."),
    "enough": _("Members' voices have lengthened it as far as they can this time."),
    "due": _("It was due already, so this moves no date."),
    "lapsed": _("It had lapsed, so a decision has to bring it back."),
}


def zone_of(member: Member | None) -> ZoneInfo:
    """Where a person's days begin; the site's zone for whoever said none that is known."""
    return zone_named(member.time_zone if member else "") or ZoneInfo(settings.TIME_ZONE)


def later(moment: datetime, days: float, zone: tzinfo) -> datetime:
    """So many days on, at the same time on the clock there, whatever summer time does between.

    An hour that does not exist on that day is the one after it (PEP 495).
    """
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)


def after_renewal(lifetime: Lifetime) -> float:
    """How many days it gets when it is renewed unchanged."""
    if lifetime.disputes >= DISPUTES_THAT_SHORTEN:
        return shortened(lifetime)
    if lifetime.disputes:
        return lifetime.days
    return min(lifetime.days * GROWS, lifetime.lifespan.days * LONGEST)


def shortened(lifetime: Lifetime) -> float:
    """How many days it gets when it had to be revised, or did not work for several."""
    return max(lifetime.days * SHRINKS, lifetime.lifespan.days * SHORTEST)


def start_round(
    lifetime: Lifetime, *, days: float, now: datetime, due_in: float | None = None
) -> None:
    """Set the clock anew from now, for so many days. The caller saves.

    `due_in` brings this round's date forward and leaves the days as they are.
    """
    lifetime.days = days
    zone = zone_of(lifetime.steward)
    lifetime.base_due_at = later(now, days if due_in is None else due_in, zone)
    lifetime.round = (lifetime.round or 0) + 1
    lifetime.stage = Lifetime.Stage.FRESH
    lifetime.voices = lifetime.disputes = lifetime.back_requests = 0
    lifetime.reads_decided = lifetime.reads
    lifetime.let_go_at = lifetime.paused_at = None
    set_dates(lifetime, ())


def set_dates(lifetime: Lifetime, evidence: Iterable[Evidence]) -> None:
    """Work out the dates from the one decided and from this round's voices. The caller saves."""
    moved = sum(one.days for one in evidence)
    lifetime.due_at = lifetime.base_due_at + timedelta(days=moved)
    lifespan: Lifespan = lifetime.lifespan
    notice = min(lifespan.notice, timedelta(days=lifetime.days * NOTICE_AT_MOST))
    lifetime.soon_at = lifetime.due_at - notice
    lifetime.lapses_at = lifetime.due_at + lifespan.grace
    lifetime.next_at = next_moment(lifetime)


def next_moment(lifetime: Lifetime) -> datetime | None:
    """When the clock has to look at it again: None when there is nothing more to do."""
    if not lifetime.is_running:
        return None
    stage = Lifetime.Stage
    moments: dict[int, datetime | None] = {
        stage.FRESH: lifetime.soon_at,
        stage.BEFORE: lifetime.due_at,
        stage.AT: lifetime.due_at + (lifetime.lapses_at - lifetime.due_at) / 2,
        stage.AFTER: lifetime.lapses_at,
        stage.LAPSED: None,
    }
    return moments[lifetime.stage]


def stage_at(lifetime: Lifetime, now: datetime) -> int:
    """The furthest stage that time has brought it to; the clock may have slept through some."""
    stage = Lifetime.Stage
    middle = lifetime.due_at + (lifetime.lapses_at - lifetime.due_at) / 2
    reached = [
        (stage.LAPSED, lifetime.lapses_at),
        (stage.AFTER, middle),
        (stage.AT, lifetime.due_at),
        (stage.BEFORE, lifetime.soon_at),
    ]
    return next((int(one) for one, moment in reached if moment <= now), int(stage.FRESH))
