"""Suggesting a change, deciding about it, and who hears of it; and other news of entries."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.models import Notice
from community.notices import in_words
from ephemeral import actions
from ephemeral.actions.lives import restart
from ephemeral.actions.locking import locked_lifetime
from ephemeral.actions.suggesting import WAITING_AT_MOST, SuggestionDecidedAlready
from ephemeral.models import BackRequest, Decision, Lifetime, Suggestion
from tests.factories import EmploymentFactory, EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggestion(entry, words, stranger):
    return actions.suggest_change(
        entry, **{**words, "body": "Choose 36 to 64."}, why="More are free", by=stranger
    )


@pytest.fixture
def sentences(run_jobs):
    """What a member is told, once all jobs ran."""

    def told(member):
        run_jobs()
        notices = list(Notice.objects.filter(member=member).select_related("event"))
        return [words.sentence for _notice, words in in_words(notices, member)]

    return told


def test_anybody_signed_in_suggests_and_the_text_stays(entry, words, suggestion):
    entry.refresh_from_db()

    assert entry.body == words["body"]
    assert suggestion.base_revision_id == entry.live_revision_id


def test_a_suggestion_that_changes_nothing_or_says_no_why_is_refused(entry, words, stranger):
    with pytest.raises(ValidationError, match="Nothing is changed yet"):
        actions.suggest_change(entry, **words, why="Hm", by=stranger)
    with pytest.raises(ValidationError) as refused:
        actions.suggest_change(entry, **{**words, "body": "New"}, why=" ", by=stranger)

    assert "why" in refused.value.message_dict


def test_suggesting_the_same_twice_suggests_it_once(entry, words, suggestion, stranger):
    again = actions.suggest_change(
        entry, **{**words, "body": "Choose 36 to 64."}, why="More are free", by=stranger
    )

    assert again == suggestion


def test_one_person_does_not_fill_the_list(entry, words, stranger):
    for number in range(WAITING_AT_MOST):
        actions.suggest_change(entry, **{**words, "body": f"{number}"}, why="So", by=stranger)

    with pytest.raises(ValidationError, match="wait here already"):
        actions.suggest_change(entry, **{**words, "body": "More"}, why="So", by=stranger)


def test_taking_it_publishes_it_and_names_who_suggested(entry, suggestion, employee, client):
    actions.take_suggestion(suggestion, by=employee)

    entry.refresh_from_db()
    suggestion.refresh_from_db()
    decision = Lifetime.objects.get(entry=entry).decisions.last()
    assert entry.body == "Choose 36 to 64."
    assert (suggestion.was_taken, suggestion.decided_by) == (True, employee)
    assert suggestion.revision_id == entry.live_revision_id == decision.revision_id
    assert decision.kind == Decision.Kind.REVISED
    page = client.get(entry.get_absolute_url()).content.decode()
    assert re.search(r"With a change suggested by\s*<a[^>]*>Lee Chen", page)
    history = client.get(f"/knowledge/{entry.pk}/history/").content.decode()
    assert re.search(r"Suggested by\s*<a[^>]*>Lee Chen", history)


def test_it_may_be_edited_before(entry, suggestion, employee):
    actions.take_suggestion(suggestion, body="Choose 36 to 60.", by=employee)

    entry.refresh_from_db()
    assert entry.body == "Choose 36 to 60."


def test_declining_says_why_and_leaves_the_entry(entry, words, suggestion, employee):
    with pytest.raises(ValidationError, match="Say why"):
        actions.decline_suggestion(suggestion, reason="", by=employee)

    actions.decline_suggestion(suggestion, reason="52 on has radar", by=employee)

    entry.refresh_from_db()
    suggestion.refresh_from_db()
    assert entry.body == words["body"]
    assert (suggestion.was_taken, suggestion.reply) == (False, "52 on has radar")


def test_deciding_twice_decides_once(suggestion, employee, moderator):
    actions.take_suggestion(suggestion, by=employee)
    actions.take_suggestion(suggestion, by=employee)

    with pytest.raises(SuggestionDecidedAlready, match="Ana Ruiz took this suggestion already"):
        actions.decline_suggestion(suggestion, reason="No", by=moderator)
    assert Decision.objects.filter(kind=Decision.Kind.REVISED).count() == 1


def test_only_who_may_edit_decides(suggestion, stranger):
    with pytest.raises(PermissionDenied, match="200 points"):
        actions.take_suggestion(suggestion, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.decline_suggestion(suggestion, reason="Mine", by=stranger)


def test_a_draft_takes_no_suggestions(draft, words, moderator):
    with pytest.raises(PermissionDenied, match="This is a draft"):
        actions.suggest_change(draft, **{**words, "body": "New"}, why="So", by=moderator)


# On the pages


def test_a_suggestion_on_the_pages_from_writing_to_thanks(entry, words, stranger, employee, client):
    client.force_login(stranger)
    address = f"/knowledge/{entry.pk}/suggest/"
    assert client.get(address).context["form"]["body"].value() == words["body"]
    client.post(address, {**words, "body": "Choose 36 to 64.", "why": "More are free"})
    suggestion = Suggestion.objects.get()
    own = client.get(f"/knowledge/{entry.pk}/suggestions/").content.decode()
    assert "More are free" in own
    assert "Take it as it is" not in own
    client.force_login(employee)
    assert "1 suggestion waits" in client.get(entry.get_absolute_url()).content.decode()
    waiting = client.get(f"/knowledge/{entry.pk}/suggestions/").content.decode()
    assert "Take it as it is" in waiting
    assert "<ins>" in waiting
    take = client.get(f"/knowledge/suggestions/{suggestion.pk}/take/").context["form"]

    sent = client.post(
        f"/knowledge/suggestions/{suggestion.pk}/take/",
        {**words, "body": "Choose 36 to 60.", "base": take["base"].value()},
    )

    assert sent.url == entry.get_absolute_url()
    entry.refresh_from_db()
    assert entry.body == "Choose 36 to 60."


def test_it_is_taken_as_it_is_or_declined_on_the_page(entry, words, suggestion, employee, client):
    other = actions.suggest_change(
        entry, **{**words, "title": "No radar"}, why="Shorter", by=suggestion.member
    )
    client.force_login(employee)

    client.post(
        f"/knowledge/suggestions/{suggestion.pk}/take-as-it-is/", {"base": entry.live_revision_id}
    )
    client.post(f"/knowledge/suggestions/{other.pk}/decline/", {"reason": "Too short"})

    assert dict(Suggestion.objects.values_list("pk", "was_taken")) == {
        suggestion.pk: True,
        other.pk: False,
    }


def test_others_suggestions_are_not_shown_to_strangers(entry, suggestion, client):
    client.force_login(MemberFactory())

    page = client.get(f"/knowledge/{entry.pk}/suggestions/").content.decode()

    assert "More are free" not in page


def test_private_words_are_pointed_out_in_suggestions_too(entry, words, stranger, client):
    client.force_login(stranger)
    sent = {**words, "body": "Ask jo@mail.net", "why": "So"}

    first = client.post(f"/knowledge/{entry.pk}/suggest/", sent)
    second = client.post(f"/knowledge/{entry.pk}/suggest/", {**sent, "looked": "on"})

    assert first.status_code == 422
    assert "jo@mail.net" in first.content.decode()
    assert second.status_code == 302


# Who hears of it


def test_the_steward_hears_of_a_suggestion_until_it_is_decided(
    suggestion, employee, sentences, client
):
    assert sentences(employee) == ["Lee Chen suggests a change: More are free"]

    actions.decline_suggestion(suggestion, reason="No", by=employee)

    assert sentences(employee) == []


def test_the_team_hears_where_no_person_keeps_it(employee, words, lifespan, stranger, sentences):
    team = employee.current_employments[0].team
    colleague = EmploymentFactory(team=team).member
    entry = actions.write_entry(**words, by=employee, lifespan=lifespan, team=team)
    actions.suggest_change(entry, **{**words, "body": "New"}, why="So", by=stranger)

    assert sentences(colleague) == ["Lee Chen suggests a change: So"]
    assert sentences(employee) == ["Lee Chen suggests a change: So"]


def test_the_author_hears_of_an_orphan(words, stranger, sentences):
    entry = EntryFactory(steward=None)
    actions.suggest_change(entry, **words, why="So", by=stranger)

    assert sentences(entry.author) == ["Lee Chen suggests a change: So"]


def test_who_suggested_hears_what_was_decided(entry, words, suggestion, employee, sentences):
    other = actions.suggest_change(
        entry, **{**words, "title": "No radar"}, why="Shorter", by=suggestion.member
    )
    actions.decline_suggestion(other, reason="Too short", by=employee)
    actions.take_suggestion(suggestion, by=employee)

    assert sorted(sentences(suggestion.member)) == [
        "Ana Ruiz declined your suggestion: Too short",
        "Ana Ruiz took your suggestion. It is published, with your name.",
    ]


def test_a_new_steward_is_told(entry, employee, stranger, sentences):
    actions.hand_over(
        Lifetime.objects.get(entry=entry),
        steward=stranger,
        team=None,
        by=employee,
        now=timezone.now(),
    )

    assert sentences(stranger) == ["Ana Ruiz handed this to you: you keep it true now."]


def test_who_is_chosen_when_it_is_written_is_told(employee, stranger, words, lifespan, sentences):
    actions.write_entry(**words, by=employee, lifespan=lifespan, steward=stranger)

    assert sentences(stranger) == ["Ana Ruiz wrote this and chose you to keep it true."]


def test_who_asked_it_back_hears_that_it_was_revised(entry, words, employee, stranger, sentences):
    lifetime = Lifetime.objects.get(entry=entry)
    BackRequest.objects.create(lifetime=lifetime, member=stranger, round=lifetime.round)
    actions.revise_entry(entry, **{**words, "body": "For 6.3"}, by=employee)

    assert sentences(stranger) == ["Ana Ruiz revised what you asked back. It is confirmed again."]


def test_notices_of_what_one_may_no_longer_see_say_nothing(
    entry, suggestion, employee, stranger, sentences
):
    actions.take_suggestion(suggestion, by=employee)
    assert len(sentences(stranger)) == 1

    entry.refresh_from_db()
    entry.unpublish(user=employee)

    assert sentences(stranger) == []


def test_a_notice_leads_to_what_waits(suggestion, employee, run_jobs, client):
    run_jobs()
    client.force_login(employee)

    page = client.get("/notices/").content.decode()

    assert "Lee Chen suggests a change: More are free" in page
    opened = client.get(re.search(r'href="(/notices/\d+/)"', page)[1])
    assert opened.url == f"/knowledge/{suggestion.entry_id}/suggestions/"


def test_restarting_alone_tells_nobody(entry, employee, stranger, sentences):
    lifetime = locked_lifetime(Lifetime.objects.get(entry=entry).pk)

    restart(lifetime, Decision.Kind.RENEWED, days=10, by=employee, now=timezone.now())

    assert sentences(stranger) == []
