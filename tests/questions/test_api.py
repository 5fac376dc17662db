"""Questions for programs: each act beside its refusal, and only what the reader may see."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache

from community.capacities import capacity_for
from community.models import Member
from questions import actions
from questions.models import Answer, Aside, Comment, Question, Vote
from tests.calling import assert_problem, call, key_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Act:
    """One route: who it serves, and whom it refuses with which words."""

    method: str
    path: str
    by: str
    status: int
    refuses: str
    words: str
    sent: dict[str, Any] = field(default_factory=dict)
    refusal: int = 403

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


REASON = {"reason": "It names an address."}
ONLY_MODERATORS = "Only moderators can"
ACTS = [
    Act("PATCH", "/questions/{question}", "asker", 200, "stranger", "", {"title": "Gone at two"}),
    Act("POST", "/questions/{question}/answers", "stranger", 201, "closed", "", {"body": "Wait."}),
    Act("PATCH", "/answers/{answer}", "answerer", 200, "stranger", "", {"body": "Take 40."}),
    Act(
        "POST", "/questions/{question}/comments", "stranger", 201, "closed", "", {"body": "Which?"}
    ),
    Act("POST", "/answers/{answer}/comments", "stranger", 201, "closed", "", {"body": "Thanks."}),
    Act(
        "PATCH",
        "/comments/{comment}",
        "stranger",
        200,
        "asker",
        "Only the person who wrote a comment",
        {"body": "Which one?"},
    ),
    Act("POST", "/questions/{question}/rollback", "asker", 200, "stranger", "", {"number": 1}),
    Act("POST", "/answers/{answer}/rollback", "answerer", 200, "stranger", "", {"number": 1}),
    Act(
        "PUT",
        "/questions/{question}/vote",
        "stranger",
        200,
        "asker",
        "Nobody votes on what they wrote",
        {"value": 1},
    ),
    Act(
        "DELETE",
        "/questions/{question}/vote",
        "stranger",
        200,
        "asker",
        "Nobody votes on what they wrote",
    ),
    Act(
        "PUT",
        "/answers/{answer}/vote",
        "stranger",
        200,
        "answerer",
        "Nobody votes on what they wrote",
        {"value": -1},
    ),
    Act(
        "DELETE",
        "/answers/{answer}/vote",
        "stranger",
        200,
        "answerer",
        "Nobody votes on what they wrote",
    ),
    Act(
        "PUT",
        "/answers/{answer}/acceptance",
        "asker",
        204,
        "stranger",
        "Only the person who asked can accept",
    ),
    Act(
        "DELETE",
        "/answers/{answer}/acceptance",
        "asker",
        204,
        "stranger",
        "Only the person who asked can accept",
    ),
    Act("PUT", "/questions/{question}/same", "stranger", 204, "asker", "your own problem already"),
    Act(
        "DELETE", "/questions/{question}/same", "stranger", 204, "asker", "your own problem already"
    ),
    Act("PUT", "/questions/{question}/follow", "stranger", 204, "closed", ""),
    Act("DELETE", "/questions/{question}/follow", "stranger", 204, "closed", ""),
    Act(
        "POST",
        "/questions/{question}/asides",
        "employee",
        201,
        "stranger",
        "between the person who asked and employees",
        {"body": "Which serial number?", "speaking_as": "support"},
    ),
    Act(
        "POST",
        "/asides/{aside}/share",
        "asker",
        204,
        "employee",
        "Only the person who wrote it can make it public",
        {"body": "It is the older one."},
    ),
    Act(
        "POST",
        "/answers/{answer}/aside",
        "asker",
        403,
        "stranger",
        "Only what the asker or an employee wrote",
    ),
    Act(
        "POST",
        "/comments/{own_comment}/aside",
        "asker",
        201,
        "stranger",
        "Only the person who wrote it, employees and moderators",
    ),
    *(
        Act("POST", f"/{posts}/hide", "moderator", 204, "stranger", words, REASON)
        for posts, words in (
            ("questions/{question}", "Only moderators can hide"),
            ("answers/{answer}", "Only moderators can hide"),
            ("comments/{own_comment}", "Only moderators can hide"),
        )
    ),
    *(
        Act("POST", f"/{posts}/restore", "moderator", 204, "stranger", "", REASON)
        for posts in ("questions/{question}", "answers/{answer}", "comments/{comment}")
    ),
    Act("POST", "/questions/{question}/lock", "moderator", 204, "asker", ONLY_MODERATORS, REASON),
    Act("POST", "/questions/{question}/unlock", "moderator", 204, "asker", ONLY_MODERATORS, REASON),
    Act(
        "PUT",
        "/questions/{question}/duplicate",
        "employee",
        204,
        "stranger",
        "Only the person who asked, employees and moderators",
        {"original_id": "{original}"},
    ),
    Act(
        "DELETE",
        "/questions/{question}/duplicate",
        "moderator",
        204,
        "stranger",
        "Only the person who asked, employees and moderators",
    ),
    Act(
        "POST",
        "/questions/{idea}/decisions",
        "employee",
        201,
        "moderator",
        "Only employees can answer an idea",
        {"status": "planned", "response": "In spring.", "speaking_as": "support"},
    ),
]


@pytest.fixture
def named(question, answer, asker, stranger) -> dict[str, int]:
    """The numbers that addresses name."""
    idea = actions.ask_question(title="A dark theme", body="For nights.", kind="idea", by=asker)
    original = actions.ask_question(title="Gone every night", body="At two.", by=stranger)
    return {
        "question": question.pk,
        "answer": answer.pk,
        "idea": idea.pk,
        "original": original.pk,
        "comment": actions.post_comment(answer, body="Which band?", by=stranger).pk,
        "own_comment": actions.post_comment(question, body="At home.", by=asker).pk,
        "aside": actions.write_aside(question, body="Order 77-12", by=asker).pk,
    }


@pytest.fixture
def closed(db) -> Member:
    return MemberFactory(handle="gone")


def sending(act: Act, named: dict[str, int]) -> dict[str, Any]:
    return {
        key: int(value.format(**named)) if "{" in str(value) else value
        for key, value in act.sent.items()
    }


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_an_act_serves_one_and_refuses_another(act, named, request):
    path, sent = act.path.format(**named), sending(act, named)
    if act.refuses == "closed":
        member = request.getfixturevalue("closed")
        key = key_of(member)
        Member.objects.filter(pk=member.pk).update(is_active=False)
        refused = call(act.method, path, key=key, **sent)
        assert_problem(refused, 401, "not valid")
    else:
        refused = call(act.method, path, by=request.getfixturevalue(act.refuses), **sent)
        assert_problem(refused, act.refusal, act.words)
        assert len(refused.json()["detail"]) > 10

    anonymous = call(act.method, path, **sent)
    done = call(act.method, path, by=request.getfixturevalue(act.by), **sent)

    assert_problem(anonymous, 401, "Send a personal token, or sign in.")
    assert done.status_code == act.status, done.content
    assert (done.content == b"") == (act.status == 204)


def test_every_writing_route_is_held_above(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    writing = {
        (method.upper(), path.removeprefix("/api/v1").replace("{posts}", "*"))
        for path, operations in paths.items()
        for method, operation in operations.items()
        # What has a clock is held by the tests of its own app.
        if method != "get" and not {"knowledge", "promises", "people"} & set(operation["tags"])
    }
    known = {(act.method, shape(act.path)) for act in ACTS}
    elsewhere = {("POST", "questions"), ("POST", "notices/read")}

    assert {(method, shape(path)) for method, path in writing} - elsewhere == known


def shape(path: str) -> str:
    """An address without the names of its parts; hiding and restoring take any post."""
    parts = ["{}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    if parts[-1] in {"hide", "restore"}:
        parts[0] = "*"
    return "/".join(parts)


def test_asking_and_its_refusals(asker):
    sent = {"title": "The lamp blinks", "body": "All **night**.", "tags": ["Lamp", "#night"]}

    made = call("POST", "/questions", by=asker, **sent)

    assert made.status_code == 201
    asked = made.json()
    assert (asked["title"], sorted(asked["tags"])) == ("The lamp blinks", ["lamp", "night"])
    assert "<strong>night</strong>" in asked["html"]
    assert asked["author"]["handle"] == "maria"
    assert asked["revision"] == 1
    assert_problem(call("POST", "/questions", **sent), 401, "Send a personal token")
    refused = call("POST", "/questions", by=asker, **{**sent, "title": "?"})
    assert_problem(refused, 400, "Say in a few words what it is about.")
    assert refused.json()["errors"] == {"title": ["Say in a few words what it is about."]}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": "The lamp blinks"}, "body: "),
        ({"title": ["a", "list"], "body": "All night."}, "title: "),
        ({"title": "The lamp blinks", "body": "All night.", "tags": "lamp"}, "tags: "),
        ({"title": "The lamp blinks", "body": "All night.", "language": "x" * 13}, "language: "),
        ({"title": "The lamp blinks", "body": "All night.", "language": "\x00"}, "language: "),
    ],
)
def test_the_wrong_shape_is_told_by_field(asker, sent, words):
    assert_problem(call("POST", "/questions", by=asker, **sent), 422, words)


def test_nobody_speaks_for_a_team_they_do_not_work_in(question, stranger):
    path = f"/questions/{question.pk}/answers"

    refused = call("POST", path, by=stranger, body="We know.", speaking_as="support")

    assert_problem(refused, 403, "You do not work in this team")
    assert not Answer.objects.exists()


def test_an_employee_speaks_as_themselves(question, employee):
    path = f"/questions/{question.pk}/answers"

    made = call("POST", path, by=employee, body="We know.", speaking_as="support").json()

    assert made["capacity"] == {
        "team": "Support",
        "organisation": "Acme",
        "title": "Support engineer",
    }


def test_two_edits_of_one_revision_conflict(question, answer, asker, answerer):
    first = {"title": "Gone at two", "base": 1}
    assert call("PATCH", f"/questions/{question.pk}", by=asker, **first).json()["revision"] == 2
    late = call("PATCH", f"/questions/{question.pk}", by=asker, title="Gone at three", base=1)
    assert_problem(late, 409, "Somebody changed this since")

    call("PATCH", f"/answers/{answer.pk}", by=answerer, body="Take 40.", base=1)
    late = call("PATCH", f"/answers/{answer.pk}", by=answerer, body="Take 44.", base=1)
    assert_problem(late, 409, "Read it again and send its `revision` as `base`.")


def test_a_part_changed_does_not_undo_what_another_changed_meanwhile(question, asker, monkeypatch):
    edit = actions.edit_question

    def edited_meanwhile(edited: Question, **changes: Any) -> Question:
        edit(question, title=question.title, body="Since the update.", by=asker)
        return edit(edited, **changes)

    monkeypatch.setattr("questions.actions.edit_question", edited_meanwhile)
    late = call("PATCH", f"/questions/{question.pk}", by=asker, title="Gone at three")

    assert_problem(late, 409, "Somebody changed this since")
    question.refresh_from_db()
    assert question.body == "Since the update."


@pytest.mark.parametrize(
    "path",
    [
        "/questions/{question}",
        "/questions/{question}/answers",
        "/questions/{question}/comments",
        "/questions/{question}/revisions",
        "/questions/{idea}/decisions",
        "/answers/{answer}",
        "/answers/{answer}/revisions",
        "/questions",
        "/tags",
    ],
)
def test_visitors_read_what_everybody_may(path, named):
    answer = call("GET", path.format(**named))

    assert answer.status_code == 200
    assert "mail.example" not in answer.content.decode()
    assert "Order 77-12" not in answer.content.decode()


def test_asides_are_read_by_those_they_are_for(named, asker, employee, stranger, moderator):
    path = "/questions/{question}/asides".format(**named)

    for person in (asker, employee):
        assert call("GET", path, by=person).json()["items"][0]["body"] == "Order 77-12"
    for person in (stranger, moderator):
        assert call("GET", path, by=person).json()["items"] == []
    assert_problem(call("GET", path), 401, "Send a personal token")
    shared = call("POST", f"/asides/{named['aside']}/share", by=stranger, body="Order 77-12")
    assert_problem(shared, 404, "Nothing is here.")


def test_what_is_hidden_is_there_for_its_author_and_moderators(
    named, question, answer, asker, answerer, stranger, moderator
):
    actions.hide_post(answer, reason="It is a guess.", by=moderator)
    path, within = f"/answers/{answer.pk}", f"/questions/{question.pk}/answers"

    for person in (answerer, moderator):
        assert call("GET", path, by=person).json()["hidden_at"]
        assert len(call("GET", within, by=person).json()["items"]) == 1
    for person in (None, stranger, asker):
        assert_problem(call("GET", path, by=person), 404, "Nothing is here.")
        assert call("GET", within, by=person).json()["items"] == []
        assert_problem(call("GET", f"{path}/revisions", by=person), 404, "Nothing is here.")
    comments = call("GET", f"/questions/{question.pk}/comments", by=moderator).json()["items"]
    assert [comment["body"] for comment in comments] == ["Which band?", "At home."]
    comments = call("GET", f"/questions/{question.pk}/comments").json()["items"]
    assert [comment["body"] for comment in comments] == ["At home."]

    actions.hide_post(question, reason="It names an address.", by=moderator)
    for person in (None, stranger):
        for address in ("", "/answers", "/comments", "/revisions", "/decisions"):
            hidden = call("GET", f"/questions/{question.pk}{address}", by=person)
            assert_problem(hidden, 404, "Nothing is here.")
        assert question.pk not in [q["id"] for q in call("GET", "/questions").json()["items"]]
    assert_problem(call("PUT", f"/questions/{question.pk}/follow", by=stranger), 404, "Nothing")


def test_an_original_that_nobody_sees_is_none(question, asker):
    for number in (777, 10**30):
        refused = call("PUT", f"/questions/{question.pk}/duplicate", by=asker, original_id=number)
        assert_problem(refused, 400, "There is no question with this number.")


@pytest.mark.parametrize("path", ["/questions/{}", "/answers/{}", "/questions/{}/answers"])
def test_numbers_nobody_has_lead_nowhere(path):
    assert_problem(call("GET", path.format(10**30)), 404, "Nothing is here.")
    assert_problem(call("GET", path.format(0)), 404, "Nothing is here.")


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"sort": "loudest"}, 400, "Questions are sorted by one of newest, active"),
        ({"kind": "riddle"}, 400, "A question is one of question, problem"),
        ({"tag": "nobody"}, 400, "There is no tag #nobody."),
        ({"size": 0}, 400, "A page has 1 to 100 rows."),
        ({"size": 101}, 400, "A page has 1 to 100 rows."),
        ({"size": "many"}, 422, "size: "),
        ({"page": "nonsense"}, 400, "This address of a page does not fit the list."),
    ],
)
def test_what_no_list_can_do_is_told(sent, status, words):
    assert_problem(call("GET", "/questions", **sent), status, words)


def test_a_cursor_of_one_order_does_not_fit_another(asker):
    for n in range(3):
        actions.ask_question(title=f"The lamp blinks, part {n}", body="All night.", by=asker)
    cursor = call("GET", "/questions", size=1).json()["next"]

    refused = call("GET", "/questions", sort="wanted", page=cursor)

    assert_problem(refused, 400, "does not fit the list")


def walked(path: str, **sent: Any) -> list[Any]:
    """All the items of a list, page by page; at most a hundred pages."""
    items, cursor = [], ""
    for _page in range(100):
        found = call("GET", path, page=cursor, **sent).json()
        items += found["items"]
        cursor = found["next"]
        if not cursor:
            return items
    raise AssertionError("The list does not end.")


@pytest.mark.parametrize("sort", ["newest", "active", "unanswered", "wanted"])
def test_pages_of_questions_end_and_repeat_nothing(asker, sort):
    asked = [
        actions.ask_question(title=f"The lamp blinks, part {n}", body="All night.", by=asker).pk
        for n in range(7)
    ]
    Question.objects.update(posted_at=asker.joined_at, active_at=asker.joined_at)

    found = [item["id"] for item in walked("/questions", sort=sort, size=2)]

    assert found == asked[::-1]


def test_pages_under_a_question_end_and_repeat_nothing(question, asker, answerer, stranger):
    said = [
        actions.post_answer(question, body=f"Try channel {n}.", by=answerer).pk for n in range(5)
    ]
    words = [actions.post_comment(question, body=f"Number {n}", by=stranger).pk for n in range(5)]
    for n in range(4):
        actions.edit_question(question, title=question.title, body=f"Part {n}", by=asker)
    path = f"/questions/{question.pk}"

    assert [item["id"] for item in walked(f"{path}/answers", size=2)] == said
    assert [item["id"] for item in walked(f"{path}/comments", size=2)] == words
    assert [item["number"] for item in walked(f"{path}/revisions", size=2)] == [5, 4, 3, 2, 1]


def test_tags_come_by_use_and_by_their_beginning(question, asker):
    actions.ask_question(title="Slow at noon", body="Always.", tags=["wifi"], by=asker)

    assert [tag["name"] for tag in walked("/tags", size=1)] == ["wifi", "firmware"]
    assert [tag["name"] for tag in walked("/tags", q="fir")] == ["firmware"]
    assert call("GET", "/tags", q="nobody").json()["items"] == []


LISTS = [
    "/questions",
    "/questions?tag=wifi&kind=problem&sort=active",
    "/questions/{}/answers",
    "/questions/{}/comments",
    "/questions/{}/revisions",
    "/questions/{}/asides",
    "/tags",
    "/events",
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("length", [3, 20])
def test_a_list_takes_eight_queries_however_long(
    question, employee, asker, path, length, settled, django_assert_max_num_queries
):
    capacity = capacity_for(employee, "support")
    people = MemberFactory.create_batch(length)
    for n, person in enumerate(people):
        other = actions.ask_question(
            title=f"Part {n}", body="x", kind="problem", tags=["wifi", f"tag-{n}"], by=person
        )
        actions.edit_question(question, title=f"Part {n}", body=str(n), by=asker)
        said = actions.post_answer(question, body="x", by=person)
        actions.post_comment(said, body="x", by=person)
        actions.post_comment(other, body="x", by=person)
    Answer.objects.update(capacity=capacity)
    Comment.objects.update(capacity=capacity)
    settled()
    Question.objects.update(capacity=capacity)
    for person in people:
        Aside.objects.create(question=question, author=person, capacity=capacity, body="x")
    key = key_of(employee)
    call("GET", "/me", key=key)
    cache.clear()

    with django_assert_max_num_queries(8):
        found = call("GET", path.format(question.pk), key=key).json()

    assert len(found["items"]) >= length


def test_a_vote_is_counted_and_taken_back(answer, stranger):
    path = f"/answers/{answer.pk}/vote"

    assert call("PUT", path, by=stranger, value=1).json() == {"value": 1, "score": 1}
    assert call("PUT", path, by=stranger, value=-1).json() == {"value": -1, "score": -1}
    assert call("DELETE", path, by=stranger).json() == {"value": 0, "score": 0}
    assert_problem(call("PUT", path, by=stranger, value=2), 400, "A vote is up (1) or down (-1).")
    assert not Vote.objects.exists()
