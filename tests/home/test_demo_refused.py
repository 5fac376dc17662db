"""Where the demo community does not belong, and what stays when it cannot be loaded."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from community.models import Member
from home.demo import reading
from home.demo.reading import read_community
from questions.actions import ask_question
from questions.models import Question
from tests.factories import MemberFactory


def test_a_site_with_questions_of_its_own_is_left_alone(asker: Member) -> None:
    ask_question(title="Where is the key?", body="It was here.", by=asker)

    with pytest.raises(CommandError, match="questions of its own"):
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())

    assert Question.objects.count() == 1


def test_handles_that_are_taken_are_named(db: None) -> None:
    MemberFactory(handle="Rosalind")

    with pytest.raises(CommandError, match="taken by people of this site: Rosalind"):
        call_command("load_demo", "--force", stdout=StringIO(), stderr=StringIO())

    assert Member.objects.count() == 1


def test_a_deed_that_fails_leaves_nothing_behind(db: None, monkeypatch: Any) -> None:
    community = read_community()
    broken = [thread for thread in community.threads if thread.key == "boat-12-volt"]
    act = broken[0].acts[0]
    object.__setattr__(act, "crowd", reading.Crowd(ups=99))
    monkeypatch.setattr(
        "home.management.commands.load_demo.read_community",
        lambda: reading.Community(community.teams, community.people, community.tags, broken, []),
    )

    with pytest.raises(CommandError, match="99 of 23 people"):
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())

    assert not Member.objects.exists()
