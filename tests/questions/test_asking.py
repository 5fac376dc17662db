"""Asking, answering, commenting, editing: what is stored and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.models import Employment, LoggedEvent
from questions import actions
from questions.models import Draft, Question, Tag, TagSynonym
from reputation.models import LedgerLine

pytestmark = pytest.mark.django_db


def test_a_question_is_stored_ready_to_be_shown(question, asker):
    assert "<strong>two</strong>" in question.html
    assert question.slug == "wi-fi-drops-at-night"
    assert [tag.name for tag in question.tags.order_by("name")] == ["firmware", "wifi"]
    assert question.revisions.get().body == question.body
    assert question.follows.get().member == asker


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("ルーターが夜中に切れる", "ルーターが夜中に切れる"),
        ("Как обновить прошивку?", "как-обновить-прошивку"),
        ("¿Por qué?", "por-qué"),
        ("हिन्दी में वाई-फ़ाई", "हिन्दी-में-वाई-फ़ाई"),
        ("ทำไม Wi-Fi ช้า", "ทําไม-wi-fi-ช้า"),
        ("❤️ 5 GHz", "5-ghz"),
        ("???", "question"),
        ("Edit", "edit-question"),
    ],
)
def test_titles_in_any_script_make_readable_addresses(asker, client, title, slug):
    question = actions.ask_question(title=title, body="…", by=asker)

    assert question.slug == slug
    assert client.get(question.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"body": " \n "}, "body"),
        ({"body": "x" * 30_001}, "body"),
        ({"kind": "rant"}, "kind"),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, "tags"),
        ({"tags": ["no/slash"]}, "tags"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(asker, sent, field):
    with pytest.raises(ValidationError) as refusal:
        actions.ask_question(by=asker, **{"title": "A title", "body": "A body", **sent})

    assert list(refusal.value.message_dict) == [field]
    assert not Question.objects.exists()
    assert not LoggedEvent.objects.exists()


def test_a_synonym_gives_its_tag_and_tags_are_counted(asker, moderator):
    wifi = Tag.objects.create(name="wifi")
    actions.describe_tag(wifi, description="Wireless", synonyms=["wlan", "Wi-Fi"], by=moderator)

    question = actions.ask_question(title="Slow", body="…", tags=["WLAN", "#wifi"], by=asker)

    assert [tag.name for tag in question.tags.all()] == ["wifi"]
    assert Tag.objects.get(name="wifi").question_count == 1


def test_a_word_that_is_a_tag_cannot_be_a_synonym(moderator):
    wifi, wlan = Tag.objects.create(name="wifi"), Tag.objects.create(name="wlan")

    with pytest.raises(ValidationError, match="merge"):
        actions.describe_tag(wifi, description="", synonyms=["wlan"], by=moderator)
    actions.merge_tags(wlan, into=wifi, by=moderator)

    assert TagSynonym.objects.get(name="wlan").tag == wifi


def test_editing_keeps_every_word_that_was_said(question, asker):
    first = question.body
    edited = actions.edit_question(
        question, title="Wi-Fi drops at two", body="Only 5 GHz.", by=asker, reason="clearer"
    )

    newest = edited.revisions.last()
    assert (newest.number, newest.title, newest.reason) == (2, "Wi-Fi drops at two", "clearer")
    assert edited.revisions.first().body == first
    assert edited.revision_count == 2

    back = actions.roll_back(edited, to=edited.revisions.first(), by=asker)

    assert (back.title, back.body) == ("Wi-Fi drops at night", first)
    assert back.revisions.last().restores == 1
    assert back.revision_count == 3


def test_saving_what_is_there_already_makes_no_revision(answer, answerer):
    actions.edit_answer(answer, body=answer.body, by=answerer)

    assert answer.revisions.count() == 1


def test_an_edit_that_began_from_an_older_text_is_a_conflict(answer, answerer, moderator):
    actions.edit_answer(answer, body="Pin it to 40.", by=moderator, base=1)

    with pytest.raises(actions.EditConflict) as conflict:
        actions.edit_answer(answer, body="Pin it to 44.", by=answerer, base=1)

    assert conflict.value.post.body == "Pin it to 40."


def test_others_posts_can_be_edited_once_one_has_earned_it(answer, stranger, question):
    with pytest.raises(PermissionDenied, match="50 points"):
        actions.edit_answer(answer, body="Better.", by=stranger)

    event = LoggedEvent.objects.first()
    LedgerLine.objects.create(
        member=stranger, points=50, uncapped_points=50, reason="answer_up", event=event
    )

    assert actions.edit_answer(answer, body="Better.", by=stranger).edited_by == stranger


def test_an_employee_speaks_as_the_team_or_personally(question, employee):
    as_support = actions.post_answer(question, body="Update.", by=employee, speaking_as="support")
    personally = actions.post_answer(question, body="Me too.", by=employee)

    assert str(as_support.capacity) == "Support, Acme"
    assert personally.capacity is None


def test_the_capacity_stays_when_the_team_is_renamed_and_the_person_leaves(question, employee):
    answer = actions.post_answer(question, body="Update.", by=employee, speaking_as="support")
    employment = Employment.objects.get(member=employee)
    employment.team.name = "Care"
    employment.team.save()
    employment.ended_at = answer.posted_at
    employment.save()

    answer.refresh_from_db()

    assert str(answer.capacity) == "Support, Acme"
    with pytest.raises(PermissionDenied):
        actions.post_answer(question, body="Again.", by=employee, speaking_as="support")


def test_nobody_speaks_for_a_team_they_do_not_work_in(question, stranger, employee):
    with pytest.raises(PermissionDenied, match="do not work in this team"):
        actions.post_answer(question, body="I am Support!", by=stranger, speaking_as="support")


def test_comments_stand_on_a_question_or_an_answer(question, answer, stranger):
    on_question = actions.post_comment(question, body="Same here", by=stranger)
    on_answer = actions.post_comment(answer, body="It helped", by=stranger)

    assert (on_question.answer, on_question.question) == (None, question)
    assert (on_answer.answer, on_answer.question) == (answer, question)
    edited = actions.edit_comment(on_answer, body="It helped, thanks", by=stranger)
    assert edited.edited_at


def test_a_locked_question_says_so_and_moderators_may_go_on(question, answerer, moderator):
    actions.lock_question(question, reason="Settled", by=moderator)

    with pytest.raises(PermissionDenied, match="locked"):
        actions.post_answer(question, body="But", by=answerer)
    assert actions.post_answer(question, body="A last word", by=moderator)
    actions.unlock_question(question, reason="News", by=moderator)
    assert actions.post_answer(question, body="But", by=answerer)


def test_hiding_takes_a_reason_and_can_be_undone(question, answer, asker, moderator, stranger):
    with pytest.raises(ValidationError):
        actions.hide_post(answer, reason=" ", by=moderator)
    with pytest.raises(PermissionDenied):
        actions.hide_post(answer, reason="I do not like it", by=stranger)

    actions.hide_post(answer, reason="Off topic", by=moderator)

    question.refresh_from_db()
    assert question.answer_count == 0
    seen = [question.answers.visible_to(person).exists() for person in (stranger, moderator)]
    assert seen == [False, True]
    actions.restore_post(answer, reason="My mistake", by=moderator)
    question.refresh_from_db()
    assert question.answer_count == 1


def test_an_author_takes_back_what_nobody_has_built_on(question, answer, asker, answerer):
    with pytest.raises(PermissionDenied, match="Others have answered"):
        actions.hide_post(question, reason="Never mind", by=asker)

    actions.hide_post(answer, reason="I was wrong", by=answerer)
    actions.restore_post(answer, reason="No, right", by=answerer)
    actions.accept_answer(answer, by=asker)

    with pytest.raises(PermissionDenied, match="solved"):
        actions.hide_post(answer, reason="Hm", by=answerer)


def test_a_duplicate_points_to_the_original_and_takes_its_followers_there(
    question, asker, stranger, moderator
):
    again = actions.ask_question(title="Again at night", body="It drops.", by=stranger)

    actions.mark_duplicate(again, of=question, by=moderator)

    assert question.follows.filter(member=stranger).exists()
    with pytest.raises(ValidationError, match="circle"):
        actions.mark_duplicate(question, of=again, by=moderator)
    actions.unmark_duplicate(again, by=moderator)
    again.refresh_from_db()
    assert again.duplicate_of is None


def test_an_idea_carries_the_organisations_answer_and_its_history(asker, employee, stranger):
    idea = actions.ask_question(title="Scheduled reboots", body="Please", kind="idea", by=asker)
    assert idea.idea_status == "new"

    with pytest.raises(PermissionDenied, match="Only employees"):
        actions.decide_idea(idea, status="planned", by=stranger)
    with pytest.raises(ValidationError):
        actions.decide_idea(idea, status="declined", by=employee)
    actions.decide_idea(idea, status="considered", by=employee, speaking_as="support")
    decision = actions.decide_idea(
        idea, status="planned", response="In **6.3**.", by=employee, speaking_as="support"
    )

    idea.refresh_from_db()
    assert idea.idea_status == "planned"
    assert str(decision.capacity) == "Support, Acme"
    assert [step.status for step in idea.decisions.all()] == ["considered", "planned"]


def test_drafts_become_the_members_when_they_sign_in(asker):
    from django.contrib.auth.models import AnonymousUser

    actions.save_draft("ask", {"title": "Half a"}, by=AnonymousUser(), visitor="key")
    actions.claim_drafts("key", by=asker)

    assert Draft.objects.get(member=asker).fields == {"title": "Half a"}


def test_an_emptied_form_keeps_no_draft(asker):
    actions.save_draft("ask", {"title": "Half a", "kind": "question"}, by=asker)
    actions.save_draft("ask", {"title": " ", "kind": "question"}, by=asker)

    assert not Draft.objects.exists()
