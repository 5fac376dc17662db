"""The API's doors: who may come in, what everybody may read, how every refusal looks."""

import json

import pytest
from django.test import Client
from playwright.sync_api import Page

from community import tokens
from community.models import Member, PersonalToken
from mayfly.api import api
from questions.actions import ask_question, post_answer
from tests.calling import assert_problem, call, key_of

pytestmark = pytest.mark.django_db


def test_a_program_learns_whose_token_it_holds(employee):
    found = call("GET", "/me", by=employee).json()

    assert (found["handle"], found["email"]) == ("ana", "ana@mail.example")
    assert set(found["speaks_as"]) == {"", "support"}
    assert found["url"].startswith("http")


def test_nobody_is_told_to_show_a_token_or_sign_in():
    answer = call("GET", "/me")

    assert_problem(answer, 401, "Send a personal token, or sign in.")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_person_is_shown_without_their_address(asker):
    answer = call("GET", "/people/MARIA")

    assert answer.json()["name"] == "Maria Keller"
    assert "mail.example" not in answer.content.decode()
    assert_problem(call("GET", "/people/nobody"), 404, "Nothing is here.")


def wrong(member: Member) -> str:
    return "Bearer mayfly_never-made"


def revoked(member: Member) -> str:
    key = key_of(member)
    tokens.revoke_token(PersonalToken.objects.get(), by=member)
    return f"Bearer {key}"


def of_a_closed_account(member: Member) -> str:
    key = key_of(member)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    return f"Bearer {key}"


def without_its_scheme(member: Member) -> str:
    return key_of(member)


def as_a_password(member: Member) -> str:
    return "Basic bWFyaWE6c2VjcmV0"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (wrong, "This token is not valid, or has been revoked."),
        (revoked, "This token is not valid, or has been revoked."),
        (of_a_closed_account, "This token is not valid, or has been revoked."),
        (without_its_scheme, "Send your token as “Authorization: Bearer …”."),
        (as_a_password, "Send your token as “Authorization: Bearer …”."),
    ],
)
@pytest.mark.parametrize("path", ["questions", "me", "events"])
def test_a_bad_token_is_never_taken_for_nobody(asker, make, words, path):
    header = make(asker)

    answer = Client().get(f"/api/v1/{path}", headers={"Authorization": header})

    assert_problem(answer, 401, words)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_bad_token_is_not_saved_by_a_session(client, asker):
    client.force_login(asker)

    answer = client.get("/api/v1/me", headers={"Authorization": "Bearer mayfly_never-made"})

    assert_problem(answer, 401, "not valid")


def test_a_reading_token_reads_and_does_not_write(asker):
    key = key_of(asker, may_write=False)

    assert call("GET", "/notices", key=key).status_code == 200
    assert_problem(call("POST", "/notices/read", key=key), 403, "This token may only read.")


def test_a_session_writes_with_its_csrf_token_alone(asker):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asker)

    refused = client.post("/api/v1/notices/read")
    client.get("/notices/")
    token = client.cookies["csrftoken"].value
    done = client.post("/api/v1/notices/read", headers={"X-CSRFToken": token})

    assert_problem(refused, 403, "Send the CSRF token of your session as X-CSRFToken")
    assert done.status_code == 204


def test_a_closed_account_has_no_session_left(client, asker):
    client.force_login(asker)
    Member.objects.filter(pk=asker.pk).update(is_active=False)

    assert_problem(client.get("/api/v1/me"), 401, "sign in")


def test_notices_are_ones_own_and_can_be_read(asker, answerer, stranger, run_jobs):
    question = ask_question(title="The lamp blinks", body="All night.", by=asker)
    post_answer(question, body="Turn it.", by=answerer)
    run_jobs()

    (notice,) = call("GET", "/notices", by=asker).json()["items"]

    assert notice["sentence"] == "Tom Okafor answered."
    assert notice["url"].startswith("http")
    assert call("GET", "/notices", by=stranger).json()["items"] == []
    assert_problem(call("GET", "/notices"), 401, "personal token")
    assert_problem(call("POST", "/notices/read"), 401, "personal token")
    assert call("POST", "/notices/read", by=asker).status_code == 204
    assert call("GET", "/notices", by=asker, unread=True).json()["items"] == []


