"""Mail leaves by job: the row that asks for it is committed with the fact that caused it."""

from django.core.mail import EmailMessage
from django_tasks import task

from community import jobs


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
