"""Where the forecast stands: beside a question, while asking, in the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ephemeral.models import AnswerForecast
from questions import actions
from questions.models import Question, Tag
from tests.calling import call

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def know(cases=142, *, half=3 * HOUR, most=2 * DAY, tag=None) -> AnswerForecast:
    return AnswerForecast.objects.create(
        cell=f"{tag}::",
        tag=Tag.objects.get_or_create(name=tag)[0] if tag else None,
        cases=cases,
        half_within=half,
        most_within=most,
    )


def asked(by, *, ago=2 * HOUR, kind="question", tags=("wifi",)) -> Question:
    return actions.ask_question(
        title="Wi-Fi drops at night",
        body="Both bands.",
        kind=kind,
        tags=tags,
        by=by,
        at=timezone.now() - ago,
    )


def shown_of(client, question: Question) -> str:
    return client.get(question.get_absolute_url()).text


def test_a_question_says_how_fast_help_is_and_how_long_it_waits(asker, client):
    know(tag="wifi")
    know(900, half=HOUR)

    shown = shown_of(client, asked(asker))

    assert "How fast is help here?" in shown
    assert "About 3 hours" in shown
    assert "Half of the questions about #wifi have an answer by then" in shown
    assert "nine in ten within two days" in shown
    assert "Counted from 142 of them in the past year." in shown
    assert "This one is waiting, asked" in shown
    assert ">2 hours ago</time>" in shown


def test_an_answered_question_says_how_long_it_took(asker, answerer, client):
    know()
    question = asked(asker)
    shown_of(client, question)
    at = question.posted_at + timedelta(minutes=41)

    actions.post_answer(question, body="Pin the channel to 36.", by=answerer, at=at)

    shown = shown_of(client, question)
    assert "This one took 41\xa0minutes." in shown
    assert "This one is waiting" not in shown


def test_who_found_out_alone_is_not_said_to_wait(asker, client):
    know()
    question = asked(asker)
    answer = actions.post_answer(question, body="It was the microwave.", by=asker)
    actions.accept_answer(answer, by=asker)

    shown = shown_of(client, question)

    assert "How fast is help here?" in shown
    assert "This one" not in shown


@pytest.mark.parametrize("kind", ["idea", "praise"])
def test_who_asks_for_no_help_is_told_of_no_wait(asker, client, kind):
    know()

    assert "How fast is help here?" not in shown_of(client, asked(asker, kind=kind))


def test_a_question_is_silent_where_too_little_is_known(asker, client):
    assert "How fast is help here?" not in shown_of(client, asked(asker))


def test_a_question_that_was_asked_before_is_silent(asker, moderator, client):
    know()
    again = asked(asker)
    actions.mark_duplicate(again, of=asked(asker), by=moderator)

    assert "How fast is help here?" not in shown_of(client, again)


def test_the_forecast_of_a_question_costs_two_queries_once(asker, stranger, client):
    know(tag="wifi")
    question = asked(asker)
    client.force_login(stranger)
    client.get("/tags/")

    with CaptureQueriesContext(connection) as first:
        shown_of(client, question)
    with CaptureQueriesContext(connection) as again:
        shown_of(client, question)

    assert len([one for one in first if "answerforecast" in one["sql"].lower()]) == 1
    assert not [one for one in again if "answerforecast" in one["sql"].lower()]
    assert len(first) <= 20


def test_lists_ask_nothing_about_forecasts(asker, client):
    know(tag="wifi")
    asked(asker)

    with CaptureQueriesContext(connection) as queries:
        shown = client.get("/questions/").text

    assert "Wi-Fi drops at night" in shown
    assert not [one for one in queries if "answerforecast" in one["sql"].lower()]


def test_while_asking_one_is_told_when_to_expect_an_answer(client):
    know()

    shown = client.get("/ask/").text

    assert "When can I expect an answer?" in shown
    assert "About 3 hours" in shown
    assert "Half of the questions here have an answer by then" in shown


def test_tags_in_the_address_or_sent_back_narrow_what_is_told(asker, client):
    know()
    know(40, half=HOUR, tag="vpn")
    client.force_login(asker)

    assert "questions about #vpn" in client.get("/ask/?tags=vpn").text
    refused = client.post("/ask/", {"kind": "question", "title": "", "body": "…", "tags": "vpn"})
    assert "questions about #vpn" in refused.text


def test_while_asking_one_is_told_nothing_where_too_little_is_known(client):
    shown = client.get("/ask/").text

    assert "When can I expect an answer?" not in shown
    assert "when.js" not in shown


def test_the_part_for_other_tags_is_that_part_alone(client):
    know()
    know(40, half=HOUR, tag="vpn")

    part = client.get("/ask/when/", {"tags": "vpn, no-such-tag"}).text

    assert "About an hour" in part
    assert "questions about #vpn" in part
    assert "<html" not in part
    assert "questions here" in client.get("/ask/when/").text


def test_the_part_is_empty_where_too_little_is_known(client):
    answer = client.get("/ask/when/", {"tags": "vpn"})

    assert (answer.status_code, answer.text) == (200, "")


def test_programs_read_the_forecast():
    know(tag="wifi", most=None)

    answer = call("GET", "/forecast", tags="wifi")

    assert answer.json() == {
        "words": "Half of the questions about #wifi get an answer within 3 hours.",
        "cases": 142,
        "half_within": 10_800,
        "most_within": None,
        "tag": "wifi",
        "is_weekend": None,
        "hours": None,
    }
    assert call("GET", "/forecast", tags="vpn").json() is None


@pytest.mark.browser
def test_the_forecast_follows_the_tags_as_they_are_typed(page):
    know()
    know(40, half=HOUR, tag="vpn")
    page.goto("/ask/")
    said = page.locator("[data-when]")
    assert "About 3 hours" in said.inner_text()

    page.get_by_role("combobox", name="Tags").fill("vpn")
    page.keyboard.press("Enter")

    said.get_by_text("About an hour").wait_for()
    page.get_by_role("button", name="vpn").click()
    said.get_by_text("About 3 hours").wait_for()
