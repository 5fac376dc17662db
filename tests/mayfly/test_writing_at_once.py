"""SQLite takes twenty people who write at once: everybody waits a little, nobody is refused."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
import requests
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from community.models import Member
from questions.actions import ask_question
from tests.factories import MemberFactory
from tests.mayfly.serving import Served, serving

PEOPLE = 20
ROUNDS = 3
TOKEN = "t" * 32

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def signed_in(member: Member) -> requests.Session:
    """A browser in which this member is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "community.accounts.Backend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    browser = requests.Session()
    browser.cookies.update({"sessionid": session.session_key, "csrftoken": TOKEN})
    browser.headers["X-CSRFToken"] = TOKEN
    return browser


def write(site: Served, browser: requests.Session, number: int, question_id: int) -> list[int]:
    """Ask, answer and vote, round after round; the status of each."""

    def post(path: str, **fields: str) -> int:
        with browser.post(
            site.url + path, data=fields, allow_redirects=False, timeout=60
        ) as answer:
            return answer.status_code

    statuses = []
    for turn in range(ROUNDS):
        title = f"Why does light {number} blink after update {turn}?"
        body = "It blinks twice, then stays on. A restart changed nothing."
        statuses += [
            post("/ask/", title=title, body=body, kind="question", tags="lights"),
            post(f"/questions/{question_id}/answer/", body=f"Hold button {number} for a while."),
            post(f"/questions/{question_id}/vote/", value="1"),
        ]
    return statuses


def test_twenty_people_write_at_once(tmp_path, asker):
    question = ask_question(
        title="Which light shows that the line is down?", body="There are four of them.", by=asker
    )
    browsers = [signed_in(member) for member in MemberFactory.create_batch(PEOPLE)]
    start = Barrier(PEOPLE)

    def take_part(number: int) -> list[int]:
        start.wait()
        return write(site, browsers[number], number, question.pk)

    with serving(tmp_path) as site, ThreadPoolExecutor(PEOPLE) as pool:
        statuses = [status for each in pool.map(take_part, range(PEOPLE)) for status in each]

    assert statuses == [302] * (PEOPLE * ROUNDS * 3)
    assert "locked" not in (tmp_path / "errors").read_text()
    with closing(sqlite3.connect(tmp_path / "mayfly.sqlite3")) as database:
        ((asked, answered, voted),) = database.execute(
            "SELECT (SELECT count(*) FROM questions_question),"
            " (SELECT count(*) FROM questions_answer), (SELECT count(*) FROM questions_vote)"
        )
    assert (asked, answered, voted) == (PEOPLE * ROUNDS + 1, PEOPLE * ROUNDS, PEOPLE)
