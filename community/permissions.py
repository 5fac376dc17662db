"""A verdict on whether somebody may do something: yes, or the sentence that says why not."""

from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Member

Viewer: TypeAlias = Member | AnonymousUser


class MemberRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Member  # type: ignore[assignment]


@dataclass(frozen=True)
class Verdict:
    """True, or false with the sentence the person will read (`reason`)."""

    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return not self.reason


ALLOWED = Verdict()


def refused(reason: str | Promise) -> Verdict:
    """A no, and why; the sentence says what would lift it where something would."""
    return Verdict(reason)


def require(verdict: Verdict) -> None:
    """Raise PermissionDenied with the verdict's sentence unless it is a yes."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def can_take_part(member: Viewer) -> Verdict:
    """Whoever is signed in and not suspended may take part."""
    if not member.is_authenticated:
        return refused(_("Sign in to take part."))
    if not member.is_active:
        return refused(_("This account is closed."))
    return ALLOWED


def can_moderate(member: Viewer) -> Verdict:
    if member.is_authenticated and member.is_moderator:
        return ALLOWED
    return refused(_("Only moderators can do this."))
