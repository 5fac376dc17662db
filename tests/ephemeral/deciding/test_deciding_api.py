"""Deciding by programs: the same acts, the same refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ephemeral.actions import renew
from ephemeral.models import Decision, Lifetime
from tests.calling import assert_problem, call, key_of
from tests.factories import EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lifetime(steward):
    """Came due five days ago."""
    written = timezone.now() - timedelta(days=105)
    return EntryFactory(title="Choosing a channel", author=steward, written_at=written).lifetime


def path(lifetime, act=""):
    return f"/lifetimes/{lifetime.pk}{act}"


def test_anybody_reads_how_fresh_it_is(lifetime, employee):
    renew(lifetime, because="Tried it", by=employee, speaking_as="support", base=1)

    said = call("GET", path(lifetime)).json()

    assert said["state"] == "confirmed"
    assert said["words"] == "Confirmed just now by Ana Ruiz, Support"
    assert said["days"] == 125
    assert said["round"] == 2
    assert said["steward"]["handle"] == "noor"
    assert [step["kind"] for step in said["steps"]] == ["renewed", "began"]
    assert said["steps"][0]["effect"] == "waits 125 days now instead of 100"
    assert said["older"] == ""


def test_a_long_life_is_read_in_pages(lifetime, steward):
    for number in range(70):
        renew(lifetime, because=f"Look {number}", by=steward)

    newest = call("GET", path(lifetime)).json()
    older = call("GET", path(lifetime), before=newest["older"]).json()

    words = [step["words"] for page in (newest, older) for step in page["steps"]]
    assert words == [f"Look {number}" for number in range(69, -1, -1)] + [""]
    assert older["older"] == ""
    assert_problem(call("GET", path(lifetime), before="nonsense"), 400, "Begin at its first page")


def test_a_program_renews(lifetime, steward, stranger):
    sent = {"because": "The nightly test ran it", "versions": "6.2.4", "base": 1}

    done = call("POST", path(lifetime, "/renew"), by=steward, **sent)
    refused = call("POST", path(lifetime, "/renew"), by=stranger, because="I say so")
    empty = call("POST", path(lifetime, "/renew"), by=steward, because=" ")

    assert done.json()["kind"] == "renewed"
    assert done.json()["person"]["handle"] == "noor"
    assert_problem(refused, 403, "Its steward or an employee decides")
    assert_problem(empty, 400, "Say in one line what it rests on.")
    assert empty.json()["errors"] == {"because": ["Say in one line what it rests on."]}


@pytest.mark.parametrize("act", ["/renew", "/let-go"])
def test_who_comes_second_is_told_who_was_first(lifetime, steward, employee, act):
    renew(lifetime, because="Tried it", by=employee)

    late = call("POST", path(lifetime, act), by=steward, because="Mine", base=1)

    assert_problem(late, 409, "Ana Ruiz was faster: it was renewed")


def test_a_program_lets_go_for_a_successor(lifetime, steward):
    better = EntryFactory(title="Channels in 2026")

    unknown = call("POST", path(lifetime, "/let-go"), by=steward, because="Old", successor_id=99999)
    done = call(
        "POST", path(lifetime, "/let-go"), by=steward, because="Old", successor_id=better.pk
    )

    assert_problem(unknown, 400, "no entry with this number")
    assert done.json()["successor_id"] == better.pk
    assert call("GET", path(lifetime)).json()["state"] == "gone"


def test_voices_are_given_and_taken_back(lifetime, employee, steward):
    lee = MemberFactory(joined_at=timezone.now() - timedelta(days=30))

    holds = call("POST", path(lifetime, "/evidence"), by=lee, holds=True, version="6.2").json()
    again = call("POST", path(lifetime, "/evidence"), by=lee, holds=False, note="No menu").json()
    refused = call("POST", path(lifetime, "/evidence"), by=steward, holds=True)

    assert (holds["days"], holds["effect"]) == (2, "holds 2 days longer")
    assert again["effect"] == "It was due already, so this moves no date."
    assert_problem(refused, 403, "You wrote this")
    assert call("GET", path(lifetime)).json()["disputes"] == 1
    assert call("DELETE", path(lifetime, "/evidence"), by=lee).status_code == 204
    assert call("GET", path(lifetime)).json()["disputes"] == 0

    full = call(
        "POST", path(lifetime, "/evidence"), by=employee, holds=True, speaking_as="support"
    ).json()

    assert full["decision"]["kind"] == "renewed"


def test_what_lapsed_is_asked_back(lifetime, stranger):
    early = call("POST", path(lifetime, "/ask-back"), by=stranger)
    ago = timezone.now() - timedelta(days=1)
    Lifetime.objects.filter(pk=lifetime.pk).update(lapses_at=ago, due_at=ago, soon_at=ago)

    done = call("POST", path(lifetime, "/ask-back"), by=stranger)

    assert_problem(early, 403, "It has not lapsed")
    assert done.status_code == 204
    assert call("GET", path(lifetime)).json()["back_requests"] == 1


def test_a_program_hands_over(lifetime, steward, employee, stranger):
    done = call("POST", path(lifetime, "/hand-over"), by=steward, steward="ana", team="support")
    unknown = call("POST", path(lifetime, "/hand-over"), by=employee, steward="who")
    refused = call("POST", path(lifetime, "/hand-over"), by=stranger, steward="lee")

    assert (done.json()["steward"]["handle"], done.json()["team"]) == ("ana", "support")
    assert_problem(unknown, 400, "Nobody here has this handle.")
    assert_problem(refused, 403, "Only its steward")
    assert lifetime.decisions.filter(kind=Decision.Kind.HANDED_OVER).count() == 1


def test_a_program_reads_the_queue(lifetime, steward, employee):
    mine = call("GET", "/knowledge/due", by=steward).json()
    everything = call("GET", "/knowledge/due", by=employee, show="all").json()

    assert [item["lifetime"]["id"] for item in mine["items"]] == [lifetime.pk]
    assert mine["items"][0]["why"] == ["Its date has passed."]
    assert len(everything["items"]) == 1
    assert call("GET", "/knowledge/due", by=employee).json()["items"] == []
    assert_problem(call("GET", "/knowledge/due"), 401, "Send a personal token")


def test_reading_takes_no_key_and_deciding_one_that_may_write(lifetime, steward):
    reads = key_of(steward, may_write=False)

    assert call("GET", path(lifetime)).status_code == 200
    assert_problem(call("POST", path(lifetime, "/renew"), because="x"), 401, "token")
    assert_problem(
        call("POST", path(lifetime, "/renew"), key=reads, because="x"), 403, "may only read"
    )


def test_a_draft_is_read_by_those_who_may(lifetime, stranger, employee):
    lifetime.entry.live = False
    lifetime.entry.save()

    assert call("GET", path(lifetime), by=stranger).status_code == 404
    assert call("GET", path(lifetime), by=employee).status_code == 200
