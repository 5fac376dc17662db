"""A form with a stale token: nothing typed is lost, and no other site gains a press by it."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from community.models import Member
from questions.actions import ask_question
from questions.models import Answer, Question
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}
BODY = 'Both bands are gone.\n\n    ping "192.0.2.1" <always>\n'
STALE = {"csrfmiddlewaretoken": "a" * 64}


@pytest.fixture
def question(asker: Member) -> Question:
    return ask_question(title="Wi-Fi drops at night", body="Both bands.", by=asker)


@pytest.fixture
def careful() -> Client:
    return Client(enforce_csrf_checks=True)


def offered(page: Any) -> dict[str, str]:
    """The hidden fields of the form on the page."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {unescape(name): unescape(value) for name, value in pairs}


@pytest.mark.parametrize("signed_in", [True, False])
def test_everything_typed_is_there_and_sent_by_one_press(careful, asker, signed_in):
    if signed_in:
        careful.force_login(asker)
    typed = {"title": "Wi-Fi drops at night", "body": BODY, "kind": "problem", "tags": "wifi"}

    page = careful.post("/ask/?from=here", {**STALE, **typed}, headers=HERE)

    assert page.status_code == 403
    fields = offered(page)
    token = fields.pop("csrfmiddlewaretoken")
    assert {name: fields[name] for name in typed} == typed
    assert 'action="/ask/?from=here"' in page.text
    assert ("You are not signed in now." in page.text) != signed_in
    again = careful.post("/ask/", {**fields, "csrfmiddlewaretoken": token}, headers=HERE)
    assert again.status_code == 302
    if signed_in:
        asked = Question.objects.get()
        assert (asked.title, asked.body, asked.author) == (typed["title"], BODY.rstrip(), asker)


def test_a_form_of_another_site_is_not_offered(careful, asker):
    careful.force_login(asker)

    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}):
        page = careful.post("/settings/close/", {"handle": "maria sure"}, headers=headers)

        assert page.status_code == 403
        assert "It did not come from a page of this site" in page.text
        assert "maria sure" not in page.text
        assert "Send it again" not in page.text


def test_a_password_is_never_shown_again(careful, asker):
    typed = {"login": "maria and nobody else", "password": PASSWORD}

    page = careful.post("/accounts/login/", {**STALE, **typed}, headers=HERE)

    assert PASSWORD not in page.text
    assert "Passwords and files are not kept" in page.text
    assert "Send it again" not in page.text
    assert 'href="/accounts/login/"' in page.text


def test_an_address_of_another_host_stays_here(careful, db):
    page = careful.post("//elsewhere.example/x", {**STALE, "body": "Some words"}, headers=HERE)

    assert 'action="//' not in page.text


def test_more_than_a_page_carries_is_not_echoed(careful, asker):
    careful.force_login(asker)

    page = careful.post("/ask/", {**STALE, "body": "word " * 50_000}, headers=HERE)

    assert page.status_code == 403
    assert len(page.content) < 100_000
    assert "Go back, reload the page and send it again." in page.text


def test_script_is_told_in_its_own_way(careful, asker):
    careful.force_login(asker)

    saved = careful.post(
        "/drafts/ask/", {"title": "Half"}, headers={**HERE, "Accept": "application/json"}
    )
    pressed = careful.post("/ask/", {"title": "Half"}, headers={**HERE, "HX-Request": "true"})

    assert saved.status_code == pressed.status_code == 403
    assert "older than your sign-in" in saved.json()["detail"]
    assert "Reload it and try again." in pressed.text


@pytest.mark.browser
def test_signing_in_elsewhere_loses_no_word(
    page: Page, window: BrowserContext, live_server: Any, asker: Member, question: Question
):
    client = Client()
    client.force_login(asker)
    key = client.cookies[site.SESSION_COOKIE_NAME].value
    window.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto(f"/questions/{question.pk}/answer/")
    page.locator("textarea[name=body]").fill("It was the *channel*.\n\n    set channel 36")
    window.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": live_server.url}])

    page.locator("main form:has(textarea[name=body]) button.first").click()
    expect(page.get_by_label("Text")).to_have_value("It was the *channel*.\n\n    set channel 36")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/questions/*/*/**")

    answer = Answer.objects.get()
    assert answer.body == "It was the *channel*.\n\n    set channel 36"
