"""Clocks and people at work on the same lifetimes at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from community.models import LoggedEvent, Member
from ephemeral.actions.locking import locked_lifetime
from ephemeral.clockwork import bring_stages_up, stages
from ephemeral.models import Decision, EntryQuestion, Lifetime, Reminder
from questions import actions
from questions.actions.locking import locked_question
from questions.counters import renew_thread
from tests.ephemeral.test_clockwork import Stage, on, reminded, written
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Let each work begin at the same moment, in a thread of its own."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            ready.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_clocks_do_everything_once(moderator, monkeypatch):
    monkeypatch.setattr(stages, "BATCH", 4)
    for _nth in range(30):
        written()

    at_once(*[lambda: bring_stages_up(on(130))] * 2)
    bring_stages_up(on(130))

    assert Reminder.objects.filter(stage=Stage.LAPSED).count() == 30
    assert Decision.objects.filter(kind=Decision.Kind.LAPSED).count() == 30
    assert LoggedEvent.objects.filter(type="KnowledgeLapsed").count() == 30


def test_the_clock_and_people_never_wait_in_a_circle(asker, monkeypatch):
    """Acts on a question hold it and then take its clocks; the clock takes both, too."""
    monkeypatch.setattr(stages, "BATCH", 20)
    questions, entries = [], []
    for nth in range(20):
        question = actions.ask_question(title=f"Question {nth}", body="Radar.", by=asker)
        answer = actions.post_answer(question, body="36.", by=MemberFactory())
        actions.accept_answer(answer, by=asker)
        entry = written()
        questions.append(question)
        for settled in questions[-2:]:
            EntryQuestion.objects.create(entry=entry, question=settled)
        entries.append(entry)
    far = on(3000)

    def act_on_questions() -> None:
        for question in reversed(questions):
            with transaction.atomic():
                locked_question(question.pk)
                locked_lifetime(Lifetime.objects.get(question=question).pk)
                renew_thread(question.pk)

    def act_on_entries() -> None:
        for entry in reversed(entries):
            with transaction.atomic():
                locked_lifetime(Lifetime.objects.get(entry=entry).pk)
                links = EntryQuestion.objects.filter(entry=entry).order_by("question_id")
                for question_id in links.values_list("question_id", flat=True):
                    renew_thread(question_id)

    at_once(
        act_on_questions,
        act_on_entries,
        lambda: bring_stages_up(far),
        lambda: bring_stages_up(far),
    )
    bring_stages_up(far)

    assert Decision.objects.filter(kind=Decision.Kind.LAPSED).count() == 40
    assert LoggedEvent.objects.filter(type="KnowledgeLapsed").count() == 40


@pytest.mark.postgres
def test_what_somebody_decides_at_this_moment_is_passed_over(employee):
    held, free = written(author=employee), written(author=employee)

    with transaction.atomic():
        locked_lifetime(held.lifetime.pk)
        (whole,) = at_once(lambda: bring_stages_up(on(100)))

    assert whole is False
    assert reminded(free) == {Stage.AT: {"ana"}}
    assert reminded(held) == {}
    assert bring_stages_up(on(100))
    assert reminded(held) == {Stage.AT: {"ana"}}


@pytest.mark.postgres
def test_closing_an_account_and_the_clock_take_turns(employee):
    """Whoever closes an account holds the member and then wants what they kept."""
    entry = written(author=employee)

    def close() -> None:
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=employee.pk)
            locked_lifetime(entry.lifetime.pk)

    for _nth in range(5):
        Reminder.objects.all().delete()
        Lifetime.objects.update(stage=0, next_at=on(90))
        at_once(close, lambda: bring_stages_up(on(100)))
        bring_stages_up(on(100))

    assert reminded() == {Stage.AT: {"ana"}}
