"""How allauth works here: handles, mails as jobs, and nothing that tells who has an account."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from community import mail
from community.actions.teams import follow_evidence
from community.events import MemberJoined, publish
from community.models import Member
from community.naming import check_handle, check_name, suggest_handle, tidy_name

AFTERWARDS = "afterwards"  # in a mailed link: where the person was going when they signed up
WRONG_SIGN_IN = _("This address or handle and this password do not belong together.")


# Asked with every page of everybody signed in, so it is not put together anew each time.
SIGNED_IN = """
SELECT member.*,
       (SELECT COUNT(*) FROM community_notice
         WHERE member_id = member.id AND read_at IS NULL) AS unread_notices,
       EXISTS (SELECT 1 FROM community_employment
                WHERE member_id = member.id AND ended_at IS NULL) AS works_somewhere
  FROM community_member member WHERE id = %s
"""


class Backend(AuthenticationBackend):
    """Signs in by address or handle, with one check of one password whichever exists."""

    def get_user(self, user_id: Any) -> Member | None:
        """The person signed in, with the two facts that every page asks of them."""
        member = next(iter(Member.objects.raw(SIGNED_IN, [user_id])), None)
        return member if member and self.user_can_authenticate(member) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Member | None:
        login = (credentials.get("email") or credentials.get("username") or "").strip()
        password = credentials.get("password") or ""
        if "@" in login:
            return self._authenticate_by_email(login, password)
        member = Member.objects.filter(handle__lower=login.lower()).first()
        return self._check_password(member, password)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": WRONG_SIGN_IN,
        "username_password_mismatch": WRONG_SIGN_IN,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("That was a bit much at once. Wait a minute, then try again."),
    }

    # Signing up

    def clean_username(self, username: str, shallow: bool = False) -> str:
        check_handle(username)
        return username

    def populate_username(self, request: HttpRequest, user: Member) -> None:
        """A handle from the name, never from the e-mail address."""
        user.handle = user.handle or suggest_handle(user.name)

    @transaction.atomic
    def save_user(
        self, request: HttpRequest, user: Member, form: BaseForm, commit: bool = True
    ) -> Member:
        user.name = check_name(form.cleaned_data["name"])
        user.handle = form.cleaned_data.get("username") or ""
        self.populate_username(request, user)
        user.email = form.cleaned_data["email"]
        user.password = form.cleaned_data.get("hashed_password") or user.password
        if not user.password:
            user.set_unusable_password()
        if commit:
            user.save()
            publish(MemberJoined(actor_id=user.pk, member_id=user.pk))
        return user

    # Verifying

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        others = Member.objects.exclude(pk=email_address.user_id)
        if others.filter(email=email_address.email).exists():
            self.add_message(
                request, messages.ERROR, "account/messages/email_confirmation_failed.txt"
            )
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        url = _absolute("account_confirm_email", emailconfirmation.key)
        afterwards = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
        if afterwards and self.is_safe_url(afterwards):
            url += "?" + urlencode({AFTERWARDS: afterwards})
        return url

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Onwards to where they were going, by way of signing in where they must."""
        afterwards = self.request.GET.get(AFTERWARDS, "")
        if not afterwards or not self.is_safe_url(afterwards):
            return str(super().get_email_verification_redirect_url(email_address))
        if self.request.user.is_authenticated:
            return afterwards
        return reverse("account_login") + "?" + urlencode({REDIRECT_FIELD_NAME: afterwards})

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return _absolute("account_reset_password_from_key", uid, token)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    # Mail

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail now, in its reader's language, and leave the sending to a job."""
        user = context.get("user")
        language = (user.language if isinstance(user, Member) else "") or translation.get_language()
        with translation.override(language):
            mail.enqueue(self.render_mail(template_prefix, email, context))

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        words = {
            "email": email,
            "site_url": settings.SITE_URL,
            "site_name": settings.SITE_URL.partition("://")[2],
            "signup_url": _absolute("account_signup"),
            "password_reset_url": _absolute("account_reset_password"),
            **context,
        }
        subject = render_to_string(f"{template_prefix}_subject.txt", words)
        body = render_to_string(f"{template_prefix}_message.txt", words)
        return EmailMessage(
            " ".join(subject.split()), body.strip() + "\n", self.get_from_email(), [email]
        )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Some providers say “false” in words, which must not count as a yes."""
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Member:
        """A name and a handle from what the provider tells, unless it is an e-mail address."""
        member = sociallogin.user
        parts = (data.get("first_name"), data.get("last_name"))
        name = tidy_name(data.get("name") or " ".join(part for part in parts if part))
        wanted = data.get("username") or ""
        member.name = "" if "@" in name else name[:80]
        member.handle = ""
        member.email = None
        if "@" not in wanted:
            with suppress(ValidationError):
                check_handle(wanted)
                member.handle = wanted
        return member

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Without a form only when the provider told a name."""
        return bool(sociallogin.user.name) and super().is_auto_signup_allowed(request, sociallogin)

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {
            **super().get_signup_form_initial_data(sociallogin),
            "name": sociallogin.user.name,
        }

    @transaction.atomic
    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> Member:
        member: Member = super().save_user(request, sociallogin, form)
        keep_only_a_proven_address(member)
        if form is None:
            publish(MemberJoined(actor_id=member.pk, member_id=member.pk))
        follow_evidence(member)
        return member


@task()
def answer_forgotten_password(address: str, language: str) -> None:
    """Write to whoever says they forgot their password.

    As a job, because looking for the account takes longer where there is one, and a page that took
    longer would tell.
    """
    members = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
    with translation.override(language):
        if members:
            request_password_reset(None, address, members, default_token_generator)
        else:
            AccountAdapter().send_mail("account/email/unknown_account", address, {})


def keep_only_a_proven_address(member: Member) -> None:
    """allauth puts a new member's address on the member at once; here it waits to be verified."""
    verified = EmailAddress.objects.filter(user=member, primary=True, verified=True).first()
    member.email = verified.email if verified else None
    member.save(update_fields=["email"])


def on_evidence_changed(request: HttpRequest | None = None, **told: Any) -> None:
    """After allauth changed somebody's addresses or connected accounts."""
    member = told.get("user")
    if "email_address" in told:
        member = told["email_address"].user
    if "sociallogin" in told:
        member = told["sociallogin"].user
    if "socialaccount" in told:
        member = told["socialaccount"].user
    if isinstance(member, Member) and member.pk:
        follow_evidence(member)


def _absolute(name: str, *args: str) -> str:
    """A link for a mail: from the site's own address, whatever host a request claimed."""
    return settings.SITE_URL + reverse(name, args=args)
