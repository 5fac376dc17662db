"""What time brings about, and how often: the one place that knows every app's duties."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command

from ephemeral.actions.bulk import begin_clocks_of_solutions
from ephemeral.actions.forecasts import count_forecasts
from ephemeral.clock import Duty
from ephemeral.clock_of_promises import list_what_is_late, tell_of_dates
from ephemeral.clockwork import look_after_knowledge
from ephemeral.reads import count_for_solutions, write_entry_reads_down
from questions.actions.drafts import let_old_drafts_go
from questions.reads import write_reads_down


def forget_expired_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()


def write_down_what_is_read(now: datetime) -> None:
    count_for_solutions(write_reads_down(), now)
    write_entry_reads_down(now)


def publish_what_was_scheduled(now: datetime) -> None:
    """In Wagtail's admin a text can be given a date from which on it is the published one."""
    call_command("publish_scheduled", verbosity=0)


def let_forgotten_drafts_go(now: datetime) -> None:
    let_old_drafts_go(now)


DUTIES: dict[str, Duty] = {
    "count how fast help comes": Duty(count_forecasts, every=timedelta(days=1)),
    # An import gives its own at once; this is for what was accepted before there were clocks.
    "give solutions clocks": Duty(begin_clocks_of_solutions, every=timedelta(days=1)),
    "forget expired sessions": Duty(forget_expired_sessions, every=timedelta(days=1)),
    "let forgotten drafts go": Duty(let_forgotten_drafts_go, every=timedelta(days=1)),
    "look after knowledge": Duty(look_after_knowledge, every=timedelta(minutes=1)),
    "write reads down": Duty(write_down_what_is_read, every=timedelta(minutes=1)),
    "tell of the dates of promises": Duty(tell_of_dates, every=timedelta(minutes=1)),
    "list what is late": Duty(list_what_is_late, every=timedelta(minutes=5)),
    "publish what was scheduled": Duty(publish_what_was_scheduled, every=timedelta(minutes=1)),
}
