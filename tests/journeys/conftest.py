"""People with a browser each, and a clock that tests move."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from community.models import Member
from community.notices import MAIL_AFTER
from ephemeral.clock import Clock
from tests.journeys.people import Person

# Long past for browsers: what they count from their own time stays a date.
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
OF_TIME = {"look after knowledge", "tell of the dates of promises", "list what is late"}


def mails_to(person: Member) -> list[str]:
    """The subjects of the mails that somebody got so far, the oldest first."""
    return [message.subject for message in mail.outbox if message.to == [person.email]]


@pytest.fixture
def another(
    browser: Browser, window: BrowserContext, live_server: Any
) -> Iterator[Callable[..., Person]]:
    """Other people, each with a browser of their own."""
    contexts = []

    def person(*, script: bool = True, width: int = 1280, by_keyboard: bool = True) -> Person:
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-GB",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Person(context.new_page(), by_keyboard=by_keyboard)

    yield person
    for context in contexts:
        context.close()


@pytest.fixture
def it_is(window: BrowserContext) -> Iterator[Callable[[datetime], None]]:
    """Set the time of the site, which goes on from there; it begins on a Monday morning.

    Browsers keep their own time. Sessions last thirty days, so people sign in again after a leap.
    """
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller.move_to


@pytest.fixture
def clock_looks(
    it_is: Callable[[datetime], None], run_jobs: Callable[[], int]
) -> Callable[[datetime], None]:
    """Let it be a moment, the clock do what time brought, and the mails about it leave."""

    def look(moment: datetime) -> None:
        it_is(moment)
        done = Clock().tick(timezone.now())
        assert set(done) >= OF_TIME, done
        run_jobs()
        it_is(moment + MAIL_AFTER + timedelta(seconds=1))
        run_jobs()

    return look
