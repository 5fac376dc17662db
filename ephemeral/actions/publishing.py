"""What follows when a text becomes the published one, whichever door it was published through.

`Entry.publish` and `Entry.unpublish` tell of it: our pages and the API, Wagtail's admin and its
schedule all end there, so the clock starts anew exactly once for each text that differs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from community.events import EntryRevised, EntryWithdrawn, EntryWritten, publish
from community.models import Capacity, Member, Team
from ephemeral.actions.lives import begin_lifetime, pause, restart
from ephemeral.actions.locking import locked_lifetime
from ephemeral.lifetimes import shortened, start_round
from ephemeral.models import Decision, Entry, Lifespan, Lifetime
from ephemeral.models.entries import entry_published, entry_unpublished


@dataclass(frozen=True)
class Keeping:
    """How long an entry shall hold, and who looks after it."""

    lifespan: Lifespan
    steward: Member | None
    team: Team | None


@dataclass(frozen=True)
class Saying:
    """What our own pages know of a publication beside its text."""

    at: datetime
    capacity: Capacity | None = None
    reason: str = ""
    keeping: Keeping | None = None  # of an entry that has no clock yet
    lifespan: Lifespan | None = None  # another one from now on


def keeping_for(
    by: Member, *, lifespan: Lifespan, steward: Member | None = None, team: Team | None = None
) -> Keeping:
    """Who keeps it: whoever was chosen, or else the writer, with the team they work in."""
    if lifespan.is_for_answers:
        raise ValidationError({"lifespan": _("This lifespan is for accepted answers alone.")})
    if steward and not steward.is_active:
        raise ValidationError({"steward": _("%(person)s has left.") % {"person": steward}})
    if steward is None and team is None:
        steward = by
    if steward and team is None and steward.is_employee:
        team = steward.current_employments[0].team
    return Keeping(lifespan, steward, team)


def prepare_lifetime(entry: Entry, keeping: Keeping, *, now: datetime) -> Lifetime:
    """The clock of a draft: it stands still until the draft is published for the first time."""
    lifetime = Lifetime.objects.filter(entry=entry).first() or Lifetime(entry=entry)
    lifetime.lifespan, lifetime.began_at = keeping.lifespan, now
    lifetime.steward, lifetime.team = keeping.steward, keeping.team
    start_round(lifetime, days=float(keeping.lifespan.days), now=now)
    lifetime.round = 0
    lifetime.paused_at, lifetime.next_at = now, None
    lifetime.save()
    return lifetime


def has_begun(lifetime: Lifetime | None) -> bool:
    """Whether it is more than the still clock of a draft."""
    return lifetime is not None and lifetime.round > 0


@receiver(entry_published)
def follow_publication(
    sender: Any,
    *,
    entry_id: int,
    before: Entry,
    text_before: tuple[Any, ...],
    revision: Any,
    by: Member | None,
    saying: Saying | None,
    **_signal: Any,
) -> None:
    entry = Entry.objects.get(pk=entry_id)
    if not entry.live or entry.live_revision_id != revision.pk:
        return  # it waits for its date
    saying = saying or Saying(at=timezone.now())
    pk = Lifetime.objects.filter(entry=entry).values_list("pk", flat=True).first()
    lifetime = locked_lifetime(pk) if pk else None
    if lifetime is None or not has_begun(lifetime):
        _begin(entry, lifetime, by=by, saying=saying)
        return
    is_other = text_before != entry.text
    if before.live and not is_other and saying.lifespan is None:
        return
    _begin_anew(entry, lifetime, is_other=is_other, by=by, saying=saying)


def _begin(entry: Entry, prepared: Lifetime | None, *, by: Member | None, saying: Saying) -> None:
    keeping = saying.keeping
    if prepared:
        keeping = keeping or Keeping(prepared.lifespan, prepared.steward, prepared.team)
        prepared.delete()
    keeping = keeping or keeping_for(by or entry.author, lifespan=usual_lifespan())
    _lifetime, decision = begin_lifetime(
        entry,
        lifespan=keeping.lifespan,
        steward=keeping.steward,
        team=keeping.team,
        by=by,
        capacity=saying.capacity,
        because=saying.reason,
        revision_id=entry.live_revision_id,
        now=saying.at,
    )
    publish(
        EntryWritten(
            actor_id=by.pk if by else None,
            capacity_id=saying.capacity.pk if saying.capacity else None,
            entry_id=entry.pk,
            decision_id=decision.pk,
            at=saying.at,
        )
    )


def _begin_anew(
    entry: Entry, lifetime: Lifetime, *, is_other: bool, by: Member | None, saying: Saying
) -> None:
    days = shortened(lifetime) if is_other else lifetime.days
    if saying.lifespan and saying.lifespan != lifetime.lifespan:
        lifetime.lifespan, days = saying.lifespan, float(saying.lifespan.days)
    decision = restart(
        lifetime,
        Decision.Kind.REVISED,
        days=days,
        by=by,
        capacity=saying.capacity,
        because=saying.reason,
        versions=entry.versions,
        revision_id=entry.live_revision_id,
        now=saying.at,
    )
    Entry.objects.filter(pk=entry.pk).update(edited_at=saying.at, edited_by=by)
    publish(
        EntryRevised(
            actor_id=by.pk if by else None,
            capacity_id=saying.capacity.pk if saying.capacity else None,
            entry_id=entry.pk,
            decision_id=decision.pk,
            revision_id=entry.live_revision_id,
            at=saying.at,
        )
    )


@receiver(entry_unpublished)
def follow_withdrawal(sender: Any, *, entry_id: int, by: Member | None, **_signal: Any) -> None:
    now = timezone.now()
    pk = Lifetime.objects.filter(entry=entry_id).values_list("pk", flat=True).first()
    lifetime = locked_lifetime(pk) if pk else None
    if lifetime and lifetime.paused_at is None:
        pause(lifetime, now=now, by=by)
    publish(EntryWithdrawn(actor_id=by.pk if by else None, entry_id=entry_id, at=now))


def usual_lifespan() -> Lifespan:
    """What fits most of what people write down, where nobody chose: about half a year."""
    lifespans = Lifespan.objects.for_writing()
    return min(lifespans, key=lambda lifespan: abs(lifespan.days - 180))
