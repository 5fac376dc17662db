"""Writing, revising and linking entries: what starts a clock, and what nobody sees."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from community.events import EntryRevised, EntryWritten
from community.models import LoggedEvent
from ephemeral import actions
from ephemeral.models import Decision, Entry, EntryQuestion, Lifespan, Lifetime
from questions import actions as asking
from questions.models import Tag
from reputation.models import LedgerLine
from tests.factories import EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(event_type, entry):
    return LoggedEvent.objects.filter(type=event_type.__name__, entry_id=entry.pk).count()


def life(entry):
    return Lifetime.objects.get(entry=entry)


def test_writing_confirms_and_starts_the_clock(employee, lifespan, words):
    now = timezone.now() - 3 * DAY

    entry = actions.write_entry(**words, by=employee, lifespan=lifespan, at=now)

    assert entry.live
    assert life(entry).confirmed_at == life(entry).began_at == now
    assert life(entry).confirmed_by == employee
    assert life(entry).days == 100
    assert told(EntryWritten, entry) == 1


def test_the_writer_keeps_it_with_their_team(entry, employee):
    assert life(entry).steward == employee
    assert life(entry).team == employee.current_employments[0].team
    assert entry.capacity.team_name == "Support"


def test_another_person_or_a_team_may_be_chosen(employee, stranger, lifespan, words):
    team = employee.current_employments[0].team
    by_person = actions.write_entry(**words, by=employee, lifespan=lifespan, steward=stranger)
    by_team = actions.write_entry(**words, by=employee, lifespan=lifespan, team=team)

    assert (life(by_person).steward, life(by_person).team) == (stranger, None)
    assert (life(by_team).steward, life(by_team).team) == (None, team)


def test_writing_takes_points_and_the_refusal_says_how_many(stranger, lifespan, words):
    with pytest.raises(PermissionDenied, match="200 points, and you have 200 to go"):
        actions.write_entry(**words, by=stranger, lifespan=lifespan)


def test_a_member_who_earned_it_writes(stranger, lifespan, words, monkeypatch):
    monkeypatch.setattr("reputation.privileges.WRITE_ENTRIES", 0)

    entry = actions.write_entry(**words, by=stranger, lifespan=lifespan)

    assert life(entry).steward == stranger
    assert LedgerLine.objects.total_of(stranger) == 0


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": " "}, "title", "Say in a few words"),
        ({"summary": ""}, "summary", "in a sentence or two"),
        ({"summary": "x" * 301}, "summary", "at most 300 characters; these are 301"),
        ({"body": "\n"}, "body", "nothing here yet"),
        ({"versions": "9" * 201}, "versions", "at most 200"),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, "tags", "At most 5 tags"),
    ],
)
def test_what_cannot_stand_like_this_is_said_by_its_field(
    employee, lifespan, words, changed, field, sentence
):
    with pytest.raises(ValidationError) as refused:
        actions.write_entry(**{**words, **changed}, by=employee, lifespan=lifespan)

    assert sentence in refused.value.message_dict[field][0]
    assert not Entry.objects.exists()


def test_the_lifespan_of_answers_is_for_answers(employee, words):
    with pytest.raises(ValidationError, match="accepted answers alone"):
        actions.write_entry(**words, by=employee, lifespan=Lifespan.objects.for_answers())


# Revising


def test_another_text_restarts_the_clock_with_fewer_days(entry, words, employee):
    later = timezone.now() + 40 * DAY

    actions.revise_entry(
        entry, **{**words, "body": "Choose 36."}, by=employee, reason="Shorter", at=later
    )

    decision = life(entry).decisions.last()
    assert decision.kind == Decision.Kind.REVISED
    assert (decision.because, decision.member) == ("Shorter", employee)
    assert life(entry).confirmed_at == later
    assert life(entry).days == 75
    entry.refresh_from_db()
    assert decision.revision_id == entry.live_revision_id
    assert (entry.body, entry.edited_by, entry.edited_at) == ("Choose 36.", employee, later)
    assert told(EntryRevised, entry) == 1


def test_the_same_text_again_moves_nothing(entry, words, employee):
    before = life(entry)

    actions.revise_entry(entry, **words, by=employee, at=timezone.now() + DAY)

    assert life(entry).due_at == before.due_at
    assert told(EntryRevised, entry) == 0


def test_another_lifespan_counts_from_now(entry, words, employee):
    outage = Lifespan.objects.get(days=3)

    actions.revise_entry(entry, **words, lifespan=outage, by=employee)

    assert (life(entry).lifespan, life(entry).days) == (outage, 3)


def test_who_began_from_an_older_text_is_told_whose_stands(entry, words, employee, moderator):
    base = entry.live_revision_id
    actions.revise_entry(entry, **{**words, "body": "Hers"}, by=moderator, base=base)

    with pytest.raises(actions.EntryConflict, match="Inês Duarte changed this"):
        actions.revise_entry(entry, **{**words, "body": "His"}, by=employee, base=base)

    entry.refresh_from_db()
    assert entry.body == "Hers"


def test_who_saw_an_older_round_is_told_that_it_was_decided(entry, words, employee, moderator):
    seen = life(entry).round
    actions.revise_entry(entry, **{**words, "body": "Hers"}, by=moderator)

    with pytest.raises(actions.AlreadyDecided, match="Inês Duarte was faster"):
        actions.revise_entry(entry, **{**words, "body": "His"}, by=employee, round=seen)


def test_an_earlier_text_comes_back_without_its_date(entry, words, employee):
    first = entry.live_revision
    actions.revise_entry(entry, **{**words, "body": "Worse"}, tags=["mesh"], by=employee)
    later = timezone.now() + 9 * DAY

    entry = actions.roll_back_entry(entry, to=first, by=employee, at=later)

    assert entry.body == words["body"]
    assert [tag.name for tag in entry.tags.all()] == ["wifi"]
    assert life(entry).confirmed_at == later


def test_a_locked_entry_says_so(entry, words, employee):
    Entry.objects.filter(pk=entry.pk).update(locked=True)

    with pytest.raises(PermissionDenied, match="An administrator locked this entry"):
        actions.revise_entry(entry, **{**words, "body": "Mine"}, by=employee)


def test_revising_what_was_let_go_brings_it_back(entry, words, employee):
    Lifetime.objects.filter(entry=entry).update(let_go_at=timezone.now())

    actions.revise_entry(entry, **{**words, "body": "Works on 6.3 again"}, by=employee)

    assert life(entry).let_go_at is None


# Drafts


def test_a_drafts_clock_stands_still_until_it_is_published(draft, words, employee, lifespan):
    assert not draft.live
    assert life(draft).next_at is None
    assert not Lifetime.objects.running().exists()
    assert told(EntryWritten, draft) == 0
    later = timezone.now() + 30 * DAY

    entry = actions.revise_entry(draft, **words, by=employee, at=later)

    assert entry.live
    assert life(entry).began_at == life(entry).confirmed_at == later
    assert (life(entry).lifespan, life(entry).days) == (lifespan, 100)
    assert [one.kind for one in life(entry).decisions.all()] == [Decision.Kind.BEGAN]
    assert (told(EntryWritten, entry), told(EntryRevised, entry)) == (1, 0)


def test_a_draft_of_another_text_leaves_the_published_one(entry, words, employee):
    before = life(entry)

    kept = actions.revise_entry(entry, **{**words, "body": "Not yet"}, by=employee, draft=True)

    assert kept.body == words["body"]
    assert kept.has_unpublished_changes
    assert life(entry).due_at == before.due_at


def test_a_draft_is_seen_by_its_writer_employees_and_moderators(
    draft, employee, moderator, stranger
):
    seen = {who: Entry.objects.visible_to(who).exists() for who in (employee, moderator, stranger)}

    assert seen == {employee: True, moderator: True, stranger: False}
    assert not Entry.objects.visible_to(AnonymousUser()).exists()


# Every door has the same effect


def test_wagtails_publishing_counts_once_with_whoever_pressed_it(entry, employee, administrator):
    entry.body = "Through Wagtail"
    revision = entry.save_revision(user=employee)

    revision.publish(user=administrator)
    revision.publish(user=administrator)

    assert told(EntryRevised, entry) == 1
    assert life(entry).confirmed_by == administrator
    assert life(entry).decisions.filter(kind=Decision.Kind.REVISED).count() == 1
    assert life(entry).days == 75


def test_wagtails_schedule_counts_when_it_goes_live(entry, employee):
    before = life(entry)
    entry.body = "From next week on"
    entry.go_live_at = timezone.now() + 7 * DAY
    revision = entry.save_revision(user=employee)
    revision.publish(user=employee)
    assert life(entry).due_at == before.due_at
    entry.go_live_at = timezone.now() - DAY
    revision = entry.save_revision(user=employee)
    type(revision).objects.update(approved_go_live_at=None)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=entry.go_live_at)

    call_command("publish_scheduled")

    entry.refresh_from_db()
    assert entry.body == "From next week on"
    assert told(EntryRevised, entry) == 1
    assert life(entry).confirmed_by == employee


def test_what_is_withdrawn_stands_still_and_goes_on_when_it_is_published_again(entry, employee):
    entry.unpublish(user=employee)
    assert life(entry).paused_at
    assert life(entry).next_at is None

    entry.refresh_from_db()
    entry.get_latest_revision().publish(user=employee)

    assert life(entry).paused_at is None
    assert life(entry).days == 100


# What it settles


def test_an_answer_becomes_an_entry_that_settles_its_question(
    answer, question, employee, lifespan, words
):
    entry = actions.write_entry(**words, by=employee, lifespan=lifespan, answer=answer)

    link = EntryQuestion.objects.get()
    assert (link.entry, link.question, link.answer) == (entry, question, answer)


def test_linking_twice_links_once_and_unlinking_takes_it_back(entry, question, employee):
    actions.link_entry(entry, question=question, by=employee)
    actions.link_entry(entry, question=question, by=employee)
    assert entry.settles.count() == 1

    actions.unlink_entry(entry, question=question, by=employee)

    assert not entry.settles.exists()
    types = LoggedEvent.objects.filter(entry_id=entry.pk, question_id=question.pk)
    assert [row.type for row in types] == ["EntryLinked", "EntryUnlinked"]


def test_what_one_cannot_see_or_may_not_edit_is_not_linked(
    entry, question, employee, stranger, moderator
):
    with pytest.raises(PermissionDenied):
        actions.link_entry(entry, question=question, by=stranger)
    asking.hide_post(question, reason="Spam", by=moderator)

    with pytest.raises(PermissionDenied, match="This question is hidden"):
        actions.link_entry(entry, question=question, by=employee)


def test_merging_tags_moves_entries_too(entry, employee, moderator):
    both = EntryFactory(author=employee)
    wifi = Tag.objects.get(name="wifi")
    wlan = Tag.objects.create(name="wlan")
    both.tags.set([wifi, wlan])
    both.save()

    asking.merge_tags(wifi, into=wlan, by=moderator)

    for one in (entry, both):
        names = [tag.name for tag in Entry.objects.get(pk=one.pk).tags.all()]
        assert names == ["wlan"]


def test_an_old_text_with_a_tag_that_is_gone_comes_back_without_it(entry, words, employee):
    first = entry.live_revision
    actions.revise_entry(entry, **{**words, "body": "New"}, tags=[], by=employee)
    Tag.objects.filter(name="wifi").delete()

    entry = actions.roll_back_entry(entry, to=first, by=employee)

    assert entry.body == words["body"]
    assert not entry.tags.exists()


def test_a_departed_steward_cannot_be_chosen(employee, lifespan, words):
    gone = MemberFactory(is_active=False)

    with pytest.raises(ValidationError, match="has left"):
        actions.write_entry(**words, by=employee, lifespan=lifespan, steward=gone)
