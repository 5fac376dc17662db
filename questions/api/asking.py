"""Asking, answering, commenting, editing."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from community.api import WRITING, me
from questions import actions, schemas
from questions.api.shared import router, seen
from questions.models import Answer, Comment, Question, Revision


@router.post("/questions", response={201: schemas.QuestionOut}, auth=WRITING, tags=["questions"])
def ask(request: HttpRequest, sent: schemas.AskIn) -> Status[Question]:
    return Status(201, actions.ask_question(by=me(request), **sent.dict()))


@router.patch("/questions/{pk}", response=schemas.QuestionOut, auth=WRITING, tags=["questions"])
def edit_question(request: HttpRequest, pk: int, sent: schemas.EditQuestionIn) -> Question:
    """Change what is sent; the rest stays."""
    question = seen(Question, request, pk)
    changes = sent.dict(exclude_none=True)
    if sent.title is None or sent.body is None:
        # What is filled in here must not undo what somebody changes at this moment.
        read = {"base": question.revision_count, "title": question.title, "body": question.body}
        changes = {**read, **changes}
    return actions.edit_question(question, by=me(request), **changes)


@router.post(
    "/questions/{pk}/answers", response={201: schemas.AnswerOut}, auth=WRITING, tags=["answers"]
)
def answer(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Answer]:
    question = seen(Question, request, pk)
    return Status(201, actions.post_answer(question, by=me(request), **sent.dict()))


@router.patch("/answers/{pk}", response=schemas.AnswerOut, auth=WRITING, tags=["answers"])
def edit_answer(request: HttpRequest, pk: int, sent: schemas.EditAnswerIn) -> Answer:
    return actions.edit_answer(seen(Answer, request, pk), by=me(request), **sent.dict())


@router.post(
    "/questions/{pk}/comments",
    response={201: schemas.CommentOut},
    auth=WRITING,
    tags=["comments"],
)
def comment_on_question(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Comment]:
    return Status(
        201, actions.post_comment(seen(Question, request, pk), by=me(request), **sent.dict())
    )


@router.post(
    "/answers/{pk}/comments", response={201: schemas.CommentOut}, auth=WRITING, tags=["comments"]
)
def comment_on_answer(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Comment]:
    return Status(
        201, actions.post_comment(seen(Answer, request, pk), by=me(request), **sent.dict())
    )


@router.patch("/comments/{pk}", response=schemas.CommentOut, auth=WRITING, tags=["comments"])
def edit_comment(request: HttpRequest, pk: int, sent: schemas.WordsIn) -> Comment:
    return actions.edit_comment(seen(Comment, request, pk), by=me(request), body=sent.body)


@router.post(
    "/questions/{pk}/rollback", response=schemas.QuestionOut, auth=WRITING, tags=["questions"]
)
def roll_back_question(request: HttpRequest, pk: int, sent: schemas.RollBackIn) -> Any:
    """Make an earlier revision the newest again."""
    question = seen(Question, request, pk)
    revision = get_object_or_404(Revision, question=question, number=sent.number)
    return actions.roll_back(question, to=revision, by=me(request), reason=sent.reason)


@router.post("/answers/{pk}/rollback", response=schemas.AnswerOut, auth=WRITING, tags=["answers"])
def roll_back_answer(request: HttpRequest, pk: int, sent: schemas.RollBackIn) -> Any:
    """Make an earlier revision the newest again."""
    answer = seen(Answer, request, pk)
    revision = get_object_or_404(Revision, answer=answer, number=sent.number)
    return actions.roll_back(answer, to=revision, by=me(request), reason=sent.reason)
