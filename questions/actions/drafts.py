"""Drafts: what is being typed, kept on the server until it is said."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Member
from community.permissions import Viewer
from questions.models import Draft

KEPT = timedelta(days=90)  # a season; what nobody came back to by then is let go
DRAFT_SIZE = 100_000  # characters over all fields, three times the longest post


@transaction.atomic
def save_draft(
    place: str, fields: dict[str, str], *, by: Viewer, visitor: str = ""
) -> Draft | None:
    """Keep what stands in a form now; an empty form keeps nothing.

    Raises ValidationError when it is longer than any post could be.
    """
    if sum(len(value) for value in fields.values()) > DRAFT_SIZE:
        raise ValidationError(_("This is too long to keep."))
    if not any(value.strip() for name, value in fields.items() if name in WRITTEN):
        discard_draft(place, by=by, visitor=visitor)
        return None
    owner = {"member": by} if by.is_authenticated else {"visitor": visitor}
    draft, _made = Draft.objects.update_or_create(
        place=place, **owner, defaults={"fields": fields, "saved_at": timezone.now()}
    )
    return draft


# Fields that somebody types into.
WRITTEN = {"title", "body", "tags", "response", "reason", "what", "words"}


def discard_draft(place: str, *, by: Viewer, visitor: str = "") -> None:
    """It was said, or thrown away."""
    Draft.objects.owned_by(by, visitor).filter(place=place).delete()


@transaction.atomic
def claim_drafts(visitor: str, *, by: Member) -> None:
    """Hand a visitor's drafts to the member they turn out to be; the newer of two stays."""
    if not visitor:
        return
    for draft in Draft.objects.filter(member=None, visitor=visitor):
        older = Draft.objects.filter(member=by, place=draft.place, saved_at__lte=draft.saved_at)
        older.delete()
        if Draft.objects.filter(member=by, place=draft.place).exists():
            draft.delete()
            continue
        draft.member, draft.visitor = by, ""
        draft.save(update_fields=["member", "visitor"])


def let_old_drafts_go(now: datetime) -> int:
    """Delete what nobody came back to. Returns how many."""
    gone, _rows = Draft.objects.filter(saved_at__lt=now - KEPT).delete()
    return gone
