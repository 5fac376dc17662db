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

    user: Member


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


def can_administer(member: Viewer) -> Verdict:
    if member.is_authenticated and member.is_active and member.is_superuser:
        return ALLOWED
    return refused(_("Only administrators can do this."))


def can_change_account(member: Viewer, whose: Member) -> Verdict:
    """Everybody changes their own account; administrators help."""
    if whose.erased_at:
        return refused(_("This account is closed."))
    if member == whose:
        return can_take_part(member)
    return can_administer(member)


def can_close_account(member: Viewer, whose: Member) -> Verdict:
    allowed = can_change_account(member, whose)
    if not allowed or not whose.is_superuser:
        return allowed
    others = Member.objects.filter(is_superuser=True, is_active=True).exclude(pk=whose.pk)
    if others.exists():
        return ALLOWED
    return refused(
        _("You are the last administrator. Make another member one, then close your account.")
    )
