"""What people do with their own account."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from community import markup
from community.actions.teams import end_all_employments, follow_evidence
from community.events import AccountClosed, MemberChanged, MemberJoined, publish
from community.models import FormerHandle, Member
from community.naming import check_handle, check_name
from community.permissions import (
    can_administer,
    can_change_account,
    can_close_account,
    require,
)

HANDLES_STAY = timedelta(days=30)  # short enough for a slip, too long for collecting handles


@transaction.atomic
def change_profile(member: Member, *, name: str, handle: str, about: str, by: Member) -> Member:
    """Change what stands on a person's page. A former handle keeps leading to them."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    require(can_change_account(by, member))
    before = (member.name, member.handle)
    name = check_name(name)
    if handle != member.handle:
        _change_handle(member, handle, by=by)
    if about != member.about:
        member.about = about
        member.about_html = markup.render(about)
    member.name = name
    member.save(update_fields=["name", "handle", "about", "about_html"])
    if (member.name, member.handle) != before:
        publish(MemberChanged(actor_id=by.pk, member_id=member.pk))
    return member


def _change_handle(member: Member, handle: str, *, by: Member) -> None:
    check_handle(handle, member=member)
    now = timezone.now()
    if handle.lower() != member.handle.lower():
        coming_back = FormerHandle.objects.of(handle).filter(member=member)
        lately = member.former_handles.filter(left_at__gt=now - HANDLES_STAY)
        if by == member and lately.exists() and not coming_back.exists():
            raise ValidationError(
                {"handle": _("You changed your handle less than 30 days ago. Try again later.")}
            )
        coming_back.delete()
        FormerHandle.objects.of(member.handle).delete()
        FormerHandle.objects.create(handle=member.handle, member=member, left_at=now)
    member.handle = handle


@transaction.atomic
def change_picture(member: Member, *, picture: "ContentFile[bytes] | None", by: Member) -> Member:
    """Show another face, or the initials again."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    require(can_change_account(by, member))
    if not member.avatar and picture is None:
        return member
    _forget_file(member)
    if picture is None:
        member.avatar = ""
    else:
        member.avatar.save(f"{get_random_string(20)}.webp", picture, save=False)
    member.save(update_fields=["avatar"])
    publish(MemberChanged(actor_id=by.pk, member_id=member.pk))
    return member


def _forget_file(member: Member) -> None:
    """Delete the picture that is going, once it is sure that it goes."""
    storage, name = member.avatar.storage, member.avatar.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def admit_member(member: Member, *, by: Member) -> Member:
    """Announce somebody whom an administrator wrote down. They verify their address themselves."""
    require(can_administer(by))
    if member.email:
        EmailAddress.objects.create(user=member, email=member.email, primary=True)
    publish(MemberJoined(actor_id=by.pk, member_id=member.pk))
    return member


@transaction.atomic
def change_address(member: Member, *, address: str | None, by: Member) -> Member:
    """Replace somebody's e-mail address; the old one opens nothing any more."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    require(can_administer(by))
    EmailAddress.objects.filter(user=member).delete()
    member.email = address
    member.save(update_fields=["email"])
    if address:
        EmailAddress.objects.create(user=member, email=address, primary=True)
    follow_evidence(member, by=by)
    return member


@dataclass(frozen=True)
class Preferences:
    """How somebody wants to see the site, and whether it may write to them."""

    language: str
    time_zone: str
    theme: str
    wants_mail: bool


@transaction.atomic
def change_preferences(member: Member, preferences: Preferences, *, by: Member) -> Member:
    require(can_change_account(by, member))
    member.language = preferences.language
    member.time_zone = preferences.time_zone
    member.theme = preferences.theme
    member.wants_mail = preferences.wants_mail
    member.save(update_fields=["language", "time_zone", "theme", "wants_mail"])
    return member


@transaction.atomic
def close_account(member: Member, *, by: Member) -> Member:
    """Erase the person. What they wrote stays, under a name that says nothing."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    require(can_close_account(by, member))
    _forget_file(member)
    end_all_employments(member, by=by)
    member.personal_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    member.personal_tokens.update(name="")
    EmailAddress.objects.filter(user=member).delete()
    SocialAccount.objects.filter(user=member).delete()
    _leave_handles(member)
    _become_nobody(member)
    publish(AccountClosed(actor_id=by.pk, member_id=member.pk))
    publish(MemberChanged(actor_id=by.pk, member_id=member.pk))
    return member


def _leave_handles(member: Member) -> None:
    """Keep the handles back from others for a while, without a trace to whom they belonged."""
    FormerHandle.objects.of(member.handle).delete()
    FormerHandle.objects.create(handle=member.handle)
    member.former_handles.update(member=None)


def _become_nobody(member: Member) -> None:
    member.handle = f"erased-{member.pk}"
    member.name = member.about = member.about_html = member.language = member.time_zone = ""
    member.email = None
    member.avatar = ""
    member.theme = Member.Theme.SYSTEM
    member.is_active = member.is_moderator = member.is_superuser = member.wants_mail = False
    member.erased_at = timezone.now()
    # Sessions carry a digest of the password, so this ends them all.
    member.set_unusable_password()
    member.groups.clear()
    member.user_permissions.clear()
    member.save()
