"""An answer becomes an entry without script; the pages of entries are fit for everybody."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ephemeral import actions
from ephemeral.models import Entry, Lifespan
from questions import actions as asking
from tests.factories import EmploymentFactory, MemberFactory
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def employee(window: BrowserContext):
    return EmploymentFactory(member=MemberFactory(handle="ana", name="Ana Ruiz")).member


@pytest.fixture
def answer(employee):
    question = asking.ask_question(
        title="Wi-Fi drops every night at two",
        body="Both bands.",
        kind="problem",
        tags=["wifi"],
        by=MemberFactory(name="Maria Keller"),
    )
    return asking.post_answer(question, body="Pin the channel to 36.", by=MemberFactory())


def test_an_answer_becomes_an_entry_without_script(
    browser: Browser, window: BrowserContext, live_server, employee, answer
):
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    ana = Person(context.new_page(), by_keyboard=False)
    ana.signs_in(employee.email)
    ana.goes_to(answer.question.get_absolute_url())
    ana.page.get_by_text("More", exact=True).nth(1).click()
    ana.presses_and_goes(ana.link("Make it an entry"))
    ana.writes("Summary", "On channel 36 no radar interrupts Wi-Fi.")
    ana.writes("Text", "Maria Keller asked. Pin the channel to 36.")

    ana.presses_and_goes(ana.button("Publish"))
    ana.sees("The name of whoever asked")
    ana.page.get_by_label("I have looked: nothing private is in it").check()
    ana.presses_and_goes(ana.button("Publish"))

    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Wi-Fi drops every night at two")
    ana.sees("Confirmed just now by Ana Ruiz")
    ana.presses_and_goes(ana.link("Wi-Fi drops every night at two"))
    ana.sees("On channel 36 no radar interrupts Wi-Fi.")
    assert Entry.objects.get().settles.get().answer == answer
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_entries_have_nothing_wrong(page: Page, employee, answer, width):
    page.set_viewport_size({"width": width, "height": 900})
    entry = actions.write_entry(
        title="Channels without radar",
        summary="On channels 36 to 48 a router need not make way for radar.",
        body="Choose one from 36 to 48.",
        sources="https://handbook.example/a/very/long/address/that/does/not/fit/on/a/small/phone",
        by=employee,
        lifespan=Lifespan.objects.get(days=180),
        answer=answer,
    )
    words = {"title": entry.title, "summary": entry.summary, "body": "Choose 36."}
    suggestion = actions.suggest_change(entry, **words, why="Simpler", by=MemberFactory())
    ana = Person(page, by_keyboard=False)
    ana.goes_to(entry.get_absolute_url())
    ana.finds_nothing_wrong()
    ana.signs_in(employee.email)

    for address in (
        "/knowledge/",
        "/knowledge/?show=lapsed",
        entry.get_absolute_url(),
        answer.question.get_absolute_url(),
        f"/knowledge/new/?answer={answer.pk}",
        f"/knowledge/{entry.pk}/edit/",
        f"/knowledge/{entry.pk}/history/",
        f"/knowledge/{entry.pk}/suggest/",
        f"/knowledge/{entry.pk}/suggestions/",
        f"/knowledge/{entry.pk}/link/",
        f"/knowledge/suggestions/{suggestion.pk}/take/",
        f"/knowledge/suggestions/{suggestion.pk}/decline/",
        "/tags/wifi/",
    ):
        ana.goes_to(address)
        ana.finds_nothing_wrong()
