"""Mail leaves by job: the row that asks for it is committed with the fact that caused it."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from community import jobs
from community.models import Delivery, Member, Notice
from community.notices import MAIL_IS_OFF, Told, in_words, topic_of, was_stopped
from community.zones import zone_named

OFF_SALT = "notices-off"
SHORTENED = 120  # characters of a title that a subject line bears


def enqueue(message: EmailMessage) -> None:
    """Send a plain message as soon as the running transaction has ended well."""
    jobs.enqueue(
        send,
        {
            "subject": str(message.subject),
            "body": str(message.body),
            "from_email": message.from_email,
            "to": list(message.to),
            "headers": dict(message.extra_headers),
        },
    )


@task()
def send(parts: dict[str, object]) -> None:
    """Hand one message to the mail server."""
    EmailMessage(**parts).send()  # type: ignore[arg-type]


@task()
def mail_notice(notice_id: int) -> None:
    """Mail one notice, unless it has been read, taken back or switched off by now."""
    delivery = (
        Delivery.objects.select_related("notice__member", "notice__event")
        .filter(notice_id=notice_id, channel=Delivery.Channel.MAIL)
        .first()
    )
    if delivery is None or delivery.outcome != Delivery.Outcome.WAITING:
        return
    notice = delivery.notice
    with (
        translation.override(notice.member.language or settings.LANGUAGE_CODE),
        timezone.override(zone_named(notice.member.time_zone)),
    ):
        told = in_words([notice], notice.member)
        delivery.why = why_not(notice, said=bool(told))
        if not delivery.why:
            # Outside a transaction: a slow mail server must not keep others from writing.
            message_of(notice, told[0][1]).send()
    delivery.outcome = Delivery.Outcome.SKIPPED if delivery.why else Delivery.Outcome.SENT
    delivery.ended_at = timezone.now()
    delivery.save(update_fields=["outcome", "why", "ended_at"])


def why_not(notice: Notice, *, said: bool) -> str:
    """Why a notice is not mailed now; empty when it is. These words stand in the ledger."""
    member = notice.member
    unproven = EmailAddress.objects.filter(
        user=member, email__iexact=member.email or "", verified=False
    )
    reasons = {
        "the account is closed or has no address": not member.is_active or not member.email,
        MAIL_IS_OFF: not member.wants_mail,
        "stopped since": was_stopped(notice),
        "read already": notice.read_at is not None,
        "hidden, deleted or taken back since": not said,
        "the address is not verified": unproven.exists(),
    }
    return next((words for words, holds in reasons.items() if holds), "")


def message_of(notice: Notice, told: Told) -> EmailMessage:
    """The mail for a notice: plain, threaded, with the exact off-switch (RFC 8058)."""
    member = notice.member
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    off = settings.SITE_URL + off_address(member, topic_of(notice))
    body = render_to_string(
        "community/mail/notice.txt",
        {
            "told": told,
            "url": settings.SITE_URL + told.url,
            "site": settings.SITE_URL,
            "off": off,
            "settings_url": f"{settings.SITE_URL}/settings/preferences/",
        },
    )
    headers = {
        "Message-ID": f"<notice-{notice.pk}@{host}>",
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    if told.thread:
        headers["References"] = headers["In-Reply-To"] = f"<{told.thread}@{host}>"
    subject = " ".join(f"{told.sentence} {told.title}".split())
    return EmailMessage(
        subject=subject if len(subject) <= SHORTENED else f"{subject[: SHORTENED - 1]}…",
        body=body,
        to=[str(member.email)],
        headers=headers,
    )


def off_address(member: Member, topic: str) -> str:
    """Where one press ends mail about one topic, without signing in; about all, where it is ""."""
    token = signing.dumps({"member": member.pk, "topic": topic}, salt=OFF_SALT)
    return f"/notices/off/{token}/"
