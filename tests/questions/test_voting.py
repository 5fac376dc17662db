"""Votes, acceptance, “I have this too”, and the points that follow."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.counters import registered
from questions import actions
from reputation import handlers
from reputation.models import LedgerLine
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def drift():
    return [str(drift) for number in registered() for drift in number.find_drift()]


def test_a_vote_counts_once_and_can_be_changed_and_taken_back(answer, stranger):
    actions.cast_vote(answer, value=1, by=stranger)
    actions.cast_vote(answer, value=1, by=stranger)
    answer.refresh_from_db()
    assert answer.score == 1
    assert LedgerLine.objects.total_of(answer.author) == 10

    actions.cast_vote(answer, value=-1, by=stranger)
    answer.refresh_from_db()
    assert answer.score == -1
    assert LedgerLine.objects.total_of(answer.author) == -2

    actions.withdraw_vote(answer, by=stranger)
    answer.refresh_from_db()
    assert answer.score == 0
    assert LedgerLine.objects.total_of(answer.author) == 0
    assert drift() == []


def test_nobody_votes_on_their_own_or_with_another_weight(answer, answerer, stranger):
    with pytest.raises(PermissionDenied, match="wrote themselves"):
        actions.cast_vote(answer, value=1, by=answerer)
    with pytest.raises(ValidationError):
        actions.cast_vote(answer, value=2, by=stranger)


def test_changing_ones_mind_moves_the_reward(question, answer, asker, stranger):
    better = actions.post_answer(question, body="Update the firmware.", by=stranger)
    actions.accept_answer(answer, by=asker)

    actions.accept_answer(better, by=asker)

    assert LedgerLine.objects.total_of(answer.author) == 0
    assert LedgerLine.objects.total_of(better.author) == 15
    assert question.acceptances.count() == 2
    assert question.acceptances.current().get().answer == better
    actions.withdraw_acceptance(better, by=asker)
    question.refresh_from_db()
    assert question.solved_at is None
    assert drift() == []


def test_only_the_person_who_asked_accepts(answer, stranger, moderator):
    for other in (stranger, moderator):
        with pytest.raises(PermissionDenied, match="Only the person who asked"):
            actions.accept_answer(answer, by=other)


def test_accepting_ones_own_answer_brings_no_points(question, asker):
    own = actions.post_answer(question, body="Found it.", by=asker)

    actions.accept_answer(own, by=asker)

    assert LedgerLine.objects.total_of(asker) == 0
    assert drift() == []


def test_votes_of_a_day_are_capped_and_acceptances_are_not(question, answer, asker):
    for _nth in range(handlers.DAILY_CAP // 10 + 3):
        actions.cast_vote(answer, value=1, by=MemberFactory())
    actions.accept_answer(answer, by=asker)

    assert LedgerLine.objects.total_of(answer.author) == handlers.DAILY_CAP + 15
    assert LedgerLine.objects.recent_total_of(answer.author, timezone.now()) == 215


def test_old_points_count_for_ever_but_not_as_recent(answer, stranger):
    actions.cast_vote(answer, value=1, by=stranger)
    LedgerLine.objects.update(at=timezone.now() - timezone.timedelta(days=91))

    assert LedgerLine.objects.total_of(answer.author) == 10
    assert LedgerLine.objects.recent_total_of(answer.author, timezone.now()) == 0


def test_having_a_problem_too_counts_follows_and_can_be_taken_back(question, stranger, asker):
    actions.say_same(question, by=stranger)
    actions.say_same(question, by=stranger)
    question.refresh_from_db()
    assert (question.same_count, question.wanted) == (1, 1)
    assert question.follows.filter(member=stranger, because="same").exists()

    actions.withdraw_same(question, by=stranger)
    question.refresh_from_db()
    assert question.same_count == 0
    with pytest.raises(PermissionDenied):
        actions.say_same(question, by=asker)


def test_only_problems_can_be_had_too(asker, stranger):
    praise = actions.ask_question(title="Lovely box", body="It hums.", kind="praise", by=asker)

    with pytest.raises(PermissionDenied, match="Only problems"):
        actions.say_same(praise, by=stranger)


def test_drift_is_found_and_mended(question, answer, stranger):
    actions.cast_vote(answer, value=1, by=stranger)
    type(answer).objects.update(score=7)
    type(question).objects.update(answer_count=3, wanted=9)
    LedgerLine.objects.all().delete()

    assert len(drift()) == 4
    for number in registered():
        number.mend()

    assert drift() == []
    answer.refresh_from_db()
    assert answer.score == 1
    assert LedgerLine.objects.total_of(answer.author) == 10


def test_the_numbers_of_a_long_thread_agree_with_the_facts(question, asker, stranger, moderator):
    answers = [actions.post_answer(question, body=f"Try {n}", by=stranger) for n in range(3)]
    actions.post_comment(answers[0], body="No", by=asker)
    actions.cast_vote(answers[1], value=1, by=asker)
    actions.cast_vote(question, value=-1, by=stranger)
    actions.accept_answer(answers[1], by=asker)
    actions.hide_post(answers[2], reason="Spam", by=moderator)
    actions.edit_question(
        question, title="Wi-Fi drops", body="At two.", tags=["wifi", "night"], by=asker
    )

    assert drift() == []
