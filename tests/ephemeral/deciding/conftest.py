"""An entry, an accepted answer, and how they got there."""

from datetime import UTC, datetime

import pytest

from community.models import Member, Team
from ephemeral.models import Entry, Lifetime
from questions import actions
from questions.models import Answer, Question
from tests.factories import EntryFactory, MemberFactory, TeamFactory

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def steward(db: None) -> Member:
    """Wrote the entry and keeps it; works nowhere."""
    return MemberFactory(handle="noor", name="Noor Haddad")


@pytest.fixture
def entry(steward: Member) -> Entry:
    """A hundred days from START, kept by who wrote it."""
    return EntryFactory(title="Choosing a channel", author=steward, written_at=START)


@pytest.fixture
def lifetime(entry: Entry) -> Lifetime:
    return entry.lifetime


@pytest.fixture
def question(asker: Member) -> Question:
    return actions.ask_question(
        title="Wi-Fi drops at night", body="Both bands.", kind="problem", by=asker
    )


@pytest.fixture
def answer(question: Question, answerer: Member, asker: Member) -> Answer:
    """An accepted one, by a member, so nobody in particular keeps it."""
    answer = actions.post_answer(question, body="Pin the channel to 36.", by=answerer)
    actions.accept_answer(answer, by=asker)
    return answer
