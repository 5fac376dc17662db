"""Mail leaves by job: the row that asks for it is committed with the fact that caused it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from community import jobs
from community.models import Delivery, Member, Notice
from community.notices import Told, in_words

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
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("notice__member", "notice__event")
            .filter(notice_id=notice_id, channel=Delivery.Channel.MAIL)
            .first()
        )
        if delivery is None or delivery.outcome != Delivery.Outcome.WAITING:
            return
        notice = delivery.notice
        delivery.ended_at = timezone.now()
        delivery.why = why_not(notice)
        delivery.outcome = Delivery.Outcome.SKIPPED if delivery.why else Delivery.Outcome.SENT
        if not delivery.why:
            message_of(notice, in_words([notice], notice.member)[0][1]).send()
        delivery.save(update_fields=["outcome", "why", "ended_at"])


def why_not(notice: Notice) -> str:
    """Why a notice is not mailed now; empty when it is. These words stand in the ledger."""
    member = notice.member
    if notice.read_at:
        return "read already"
    if not member.is_active or not member.email:
        return "the account is closed or has no address"
    if not member.wants_mail:
        return "mail is switched off"
    if not in_words([notice], member):
        return "hidden, deleted or switched off since"
    return ""


def message_of(notice: Notice, told: Told) -> EmailMessage:
    """The mail for a notice: plain, threaded, with the exact off-switch (RFC 8058)."""
    member = notice.member
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    off = settings.SITE_URL + off_address(member, notice.question_id)
    with translation.override(member.language or settings.LANGUAGE_CODE):
        body = render_to_string(
            "community/mail/notice.txt",
            {
                "told": told,
                "url": settings.SITE_URL + told.url,
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


def off_address(member: Member, question_id: int | None) -> str:
    """Where one press ends mail about one question, without signing in."""
    token = signing.dumps({"member": member.pk, "question": question_id}, salt=OFF_SALT)
    return f"/notices/off/{token}/"
