"""Whom questions tell what, and how it reads to each of them."""

from collections.abc import Iterator

import pytest
from django.core import mail

from community.events import Event
from community.mail import mail_notice
from community.models import LoggedEvent, Member, Notice
from community.notices import in_words
from mayfly.reactions import REACTIONS
from questions import actions
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db
TITLE = "Wi-Fi drops at night"


def heard(member: Member) -> list[tuple[str, str]]:
    """What this person was told and why, the oldest first."""
    notices = member.notices.select_related("event").order_by("pk")
    return [(told.sentence, told.why) for _notice, told in in_words(notices, member)]


def test_an_answer_is_told_to_those_who_follow_with_every_reason(
    question, asker, answerer, stranger, run_jobs
):
    actions.say_same(question, by=stranger)

    actions.post_answer(question, body="Look, @lee and @maria: pin it.", by=answerer)
    run_jobs()

    said = "Tom Okafor answered."
    assert heard(asker) == [(said, "You asked this question. You were mentioned.")]
    assert heard(stranger) == [(said, "You have this problem too. You were mentioned.")]
    assert heard(answerer) == []


def test_being_mentioned_alone_reads_like_it(question, answerer, stranger, run_jobs):
    actions.post_comment(question, body="@lee knows this.", by=answerer)
    run_jobs()

    assert heard(stranger) == [("Tom Okafor mentioned you.", "You were mentioned.")]


def test_a_question_that_names_somebody_tells_them(asker, stranger, run_jobs):
    actions.ask_question(title="For @lee", body="Do you know this, @lee?", by=asker)
    run_jobs()

    assert heard(stranger) == [("Maria Keller mentioned you in a question.", "You were mentioned.")]


def test_one_text_tells_ten_people_at_most(question, answerer, run_jobs):
    people = MemberFactory.create_batch(15)

    body = " ".join(f"@{person.handle}" for person in people)
    actions.post_answer(question, body=body, by=answerer)
    run_jobs()

    assert Notice.objects.filter(member__in=people).count() == 10


def test_a_comment_is_told_where_it_concerns_somebody(
    question, answer, asker, answerer, stranger, run_jobs
):
    other = MemberFactory(handle="other")
    actions.post_answer(question, body="Or restart it.", by=other)
    run_jobs()
    Notice.objects.all().delete()

    actions.post_comment(answer, body="Which band?", by=stranger)
    run_jobs()

    assert heard(answerer) == [
        ("Lee Chen commented on your answer.", "You answered this question.")
    ]
    assert heard(asker) == [("Lee Chen commented.", "You asked this question.")]
    assert heard(other) == []


def test_an_acceptance_reads_to_whose_answer_it_is(
    question, answer, asker, answerer, stranger, run_jobs
):
    run_jobs()
    actions.follow_question(question, by=stranger)

    actions.accept_answer(answer, by=asker)
    run_jobs()

    why = "You answered this question. You wrote it."
    assert heard(answerer) == [("Maria Keller accepted your answer.", why)]
    assert heard(stranger) == [("Maria Keller accepted an answer.", "You follow this question.")]

    actions.withdraw_acceptance(answer, by=asker)
    assert heard(answerer) == heard(stranger) == []


def test_a_mind_changed_twice_is_told_once(question, answer, asker, answerer, run_jobs):
    actions.accept_answer(answer, by=asker)
    actions.withdraw_acceptance(answer, by=asker)
    actions.accept_answer(answer, by=asker)
    run_jobs()

    assert len(heard(answerer)) == 1


def test_hiding_and_restoring_is_told_to_who_wrote_it(answer, answerer, moderator, run_jobs):
    actions.hide_post(answer, reason="It is a guess.", by=moderator)
    run_jobs()
    assert heard(answerer) == [("What you wrote was hidden: It is a guess.", "You wrote it.")]

    actions.restore_post(answer, reason="It was right.", by=moderator)
    run_jobs()
    assert heard(answerer) == [("What you wrote is shown again.", "You wrote it.")]


