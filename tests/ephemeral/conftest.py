"""An entry and what it came from, made the way people make them."""

from typing import Any

import pytest

from community.models import Member
from ephemeral import actions
from ephemeral.models import Entry, Lifespan
from questions import actions as asking
from questions.models import Answer, Question
from tests.factories import LifespanFactory


@pytest.fixture
def lifespan(db: None) -> Lifespan:
    return LifespanFactory()


@pytest.fixture
def words() -> dict[str, str]:
    """What an entry says, as `revise_entry` and `suggest_change` take it."""
    return {
        "title": "Channels without radar",
        "summary": "On channels 36 to 48 a router need not make way for radar.",
        "body": "Open **Settings**, Wireless, Advanced and choose a channel from 36 to 48.",
    }


@pytest.fixture
def question(asker: Member) -> Question:
    return asking.ask_question(
        title="Wi-Fi drops at night",
        body="Both bands are gone a little after **two**.",
        kind="problem",
        tags=["wifi", "firmware"],
        by=asker,
    )


@pytest.fixture
def answer(question: Question, answerer: Member) -> Answer:
    return asking.post_answer(question, body="Pin the channel to 36.", by=answerer)


@pytest.fixture
def entry(employee: Member, lifespan: Lifespan, words: dict[str, Any]) -> Entry:
    """Written by an employee as Support, and kept by her."""
    return actions.write_entry(
        **words, by=employee, lifespan=lifespan, tags=["wifi"], speaking_as="support"
    )


@pytest.fixture
def draft(employee: Member, lifespan: Lifespan, words: dict[str, Any]) -> Entry:
    return actions.write_entry(**words, by=employee, lifespan=lifespan, tags=["wifi"], draft=True)
