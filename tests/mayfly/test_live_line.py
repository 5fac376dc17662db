"""The live line of a served site: what one person does shows on another's open page."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from websockets.sync.client import ClientConnection, connect

from community.tokens import make_token
from questions.actions.asking import ask_question
from questions.actions.ordering import hide_post
from tests.mayfly.serving import Served, serving

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@contextlib.contextmanager
def open_page(
    site: Served, question_id: int, session: str = "", told: str = "watching"
) -> Iterator[ClientConnection]:
    """A page that watches a question, and what it is told about that."""
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    address = f"ws://127.0.0.1:{site.port}/live/"
    with connect(address, origin=site.url, additional_headers=headers) as line:
        line.send(json.dumps({"type": "watch", "topic": f"question:{question_id}"}))
        assert hear(line)["type"] == told
        yield line


def hear(line: ClientConnection) -> dict[str, Any]:
    return json.loads(line.recv(timeout=10))


def test_an_answer_shows_at_once_and_an_aside_to_the_asker_alone(
    asker, answerer, employee, client, tmp_path: Path
):
    question = ask_question(title="The router restarts every night", body="At four.", by=asker)
    key = make_token(answerer, name="script", may_write=True, by=answerer)[1]
    employees_key = make_token(employee, name="script", may_write=True, by=employee)[1]
    client.force_login(asker)

    with (
        serving(tmp_path) as site,
        open_page(site, question.pk) as visitors_page,
        open_page(site, question.pk, client.session.session_key) as askers_page,
    ):
        address = f"{site.url}/api/v1/questions/{question.pk}"
        whispered = requests.post(
            f"{address}/asides",
            json={"body": "Which serial number is it?"},
            headers={"Authorization": f"Bearer {employees_key}"},
            timeout=20,
        )
        answered = requests.post(
            f"{address}/answers",
            json={"body": "That is when it looks for updates."},
            headers={"Authorization": f"Bearer {key}"},
            timeout=20,
        )
        assert (whispered.status_code, answered.status_code) == (201, 201)
        committed = time.monotonic()

        heard = hear(visitors_page)["event"]
        also_heard = [hear(askers_page)["event"]["type"] for _ in range(2)]

        assert time.monotonic() - committed < 2
        assert (heard["type"], heard["answer_id"]) == ("AnswerPosted", answered.json()["id"])
        assert also_heard == ["AsideWritten", "AnswerPosted"]
        with pytest.raises(TimeoutError):
            visitors_page.recv(timeout=0.3)


def test_a_hidden_question_cannot_be_watched(asker, moderator, tmp_path: Path):
    question = ask_question(title="Where do I enter this key?", body="It is 1234.", by=asker)
    hide_post(question, by=moderator, reason="A key in public")

    with serving(tmp_path) as site, open_page(site, question.pk, told="refused"):
        pass
