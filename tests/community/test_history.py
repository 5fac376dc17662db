"""Facts of the past: what is part of them happens, nobody is told."""

import pytest
from django.db import transaction

from community.events import MemberChanged, history, publish
from community.models import LoggedEvent, Member
from community.reactions import Reactions, counting

ran: list[str] = []


def part_of_it(event: MemberChanged) -> None:
    ran.append("now")


def follows(event: MemberChanged) -> None:
    ran.append("later")


def tells(event: MemberChanged) -> None:
    ran.append("live")


@pytest.fixture(autouse=True)
def _all_react(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    table = {MemberChanged: Reactions(now=(part_of_it,), later=(follows,), live=(tells,))}
    monkeypatch.setattr("community.reactions.table", lambda: table)


def test_in_history_only_what_is_part_of_a_fact_happens(
    asker: Member, run_jobs, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), history(), transaction.atomic():
        row = publish(MemberChanged(actor_id=asker.pk, member_id=asker.pk))

    assert run_jobs() == 0
    assert ran == ["now"]
    assert LoggedEvent.objects.filter(pk=row.pk).exists()


def test_in_history_numbers_are_counted_once_and_at_the_end(
    asker: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int | None] = []

    @counting
    def count(event: MemberChanged) -> None:
        counted.append(event.question_id)

    table = {MemberChanged: Reactions(now=(count, part_of_it))}
    monkeypatch.setattr("community.reactions.table", lambda: table)

    with transaction.atomic(), history():
        for question_id in (1, 2, 1):
            publish(MemberChanged(actor_id=asker.pk, member_id=asker.pk, question_id=question_id))
        before_the_end = list(counted)

    assert before_the_end == []
    assert counted == [1, 2]
    assert ran == ["now"] * 3


def test_after_history_everything_happens_again(
    asker: Member, run_jobs, django_capture_on_commit_callbacks
) -> None:
    with pytest.raises(LookupError), history():
        raise LookupError

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        publish(MemberChanged(actor_id=asker.pk, member_id=asker.pk))

    assert run_jobs() == 1
    assert sorted(ran) == ["later", "live", "now"]
