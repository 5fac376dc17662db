"""Keeping order: hiding, locking, duplicates, ideas."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from community.api import WRITING, me, viewer
from questions import actions, schemas
from questions.api.shared import NOTHING, router, seen
from questions.models import Answer, Comment, Question

POSTS: dict[str, Any] = {"questions": Question, "answers": Answer, "comments": Comment}


def _post(request: HttpRequest, posts: str, pk: int) -> Any:
    if posts not in POSTS:
        raise Http404
    return seen(POSTS[posts], request, pk)


@router.post("/{posts}/{int:pk}/hide", response=NOTHING, auth=WRITING, tags=["order"])
def hide(request: HttpRequest, posts: str, pk: int, sent: schemas.ReasonIn) -> Status[None]:
    """Take a post out of everybody's sight but its author's and the moderators'."""
    actions.hide_post(_post(request, posts, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.post("/{posts}/{int:pk}/restore", response=NOTHING, auth=WRITING, tags=["order"])
def restore(request: HttpRequest, posts: str, pk: int, sent: schemas.ReasonIn) -> Status[None]:
    actions.restore_post(_post(request, posts, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.post("/questions/{pk}/lock", response=NOTHING, auth=WRITING, tags=["order"])
def lock(request: HttpRequest, pk: int, sent: schemas.ReasonIn) -> Status[None]:
    actions.lock_question(seen(Question, request, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.post("/questions/{pk}/unlock", response=NOTHING, auth=WRITING, tags=["order"])
def unlock(request: HttpRequest, pk: int, sent: schemas.ReasonIn) -> Status[None]:
    actions.unlock_question(seen(Question, request, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/duplicate", response=NOTHING, auth=WRITING, tags=["order"])
def mark_duplicate(request: HttpRequest, pk: int, sent: schemas.DuplicateIn) -> Status[None]:
    """Say which question was there before."""
    question = seen(Question, request, pk)
    visible = Question.objects.visible_to(viewer(request))
    original = visible.filter(pk=sent.original_id).first()
    if original is None:
        raise ValidationError({"original_id": _("There is no question with this number.")})
    actions.mark_duplicate(question, of=original, by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/duplicate", response=NOTHING, auth=WRITING, tags=["order"])
def unmark_duplicate(request: HttpRequest, pk: int) -> Status[None]:
    actions.unmark_duplicate(seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.post(
    "/questions/{pk}/decisions", response={201: schemas.DecisionOut}, auth=WRITING, tags=["ideas"]
)
def decide_idea(request: HttpRequest, pk: int, sent: schemas.DecisionIn) -> Status[Any]:
    """Answer an idea for the organisation."""
    question = seen(Question, request, pk)
    return Status(201, actions.decide_idea(question, by=me(request), **sent.dict()))
