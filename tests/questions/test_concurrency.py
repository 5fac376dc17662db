"""Two people at the same instant, with real threads and connections on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from community.counters import registered
from questions import actions
from questions.models import Acceptance, Answer, Question, Revision, Vote
from reputation.models import LedgerLine
from tests.factories import MemberFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 8


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Let every act begin at the same instant in a thread of its own; what they raised."""
    start = threading.Barrier(len(acts))
    raised: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return raised


@contextmanager
def no_drift() -> Iterator[None]:
    yield
    assert [str(drift) for number in registered() for drift in number.find_drift()] == []


def test_many_votes_on_one_answer_all_count(answer):
    people = [MemberFactory() for _nth in range(PEOPLE)]

    with no_drift():
        raised = at_once(*(lambda p=p: actions.cast_vote(answer, value=1, by=p) for p in people))

    answer.refresh_from_db()
    assert raised == []
    assert answer.score == PEOPLE
    assert LedgerLine.objects.total_of(answer.author) == 10 * PEOPLE


def test_one_person_voting_twice_at_once_has_one_vote(answer, stranger):
    with no_drift():
        raised = at_once(
            *(lambda v=v: actions.cast_vote(answer, value=v, by=stranger) for v in (1, -1) * 3)
        )

    assert raised == []
    assert Vote.objects.count() == 1


def test_the_daily_cap_holds_for_votes_at_once(question, answerer):
    answers = [actions.post_answer(question, body=f"{n}", by=answerer) for n in range(PEOPLE)]
    for answer in answers:
        for _nth in range(2):
            actions.cast_vote(answer, value=1, by=MemberFactory())
    people = [MemberFactory() for _nth in range(PEOPLE)]

    raised = at_once(
        *(
            lambda a=a, p=p: actions.cast_vote(a, value=1, by=p)
            for a, p in zip(answers, people, strict=True)
        )
    )

    assert raised == []
    assert LedgerLine.objects.total_of(answerer) == 200


def test_two_acceptances_at_once_leave_one(question, asker, answer, stranger):
    other = actions.post_answer(question, body="Update.", by=stranger)

    with no_drift():
        raised = at_once(
            *(lambda a=a: actions.accept_answer(a, by=asker) for a in (answer, other) * 3)
        )

    assert raised == []
    assert Acceptance.objects.current().count() == 1
    assert Answer.objects.exclude(accepted_at=None).count() == 1
    assert sorted(
        LedgerLine.objects.total_of(member) for member in (answer.author, other.author)
    ) == [0, 15]


def test_two_edits_at_once_lose_neither(answer, answerer, moderator):
    raised = at_once(
        lambda: actions.edit_answer(answer, body="One", by=answerer, base=1),
        lambda: actions.edit_answer(answer, body="Two", by=moderator, base=1),
    )

    assert [type(error) for error in raised] == [actions.EditConflict]
    assert sorted(Revision.objects.filter(answer=answer).values_list("number", flat=True)) == [1, 2]


def test_answers_comments_votes_and_edits_at_once_keep_every_number(
    question, answer, asker, moderator
):
    people = [MemberFactory() for _nth in range(4)]

    with no_drift():
        raised = at_once(
            *(lambda p=p: actions.post_answer(question, body="Try this", by=p) for p in people),
            *(lambda p=p: actions.say_same(question, by=p) for p in people),
            lambda: actions.post_comment(answer, body="No", by=asker),
            lambda: actions.accept_answer(answer, by=asker),
            lambda: actions.cast_vote(answer, value=1, by=moderator),
            lambda: actions.edit_question(
                question, title="Wi-Fi drops", body="At two", tags=["night", "wifi"], by=asker
            ),
        )

    question.refresh_from_db()
    assert raised == []
    assert (question.answer_count, question.same_count) == (5, 4)


def test_questions_with_the_same_new_tags_at_once(asker, stranger):
    with no_drift():
        raised = at_once(
            *(
                lambda p=p, t=t: actions.ask_question(title="Mesh", body="…", tags=t, by=p)
                for p, t in ((asker, ["mesh", "app"]), (stranger, ["app", "mesh"])) * 4
            )
        )

    assert raised == []
    assert Question.objects.count() == 8


def test_an_answer_and_a_lock_at_once_leave_one_order(question, answerer, moderator):
    raised = at_once(
        lambda: actions.post_answer(question, body="Try", by=answerer),
        lambda: actions.lock_question(question, reason="Settled", by=moderator),
    )

    question.refresh_from_db()
    assert question.locked_at
    assert len(raised) + question.answer_count == 1
    assert all(isinstance(error, PermissionDenied) for error in raised)
