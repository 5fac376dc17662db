"""A promise made, moved with a reason and kept by answering: by keyboard, and without script."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect

from ephemeral.actions import make_promise
from ephemeral.models import Promise
from questions.actions import ask_question
from questions.models import Question
from tests.ephemeral.promised import works_in_lisbon
from tests.factories import EmploymentFactory, MemberFactory
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def another(
    browser: Browser, window: BrowserContext, live_server: Any
) -> Iterator[Callable[..., Person]]:
    """People, each with a browser of their own."""
    contexts = []

    def person(*, script: bool = True, width: int = 1280) -> Person:
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-GB",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Person(context.new_page())

    yield person
    for context in contexts:
        context.close()


@pytest.fixture
def question(asker: Any) -> Question:
    return ask_question(title="Wi-Fi drops at night", body="Both bands, at two.", by=asker)


def signed_in(person: Person, name: str) -> Person:
    person.signs_in(f"{name}@mail.example")
    return person


def employed(handle: str, name: str) -> None:
    job = EmploymentFactory(member=MemberFactory(handle=handle, name=name))
    works_in_lisbon(job.team)


def test_made_moved_and_kept_by_answering_by_keyboard(another, question):
    employed("ana", "Ana Ruiz")
    ana, lee = signed_in(another(width=320), "ana"), another(width=320)
    ana.goes_to(question.get_absolute_url())
    ana.presses(ana.page.locator(".thread summary", has_text="More").first)
    ana.presses_and_goes(ana.link("Promise something"))
    ana.finds_nothing_wrong()
    ana.writes("I will …", "a firmware fix")
    ana.writes("or within so many working hours", "16")
    expect(ana.page.locator("#promise-date")).to_contain_text("That is")
    ana.finds_nothing_wrong()
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Promised:")
    ana.finds_nothing_wrong()

    ana.presses_and_goes(ana.link("Move the date"))
    ana.writes("or within so many working hours", "40")
    ana.writes("Why it moves", "The part that tests it is late.")
    expect(ana.page.locator("#promise-date")).to_contain_text("That is")
    ana.presses_and_goes(ana.button("Move it"))
    ana.sees("moved once")

    ana.writes("Your answer", "Update to 6.2.4.")
    ana.presses_and_goes(ana.button("Post the answer"))
    ana.sees("Does this answer keep your promise?")
    ana.finds_nothing_wrong()
    ana.presses(ana.button("Yes, it keeps it"))
    ana.sees("Keeps a promise:")
    ana.finds_nothing_wrong()

    promise = Promise.objects.get()
    assert (promise.moves, promise.kept_by.body) == (1, "Update to 6.2.4.")
    lee.goes_to(question.get_absolute_url())
    lee.presses(lee.page.get_by_text("How it went"))
    lee.sees("The part that tests it is late.")
    lee.finds_nothing_wrong()
    for page in ("/people/ana/?show=promises", "/teams/support/", f"/promises/{promise.pk}/"):
        lee.goes_to(page)
        lee.sees("a firmware fix")
        lee.finds_nothing_wrong()


def test_the_same_without_script(another, question):
    employed("ana", "Ana Ruiz")
    ana = signed_in(another(script=False, width=375), "ana")
    ana.goes_to(f"/promises/on/{question.pk}/")
    ana.writes("I will …", "a firmware fix")
    ana.writes("or within so many working hours", "16")
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Then press once more.")
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Promised:")

    ana.presses_and_goes(ana.link("Tell how it goes"))
    ana.writes("How it goes", "The cause is found.")
    ana.presses_and_goes(ana.button("Tell them"))
    ana.sees("The cause is found.")
    ana.writes("Your answer", "Update to 6.2.4.")
    ana.presses_and_goes(ana.button("Post the answer"))
    ana.presses_and_goes(ana.button("Yes, it keeps it"))

    ana.sees("Keeps a promise:")
    assert Promise.objects.get().kept_at


def test_a_late_one_shows_as_late_and_can_be_withdrawn(another, question, employee):
    ana = signed_in(another(), "ana")
    now = timezone.now()
    make_promise(
        question,
        what="a phone call",
        due_at=now - timedelta(hours=3),
        by=employee,
        at=now - timedelta(days=1),
    )
    ana.goes_to(question.get_absolute_url())
    ana.sees("Late:")
    ana.finds_nothing_wrong()

    ana.presses_and_goes(ana.link("Withdraw"))
    ana.finds_nothing_wrong()
    ana.writes("Why it will not come", "Nobody is there.")
    ana.presses_and_goes(ana.button("Withdraw it"))

    ana.sees("Withdrawn:")
