"""Links in mail that open one decision for one person, without signing in."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from community.models import Member
from ephemeral.models import Lifetime

SALT = "ephemeral.decide"
KEPT = 30 * 24 * 60 * 60  # seconds; longer than any notice before or after a date


@dataclass(frozen=True)
class Opened:
    """Whom a link is for, about what, and the round that it was written in."""

    member_id: int
    lifetime_id: int
    round: int


def decision_address(member: Member, lifetime: Lifetime) -> str:
    """Where on this site this person decides about the round that goes on now.

    Whoever has it decides as them, so it stands in mail to this person alone.
    """
    token = signing.dumps([member.pk, lifetime.pk, lifetime.round], salt=SALT)
    return reverse("decide-by-mail", args=[token])


def opened(token: str) -> Opened | None:
    """What a link opens; None for one that is changed or too old."""
    try:
        member, lifetime, seen = signing.loads(token, salt=SALT, max_age=KEPT)
        return Opened(int(member), int(lifetime), int(seen))
    except (signing.BadSignature, ValueError, TypeError):
        return None
