"""Calls to the API with a personal token."""

from typing import Any

from django.test import Client

from community.models import Member
from community.tokens import make_token

PROBLEM = "application/problem+json"


def key_of(member: Member, *, may_write: bool = True) -> str:
    return make_token(member, name="script", may_write=may_write, by=member)[1]


def call(method: str, path: str, *, by: Member | None = None, key: str = "", **sent: Any) -> Any:
    """What the API answers to a member's program, or to one without a token."""
    key = key or (key_of(by) if by else "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    ask = getattr(Client(enforce_csrf_checks=True), method.lower())
    if method in {"GET", "HEAD"}:
        return ask(f"/api/v1{path}", sent, headers=headers)
    return ask(f"/api/v1{path}", sent, content_type="application/json", headers=headers)


def assert_problem(answer: Any, status: int, words: str) -> None:
    """A refusal has the shape of RFC 9457 and says why in a sentence."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["status"] == status
    assert words in answer.json()["detail"]
