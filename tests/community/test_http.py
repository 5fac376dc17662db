"""Refusals, bad input and what is not there become a page, or problem+json under /api/."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest
from django.urls import path

from mayfly import urls

RAISED = {
    "refused": PermissionDenied("Only the person who asked can accept an answer."),
    "gone": Http404("A title that nobody may see"),
    "invalid": ValidationError({"title": ["Say it in at most 150 characters."]}),
    "empty": ValidationError("Write a little more."),
    "bad": BadRequest("…"),
    "nul": DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
    "broken": DataError("value too long"),
}


def raising(request: HttpRequest, what: str) -> None:
    raise RAISED[what]


handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [
    path("raise/<what>/", raising),
    path("api/raise/<what>/", raising),
    *urls.urlpatterns,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("refused", 403, "Only the person who asked can accept an answer."),
        ("gone", 404, "Nothing is here"),
        ("invalid", 400, "Say it in at most 150 characters."),
        ("empty", 400, "Write a little more."),
        ("bad", 400, "We could not read this"),
        ("nul", 400, "We could not read this"),
        ("broken", 500, "Something broke on our side"),
    ],
)
def test_a_page_says_what_was_wrong(client, what, status, sentence):
    client.raise_request_exception = False

    response = client.get(f"/raise/{what}/")

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert "nobody may see" not in response.content.decode()


@pytest.mark.parametrize(
    ("what", "status", "detail"),
    [
        ("refused", 403, "Only the person who asked can accept an answer."),
        ("gone", 404, "Nothing is here."),
        ("invalid", 400, "Say it in at most 150 characters."),
        ("bad", 400, "This request could not be understood."),
        ("broken", 500, "This did not work, and it is our fault."),
    ],
)
def test_a_program_gets_problem_details(client, what, status, detail):
    client.raise_request_exception = False

    response = client.get(f"/api/raise/{what}/")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"] == detail


def test_problem_details_name_the_fields(client):
    response = client.get("/api/raise/invalid/")

    assert response.json()["errors"] == {"title": ["Say it in at most 150 characters."]}
