"""What others write arrives on an open page, and nothing moves until the reader asks for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from community.live import SERVED
from community.models import Member
from questions.actions import ask_question, hide_post, post_answer
from questions.models import Question
from tests.journeys.people import Person
from tests.mayfly.serving import Served, eventually, serving

in_a_browser = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def question(asker: Member, employee: Member) -> Question:
    question = ask_question(
        title="The router blinks red", body="It does so since Monday.", by=asker
    )
    for number in range(3):
        words = f"Try number {number}.\n\n" + "And wait for a minute.\n\n" * 12
        post_answer(question, body=words, by=employee)
    return question


@pytest.fixture
def site(
    tmp_path: Path, question: Question, session_of: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    monkeypatch.setenv("DEBUG", "true")  # Nothing is collected for tests.
    with serving(tmp_path) as site:
        yield site


@pytest.fixture
def session_of(asker: Member, answerer: Member, stranger: Member) -> dict[str, str]:
    """Who is signed in before the site starts with a copy of the database."""
    sessions = {}
    for member in (asker, answerer, stranger):
        client = Client()
        client.force_login(member)
        sessions[member.handle] = client.session.session_key
    return sessions


@pytest.fixture
def opens(
    browser: Browser, site: Served, question: Question, session_of: dict[str, str]
) -> Iterator[Callable[..., Person]]:
    """Open the question in a browser of one's own; a visitor is nobody in particular."""
    contexts = []

    def open_question(handle: str = "", *, listens: bool = True) -> Person:
        context = browser.new_context(base_url=site.url, locale="en-GB")
        context.set_default_timeout(10_000)
        contexts.append(context)
        if handle:
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": session_of[handle],
                        "url": site.url,
                    }
                ]
            )
        person = Person(context.new_page(), by_keyboard=False)
        heard: list[Any] = []

        def hear(frame: Any) -> None:  # Playwright takes no built-in function.
            heard.append(frame)

        person.page.on("websocket", lambda line: line.on("framereceived", hear))
        person.goes_to(question.get_absolute_url())
        if listens:
            assert eventually(lambda: bool(person.page.title() and heard))  # asking lets events in
        return person

    yield open_question
    for context in contexts:
        context.close()


def answers(person: Person, words: str) -> None:
    person.writes("Your answer", words)
    person.presses_and_goes(person.button("Post the answer"))


def news(page: Page) -> Any:
    return page.locator("button.news")


class TestTwoWindows:
    pytestmark = in_a_browser

    def test_an_answer_waits_until_it_is_asked_for(self, opens):
        reader = opens("maria")
        draft = reader.page.locator("#your-answer textarea")
        draft.fill("Mine blinks green")
        draft.press("Home")
        before = reader.page.evaluate("[scrollY, document.body.scrollHeight]")
        other = opens("tom")
        answers(other, "Hold reset for ten seconds.")

        expect(news(reader.page)).to_have_text("1 new answer, show")

        assert reader.page.evaluate("[scrollY, document.body.scrollHeight]") == before
        expect(draft).to_be_focused()
        expect(reader.page.get_by_text("Hold reset")).to_have_count(0)
        reader.finds_nothing_wrong()
        reader.page.evaluate("window.stayed = true")

        news(reader.page).press("Enter")

        answer = reader.page.locator(".post", has_text="Hold reset")
        expect(answer).to_be_focused()
        expect(answer).to_be_in_viewport()
        expect(draft).to_have_value("Mine blinks green")
        expect(news(reader.page)).to_be_hidden()
        assert reader.page.evaluate("window.stayed")
        reader.finds_nothing_wrong()
        # Who wrote it was not told of it.
        expect(news(other.page)).to_be_hidden()
        assert other.complaints == []

    def test_a_visitor_is_told_too_and_numbers_add_up(self, opens, question):
        visitor = opens()
        opens("tom", listens=False)
        for handle, words in (("tom", "Hold reset."), ("lee", "Pull the plug.")):
            answers(opens(handle), words)
        expect(news(visitor.page)).to_have_text("2 new answers, show")
        other = opens("lee")
        other.goes_to(f"/questions/{question.pk}/comment/")
        other.page.locator("main textarea").fill("Since which version?")
        other.presses_and_goes(other.page.locator("main form button:not([type=button])").last)

        expect(news(visitor.page)).to_have_text("2 new answers, 1 new comment, show")
        news(visitor.page).click()

        expect(visitor.page.locator(".post.fresh")).to_have_count(2)
        expect(visitor.page.locator(".post.fresh").first).to_be_focused()
        expect(visitor.page.locator(".comments .fresh")).to_have_count(1)
        assert visitor.page.context.cookies() == []
        assert visitor.complaints == []

    def test_what_came_while_the_line_was_down_is_told_when_it_is_back(self, opens, question):
        reader = opens("maria", listens=False)
        down = True
        reader.page.route_web_socket(
            "**/live/", lambda line: line.close() if down else line.connect_to_server()
        )
        reader.goes_to(question.get_absolute_url())
        answers(opens("tom"), "Hold reset for ten seconds.")
        expect(news(reader.page)).to_be_hidden()

        down = False
        reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # looks again

        expect(news(reader.page)).to_have_text("1 new answer, show")
        assert reader.complaints == []


@pytest.mark.django_db
def test_pages_listen_only_where_somebody_speaks(question, client, settings):
    address = question.get_absolute_url()
    deaf = client.get(address).content.decode()
    told_by_the_process = client.get(address, **{SERVED: True}).content.decode()
    settings.LIVE_LINE = True
    told_by_a_setting = client.get(address).content.decode()

    assert "live.js" not in deaf
    assert "data-live-question" not in deaf
    assert "live.js" in told_by_the_process
    assert told_by_a_setting == told_by_the_process


@pytest.mark.django_db
def test_listening_asks_visitors_for_no_cookie(question, client):
    page = client.get(question.get_absolute_url(), **{SERVED: True})

    assert not page.cookies
    assert "data-live-reader" not in page.content.decode()


@pytest.mark.django_db
def test_a_page_says_up_to_where_it_knows(question, client, stranger, moderator, settled):
    from community import log

    def after() -> str:
        settled()
        words = client.get(question.get_absolute_url()).content.decode()
        return words.split('data-live-after="')[1].split('"')[0]

    assert after() == str(log.place())
    answer = post_answer(question, body="Hold reset.", by=stranger)
    assert after() == str(log.place())
    hide_post(answer, by=moderator, reason="Rude")
    client.force_login(moderator)
    assert after() == str(log.place())
