"""Promises for programs: each act beside its refusal, and only what the reader may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.actions.teams import end_employment
from ephemeral.actions import keep_promise
from ephemeral.models import Promise
from questions.actions import hide_post
from tests.calling import assert_problem, call
from tests.ephemeral.promised import promised
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db


def soon(days: int = 3) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


@pytest.fixture
def promise(question, employee) -> Promise:
    return promised(question, employee, at=timezone.now())


def test_a_promise_is_made(question, employee, stranger):
    path = f"/questions/{question.pk}/promises"
    sent = {"what": "a firmware fix", "due_at": soon(), "speaking_as": "support"}

    made = call("POST", path, by=employee, **sent)

    assert made.status_code == 201
    said = made.json()
    assert (said["what"], said["state"], said["team"]) == ("a firmware fix", "open", "support")
    assert said["capacity"]["team"] == "Support"
    assert said["member"]["handle"] == "ana"
    assert said["url"].endswith(f"#promise-{said['id']}")
    assert_problem(call("POST", path, by=stranger, **sent), 403, "Promising takes 400 points")
    assert_problem(call("POST", path, **sent), 401, "token")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say by when"),
        ({"due_at": "2020-01-01T12:00:00Z"}, "has passed"),
        ({"due_at": "2020-01-01T12:00:00"}, "has passed"),
        ({"due_at": "9999-01-01T12:00:00"}, "three years"),
        ({"working_hours": 0}, "from 1 to 2000"),
        ({"working_hours": 10**30}, "from 1 to 2000"),
        ({"due_at": "soon"}, "due_at"),
    ],
)
def test_what_cannot_be_promised_is_said(question, employee, sent, words):
    answer = call(
        "POST", f"/questions/{question.pk}/promises", by=employee, what="a firmware fix", **sent
    )

    assert_problem(answer, 422 if sent.get("due_at") == "soon" else 400, words)


def test_its_life_in_steps(promise, employee, asker):
    path = f"/promises/{promise.pk}"
    answered = call("POST", f"/questions/{promise.question_id}/answers", by=employee, body="6.2.4")

    assert call("POST", f"{path}/notes", by=employee, words="Found.").status_code == 201
    moved = call("POST", f"{path}/move", by=employee, due_at=soon(9), reason="The part is late.")
    kept = call("POST", f"{path}/keep", by=employee, answer_id=answered.json()["id"])

    assert (moved.status_code, moved.json()["moves"]) == (200, 1)
    assert (kept.status_code, kept.json()["state"]) == (200, "kept")
    read = call("GET", path).json()
    assert [step["kind"] for step in read["steps"]] == ["made", "noted", "moved", "kept"]
    assert read["steps"][2]["words"] == "The part is late."
    assert read["kept_by_answer_id"] == answered.json()["id"]
    for act, sent in {
        "notes": {"words": "No."},
        "move": {"due_at": soon(), "reason": "No."},
        "keep": {},
        "withdraw": {"reason": "No."},
    }.items():
        refused = call("POST", f"{path}/{act}", by=asker, **sent)
        assert_problem(refused, 403, "Only the person who promised")


def test_withdrawing_needs_a_reason(promise, employee):
    path = f"/promises/{promise.pk}/withdraw"
    assert_problem(call("POST", path, by=employee, reason=""), 400, "Say why")

    withdrawn = call("POST", path, by=employee, reason="It is no longer made.")

    assert withdrawn.json()["state"] == "withdrawn"


def test_taking_over(promise, employee, administrator):
    colleague = EmploymentFactory(member=MemberFactory(handle="bo")).member
    path = f"/promises/{promise.pk}/take-over"
    assert_problem(call("POST", path, by=colleague), 403, "still works on it")
    end_employment(employee.employments.get(), by=administrator)
    assert call("GET", f"/promises/{promise.pk}").json()["needs_somebody"]

    assert call("POST", path, by=colleague).json()["member"]["handle"] == "bo"


def test_lists_by_question_person_team_and_state(promise, question, employee, asker):
    other = promised(question, employee, what="a new channel", speaking_as="", at=timezone.now())
    keep_promise(other, by=employee)

    def whats(**asked: object) -> list[str]:
        return [each["what"] for each in call("GET", "/promises", **asked).json()["items"]]

    assert whats(question=question.pk) == ["a firmware fix", "a new channel"]
    assert whats(person="ANA") == ["a firmware fix", "a new channel"]
    assert whats(person="maria") == []
    assert whats(team="support") == ["a firmware fix"]
    assert whats(state="open") == ["a firmware fix"]
    assert whats(state="kept") == ["a new channel"]
    assert whats(state="late") == whats(state="withdrawn") == []
    assert_problem(call("GET", "/promises", state="soon"), 400, "open, late, kept, withdrawn")
    assert call("GET", "/promises", person="nobody").status_code == 404


def test_the_share_kept(promise, employee):
    keep_promise(promise, by=employee)

    share = call("GET", "/promises/kept", person="ana", period="year").json()

    assert (share["judged"], share["on_time"], share["percentage"]) == (1, 1, None)
    assert share["words"] == "kept 1 of 1"
    assert call("GET", "/promises/kept", team="support").json()["judged"] == 1
    assert_problem(call("GET", "/promises/kept"), 400, "Name a person or a team")
    assert_problem(call("GET", "/promises/kept", person="ana", period="week"), 400, "90-days")


def test_on_a_hidden_question_there_is_none(promise, question, moderator, stranger):
    hide_post(question, reason="It names an address.", by=moderator)

    for reader in (None, stranger):
        assert call("GET", f"/promises/{promise.pk}", by=reader).status_code == 404
        assert call("GET", "/promises", by=reader, person="ana").json()["items"] == []
    assert call("GET", "/promises/kept", person="ana").json()["judged"] == 0
    assert call("GET", f"/promises/{promise.pk}", by=moderator).status_code == 200


def test_the_log_tells_of_it_only_to_those_who_see_the_question(
    promise, question, moderator, stranger, settled
):
    def logged(reader: object) -> list[str]:
        settled()
        events = call("GET", "/events", by=reader).json()["items"]
        return [event["type"] for event in events if event["type"].startswith("Promise")]

    assert logged(stranger) == ["PromiseMade"]

    hide_post(question, reason="It names an address.", by=moderator)

    assert logged(stranger) == []
    assert logged(moderator) == ["PromiseMade"]


def test_a_page_takes_as_many_queries_for_one_as_for_twenty(
    question, employee, django_assert_max_num_queries
):
    for number in range(20):
        promised(question, employee, what=f"part {number}", at=timezone.now())

    with django_assert_max_num_queries(6):
        assert len(call("GET", "/promises").json()["items"]) == 20