def test_taking_back_ones_own_answer_tells_nobody(answer, answerer, asker, run_jobs):
    run_jobs()
    actions.hide_post(answer, reason="I was wrong.", by=answerer)
    run_jobs()

    assert heard(answerer) == heard(asker) == []


def test_a_duplicate_is_told_while_it_is_one(question, asker, stranger, moderator, run_jobs):
    original = actions.ask_question(title="Gone at two", body="Every night.", by=stranger)
    actions.mark_duplicate(question, of=original, by=moderator)
    run_jobs()
    assert heard(asker) == [
        ("Inês Duarte found that this was asked before.", "You asked this question.")
    ]
    assert heard(stranger) == []

    actions.unmark_duplicate(question, by=moderator)
    assert heard(asker) == []


def test_a_decision_is_told_to_who_had_the_idea(asker, employee, run_jobs):
    idea = actions.ask_question(title="A dark theme", body="For nights.", kind="idea", by=asker)
    actions.decide_idea(idea, status="planned", response="In spring.", by=employee)
    run_jobs()

    assert heard(asker) == [("Ana Ruiz answered the idea.", "You asked this question.")]


def test_an_aside_is_announced_to_those_it_is_for_and_not_repeated(
    question, asker, employee, stranger, moderator, run_jobs
):
    colleague = MemberFactory(handle="ben")
    EmploymentFactory(member=colleague)
    actions.follow_question(question, by=stranger)
    actions.follow_question(question, by=moderator)
    actions.write_aside(question, body="Send me order 77-12.", by=employee, speaking_as="support")
    run_jobs()

    assert heard(asker) == [("Ana Ruiz wrote to you privately.", "You asked this question.")]
    for person in (stranger, moderator, colleague):
        assert heard(person) == []
    mail_notice.call(asker.notices.get().pk)
    assert "77-12" not in mail.outbox[0].body

    actions.write_aside(question, body="It is 77-13.", by=asker)
    run_jobs()
    assert heard(employee) == [
        ("Maria Keller wrote to you privately.", "You help with this question.")
    ]


def test_whoever_stopped_hears_no_more_of_it(question, asker, answerer, run_jobs):
    actions.stop_following(question, by=asker)
    actions.post_answer(question, body="Pin it.", by=answerer)
    run_jobs()

    assert heard(asker) == []


def test_whoever_stopped_is_not_mailed_of_a_mention_but_finds_it(
    question, asker, answerer, run_jobs
):
    actions.stop_following(question, by=asker)
    actions.post_comment(question, body=f"Which band, @{asker.handle}?", by=answerer)
    run_jobs()

    mail_notice.call(asker.notices.get().pk)

    assert heard(asker)
    assert not [message for message in mail.outbox if asker.email in message.to]


def test_what_is_hidden_before_its_turn_is_told_to_nobody(question, answer, moderator, run_jobs):
    actions.hide_post(answer, reason="It is a guess.", by=moderator)
    run_jobs()

    assert not question.author.notices.exists()


def test_handlers_run_twice_change_nothing(
    question, answer, asker, stranger, employee, moderator, run_jobs
):
    actions.post_comment(answer, body="Which band, @lee?", by=asker)
    actions.accept_answer(answer, by=asker)
    actions.write_aside(question, body="Order?", by=employee, speaking_as="support")
    actions.mark_duplicate(
        question, of=actions.ask_question(title="Older", body="x", by=stranger), by=moderator
    )
    run_jobs()
    before = list(Notice.objects.order_by("pk").values("member", "event", "reasons"))

    for handler, event in telling():
        handler(event)

    assert list(Notice.objects.order_by("pk").values("member", "event", "reasons")) == before


def telling() -> Iterator[tuple[object, Event]]:
    for row in LoggedEvent.objects.order_by("pk"):
        event = Event.from_row(row)
        for handler in REACTIONS[type(event)].later:
            if handler.__module__ == "questions.notices":
                yield handler, event
