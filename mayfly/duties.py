"""What time brings about, and how often: the one place that knows every app's duties."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command

from ephemeral.clock import Duty
from questions.actions.drafts import let_old_drafts_go
from questions.reads import write_reads_down


def forget_expired_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()


def write_down_how_often_questions_are_read(now: datetime) -> None:
    write_reads_down()


def publish_what_was_scheduled(now: datetime) -> None:
    """In Wagtail's admin a text can be given a date from which on it is the published one."""
    call_command("publish_scheduled", verbosity=0)


def let_forgotten_drafts_go(now: datetime) -> None:
    let_old_drafts_go(now)


DUTIES: dict[str, Duty] = {
    "forget expired sessions": Duty(forget_expired_sessions, every=timedelta(days=1)),
    "let forgotten drafts go": Duty(let_forgotten_drafts_go, every=timedelta(days=1)),
    "publish what was scheduled": Duty(publish_what_was_scheduled, every=timedelta(minutes=1)),
    "write reads down": Duty(write_down_how_often_questions_are_read, every=timedelta(minutes=1)),
}
