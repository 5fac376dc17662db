"""What a member does with one press shows at once, where they are."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from community.models import Member
from questions.actions import ask_question, lock_question, post_answer
from questions.models import Answer

pytestmark = pytest.mark.browser


def sign_in(window: BrowserContext, live_server: Any, member: Member) -> None:
    client = Client()
    client.force_login(member)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    window.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
    )


@pytest.fixture
def answer(asker: Member, answerer: Member) -> Answer:
    question = ask_question(
        title="The router blinks red",
        body="It does so since Monday.",
        kind="problem",
        by=asker,
    )
    return post_answer(question, body="Hold reset for ten seconds.", by=answerer)


@pytest.fixture
def thread(
    page: Page, window: BrowserContext, live_server: Any, stranger: Member, answer: Answer
) -> Page:
    """The thread as somebody sees it who has no part in it, who notices when the page goes."""
    sign_in(window, live_server, stranger)
    page.goto(answer.question.get_absolute_url(), wait_until="networkidle")
    page.evaluate("window.stayed = true")
    return page


def test_following_shows_without_leaving_the_page(thread: Page):
    thread.get_by_role("button", name="Follow").press("Enter")

    following = thread.get_by_role("button", name="Following")
    expect(following).to_have_attribute("aria-pressed", "true")
    expect(following).to_be_focused()
    expect(thread.get_by_role("status").first).to_contain_text("You will hear")
    assert thread.evaluate("window.stayed")


def test_having_it_too_counts_at_once(thread: Page):
    thread.get_by_role("button", name="I have this too").click()

    expect(thread.locator(".facts")).to_contain_text("1 person has this too")
    assert thread.evaluate("window.stayed")


def test_a_vote_counts_at_once(thread: Page):
    thread.get_by_role("button", name="This helps").click()

    expect(thread.locator(".post .sum").last).to_have_text("1")
    assert thread.evaluate("window.stayed")


def test_what_is_being_written_survives_an_act(thread: Page):
    thread.locator("#your-answer textarea").fill("Mine blinks")

    thread.get_by_role("button", name="Follow").click()

    expect(thread.get_by_role("button", name="Following")).to_be_visible()
    expect(thread.locator("#your-answer textarea")).to_have_value("Mine blinks")


def test_a_refusal_is_said_and_the_page_stays(thread: Page, answer: Answer, moderator: Member):
    lock_question(answer.question, reason="Heated", by=moderator)

    thread.get_by_role("button", name="I have this too").click()

    expect(thread.locator("#toasts .notice.error")).to_be_visible()
    expect(thread.locator(".thread h1")).to_have_text("The router blinks red")


def test_a_lost_line_is_said(thread: Page):
    thread.route("**/follow/", lambda route: route.abort())

    thread.get_by_role("button", name="Follow").click()

    expect(thread.locator("#toasts .notice.error")).to_contain_text("The line is down")
    expect(thread.get_by_role("button", name="Follow")).not_to_have_attribute("aria-busy", "true")


def test_without_script_the_same_buttons_work(
    browser: Any, live_server: Any, window: BrowserContext, stranger: Member, answer: Answer
):
    bare = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(bare, live_server, stranger)
    page = bare.new_page()
    page.goto(answer.question.get_absolute_url())

    page.get_by_role("button", name="Follow").click()

    expect(page.get_by_role("button", name="Following")).to_be_visible()
    bare.close()
