"""What the tests of this folder have in common."""

import pytest

from community.models import Member
from questions import actions
from questions.models import Answer, Question


@pytest.fixture
def question(asker: Member) -> Question:
    return actions.ask_question(
        title="Wi-Fi drops at night", body="Both bands, at two.", tags=["wifi"], by=asker
    )


@pytest.fixture
def answer(question: Question, answerer: Member) -> Answer:
    return actions.post_answer(question, body="Pin the channel to 36.", by=answerer)
