"""The private part of a question."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from community.api import WRITING, me
from questions import actions, schemas
from questions.api.shared import NOTHING, router, seen
from questions.models import Answer, Aside, Comment, Question


@router.post(
    "/questions/{pk}/asides", response={201: schemas.AsideOut}, auth=WRITING, tags=["asides"]
)
def write_aside(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Aside]:
    """Say something that only the asker and employees will read."""
    question = seen(Question, request, pk)
    return Status(201, actions.write_aside(question, by=me(request), **sent.dict()))


@router.post("/asides/{pk}/share", response=NOTHING, auth=WRITING, tags=["asides"])
def share_aside(request: HttpRequest, pk: int, sent: schemas.WordsIn) -> Status[None]:
    """Say publicly what was said aside."""
    aside = get_object_or_404(Aside.objects.visible_to(me(request)), pk=pk)
    actions.share_aside(aside, body=sent.body, by=me(request))
    return Status(204, None)


@router.post("/answers/{pk}/aside", response={201: schemas.AsideOut}, auth=WRITING, tags=["asides"])
def take_answer_aside(request: HttpRequest, pk: int) -> Status[Aside]:
    """Move an answer into the private part."""
    return Status(201, actions.take_aside(seen(Answer, request, pk), by=me(request)))


@router.post(
    "/comments/{pk}/aside", response={201: schemas.AsideOut}, auth=WRITING, tags=["asides"]
)
def take_comment_aside(request: HttpRequest, pk: int) -> Status[Aside]:
    """Move a comment into the private part."""
    return Status(201, actions.take_aside(seen(Comment, request, pk), by=me(request)))
