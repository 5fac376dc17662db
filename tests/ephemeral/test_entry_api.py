"""Entries for programs: the same reads and acts as the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ephemeral import actions
from ephemeral.models import Entry, Lifespan, Lifetime, Suggestion
from questions import actions as asking
from tests.calling import assert_problem, call
from tests.factories import EntryFactory, LifespanFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def aged(days, **how):
    return EntryFactory(written_at=timezone.now() - days * DAY, **how)


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def test_an_entry_comes_with_its_life(entry, question, employee):
    actions.link_entry(entry, question=question, by=employee)

    got = call("get", f"/entries/{entry.pk}").json()

    lifetime = Lifetime.objects.get(entry=entry)
    assert got["title"] == "Channels without radar"
    assert got["url"] == f"http://testserver{entry.get_absolute_url()}"
    assert got["tags"] == ["wifi"]
    assert got["questions"] == [question.pk]
    assert got["capacity"]["team"] == "Support"
    assert got["revision"] == entry.live_revision_id
    life = got["life"]
    assert life["state"] == "confirmed"
    assert life["words"] == "Confirmed just now by Ana Ruiz, Support"
    assert life["due_at"][:19] == lifetime.due_at.isoformat()[:19]
    assert life["lapses_at"] > life["due_at"] > life["confirmed_at"]
    assert (life["steward"]["handle"], life["team"]) == ("ana", "support")


def test_the_list_is_narrowed_by_state_and_tag(entry):
    LifespanFactory(name="Stays", on_lapse=Lifespan.OnLapse.STAYS)
    aged(95, title="Due")
    aged(110, title="Unconfirmed")
    aged(200, title="Lapsed")
    aged(200, title="Lapsed, stays", lifespan=Lifespan.objects.get(name="Stays"))
    gone = aged(1, title="Gone")
    Lifetime.objects.filter(entry=gone).update(let_go_at=timezone.now())

    everything = set(titles(call("get", "/entries")))
    by_state = {
        state: set(titles(call("get", "/entries", state=state)))
        for state in ("confirmed", "due", "unconfirmed", "lapsed", "gone")
    }

    assert everything == {"Channels without radar", "Due", "Unconfirmed", "Lapsed, stays"}
    assert by_state == {
        "confirmed": {"Channels without radar"},
        "due": {"Due"},
        "unconfirmed": {"Unconfirmed"},
        "lapsed": {"Lapsed", "Lapsed, stays"},
        "gone": {"Gone"},
    }
    assert titles(call("get", "/entries", tag="wifi")) == ["Channels without radar"]
    assert_problem(call("get", "/entries", state="old"), 400, "one of confirmed, due")
    assert_problem(call("get", "/entries", tag="none"), 400, "no tag #none")


def test_lists_come_in_pages(db):
    for number in range(3):
        EntryFactory(title=f"Number {number}")

    first = call("get", "/entries", size=2).json()
    second = call("get", "/entries", size=2, page=first["next"]).json()

    found = [item["title"] for item in [*first["items"], *second["items"]]]
    assert found == ["Number 2", "Number 1", "Number 0"]


def test_an_entry_is_written_from_an_answer(answer, question, employee, words):
    made = call("post", "/entries", by=employee, **words, tags=["wifi"], answer_id=answer.pk)

    assert made.status_code == 201, made.content
    assert made.json()["questions"] == [question.pk]
    assert made.json()["life"]["lifespan"] == "How something is done"
    assert Entry.objects.get().settles.get().answer == answer


def test_keepers_and_lifespans_are_named(employee, stranger, words):
    outage = call("get", "/lifespans").json()[0]
    assert (outage["name"], outage["days"]) == ("This week's outage", 3)

    made = call(
        "post", "/entries", by=employee, **words, lifespan=outage["id"], steward="@lee"
    ).json()

    assert made["life"]["steward"]["handle"] == "lee"
    assert made["life"]["days"] == 3
    for wrong, words_of_it in (
        ({"steward": "nobody"}, "no such member"),
        ({"team": "board"}, "do not work in this team"),
        ({"lifespan": 99999}, "no lifespan"),
        ({"answer_id": 99999}, "no answer"),
        ({"question_ids": [99999]}, "no question"),
    ):
        assert_problem(call("post", "/entries", by=employee, **words, **wrong), 400, words_of_it)


def test_private_words_are_pointed_out_until_somebody_looked(employee, words):
    sent = {**words, "body": "Call 020 7183 8750"}

    refused = call("post", "/entries", by=employee, **sent)
    made = call("post", "/entries", by=employee, **sent, looked=True)

    assert_problem(refused, 400, "020 7183 8750")
    assert made.status_code == 201


def test_what_is_sent_changes_and_the_rest_stays(entry, words, employee):
    changed = call(
        "patch", f"/entries/{entry.pk}", by=employee, body="Choose 36.", reason="Short"
    ).json()

    assert (changed["body"], changed["summary"]) == ("Choose 36.", words["summary"])
    assert changed["tags"] == ["wifi"]
    revisions = call("get", f"/entries/{entry.pk}/revisions").json()
    assert [(one["reason"], one["body"]) for one in revisions] == [
        ("Short", "Choose 36."),
        ("", words["body"]),
    ]


def test_a_change_over_somebody_elses_is_a_conflict(entry, words, employee, moderator):
    base = entry.live_revision_id
    call("patch", f"/entries/{entry.pk}", by=moderator, body="Hers", base=base)

    late = call("patch", f"/entries/{entry.pk}", by=employee, **{**words, "body": "His"}, base=base)

    assert_problem(late, 409, "Somebody changed this since")


def test_a_draft_is_its_writers_until_it_is_published(employee, stranger, words):
    made = call("post", "/entries", by=employee, **words, draft=True).json()

    assert made["is_draft"]
    assert made["life"] is None
    assert call("get", f"/entries/{made['id']}", by=stranger).status_code == 404
    published = call("patch", f"/entries/{made['id']}", by=employee).json()
    assert not published["is_draft"]
    assert published["life"]["state"] == "confirmed"


def test_suggestions_are_made_taken_and_declined(entry, employee, stranger):
    address = f"/entries/{entry.pk}/suggestions"
    made = call("post", address, by=stranger, body="Choose 36 to 64.", why="More")
    other = call("post", address, by=stranger, title="No radar", why="Short").json()
    assert made.status_code == 201, made.content
    assert call("get", address).status_code == 401
    assert len(call("get", address, by=employee).json()["items"]) == 2
    refused = call("post", f"/suggestions/{made.json()['id']}/take", by=stranger)
    assert_problem(refused, 403, "200 points")

    taken = call("post", f"/suggestions/{made.json()['id']}/take", by=employee)
    declined = call("post", f"/suggestions/{other['id']}/decline", by=employee, reason="No")

    assert taken.json()["body"] == "Choose 36 to 64."
    assert (declined.json()["was_taken"], declined.json()["reply"]) == (False, "No")
    assert Suggestion.objects.filter(decided_at=None).count() == 0


def test_others_suggestions_are_not_listed_for_strangers(entry, words, stranger, asker):
    actions.suggest_change(entry, **{**words, "body": "New"}, why="So", by=stranger)

    mine = call("get", f"/entries/{entry.pk}/suggestions", by=asker).json()

    assert mine["items"] == []


def test_questions_are_linked_and_unlinked(entry, question, employee, stranger):
    address = f"/entries/{entry.pk}/questions"
    assert call("post", address, by=stranger, question_id=question.pk).status_code == 403

    assert call("post", address, by=employee, question_id=question.pk).status_code == 204
    assert entry.settles.get().question == question
    assert call("delete", f"{address}/{question.pk}", by=employee).status_code == 204
    assert not entry.settles.exists()


def test_hidden_questions_are_not_named(entry, question, employee, moderator):
    actions.link_entry(entry, question=question, by=employee)
    asking.hide_post(question, reason="Private", by=moderator)

    assert call("get", f"/entries/{entry.pk}").json()["questions"] == []
    assert call("get", f"/entries/{entry.pk}", by=moderator).json()["questions"] == [question.pk]


def test_the_log_tells_of_entries_only_to_who_may_see_them(
    entry, draft, question, employee, settled
):
    actions.link_entry(draft, question=question, by=employee)
    settled()

    seen = {
        event["entry_id"]
        for event in call("get", "/events", limit=100).json()["items"]
        if event["type"].startswith("Entry")
    }

    assert seen == {entry.pk}