def test_notices_cost_the_same_however_many(
    asker, answerer, employee, run_jobs, django_assert_max_num_queries
):
    for n in range(12):
        question = ask_question(title=f"The lamp blinks, part {n}", body="All night.", by=asker)
        post_answer(question, body="Turn it.", by=answerer)
        post_answer(question, body="We look into it.", by=employee, speaking_as="support")
    run_jobs()
    key = key_of(asker)
    call("GET", "/me", key=key)

    with django_assert_max_num_queries(8):
        assert len(call("GET", "/notices", key=key).json()["items"]) == 24


def test_the_log_is_read_from_an_event_on(asker, answerer, settled):
    question = ask_question(title="The lamp blinks", body="All night.", by=asker)
    settled()
    first = call("GET", "/events").json()
    post_answer(question, body="Turn it.", by=answerer)
    settled()

    later = call("GET", "/events", after=first["cursor"]).json()

    assert [event["type"] for event in first["items"]] == ["QuestionAsked"]
    assert [event["type"] for event in later["items"]] == ["AnswerPosted"]
    assert call("GET", "/events", after=later["cursor"]).json()["cursor"] == later["cursor"]


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"limit": 0}, 400, "Ask for 1 to 200 events"),
        ({"limit": 100_000}, 400, "Ask for 1 to 200 events"),
        ({"after": 77}, 400, "There is no event with this number."),
        ({"after": 10**30}, 400, "There is no event with this number."),
        ({"after": "x"}, 422, "after: "),
    ],
)
def test_a_wrong_place_in_the_log_is_told(sent, status, words):
    assert_problem(call("GET", "/events", **sent), status, words)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/nothing", "/nothing/", "/questions/1/nothing", "/docs/x"])
def test_an_unknown_address_is_said_in_json(db, method, path):
    assert_problem(call(method, path), 404, "nothing at this address")


def test_a_method_that_is_not_possible_is_said_in_json(db):
    answer = call("DELETE", "/me")

    assert_problem(answer, 405, "DELETE is not possible here")
    assert answer["Allow"] == "GET"


def test_what_is_no_json_is_said_to_be_none(asker):
    answer = Client().post(
        "/api/v1/questions",
        "{title:",
        content_type="application/json",
        headers={"Authorization": f"Bearer {key_of(asker)}"},
    )

    assert_problem(answer, 400, "Cannot parse request body")


def test_more_than_a_site_takes_is_refused_in_words(asker, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = call("POST", "/questions", by=asker, title="Long", body="x" * 1000)

    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_the_description_names_every_route_and_its_doors(client):
    found = client.get("/api/v1/openapi.json").json()
    operations = [
        operation
        for path in found["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    names = [operation["operationId"] for operation in operations]
    schemas = found["components"]["schemas"]
    used = {
        word.removeprefix("#/components/schemas/")
        for word in json.dumps(found["paths"]).split('"')
        if word.startswith("#/components/schemas/")
    }

    assert found["openapi"].startswith("3.")
    assert len(names) == len(set(names)) == sum(len(p) for p in found["paths"].values())
    assert used <= set(schemas)
    assert all(operation["responses"] and operation.get("security") for operation in operations)
    assert {"TokenAuth", "SignedInAuth"} <= set(found["components"]["securitySchemes"])
    assert api.title in found["info"]["title"]


@pytest.mark.browser
def test_the_description_opens_under_our_policy(page: Page):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/api/v1/docs", wait_until="networkidle")
    page.get_by_text("/api/v1/me").first.click()

    assert page.get_by_text("The person this key belongs to.").first.is_visible()
    assert complaints == []
