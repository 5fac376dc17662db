"""Reading questions and all that belongs to them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from community.api import OWN, READING, PageOf, viewer
from questions import schemas
from questions.api.shared import page_json, router, seen
from questions.models import Answer, Aside, Comment, Question, Tag
from questions.queries.lists import SORTS, questions_sorted, tag_named


@router.get("/questions", response=PageOf[schemas.QuestionOut], auth=READING, tags=["questions"])
def list_questions(  # noqa: PLR0917, each is a part of the address
    request: HttpRequest,
    sort: str = "newest",
    tag: str = "",
    kind: str = "",
    page: str = "",
    size: int = 25,
) -> dict[str, Any]:
    """Questions: `newest`, `active`, `unanswered` or `wanted`; by tag and kind."""
    found = tag_named(tag)[0] if tag else None
    if tag and found is None:
        raise ValidationError(_("There is no tag #%(tag)s.") % {"tag": tag})
    rows = questions_sorted(viewer(request), sort, tag=found, kind=kind)
    rows = rows.with_people().prefetch_related("tags")
    return page_json(rows, SORTS[sort].order, page, size)


@router.get("/questions/{pk}", response=schemas.QuestionOut, auth=READING, tags=["questions"])
def get_question(request: HttpRequest, pk: int) -> Question:
    return seen(Question, request, pk)


@router.get(
    "/questions/{pk}/answers", response=PageOf[schemas.AnswerOut], auth=READING, tags=["answers"]
)
def list_answers(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """The answers to a question, the oldest first."""
    question = seen(Question, request, pk)
    rows = Answer.objects.visible_to(viewer(request)).filter(question=question)
    rows = rows.with_people().select_related("question")
    return page_json(rows, ("posted_at", "pk"), page, size)


@router.get("/answers/{pk}", response=schemas.AnswerOut, auth=READING, tags=["answers"])
def get_answer(request: HttpRequest, pk: int) -> Answer:
    return seen(Answer, request, pk)


@router.get(
    "/questions/{pk}/comments",
    response=PageOf[schemas.CommentOut],
    auth=READING,
    tags=["comments"],
)
def list_comments(request: HttpRequest, pk: int, page: str = "", size: int = 50) -> dict[str, Any]:
    """Every comment under a question and its answers, the oldest first."""
    question = seen(Question, request, pk)
    rows = Comment.objects.visible_to(viewer(request)).filter(question=question)
    rows = rows.with_people().select_related("question")
    return page_json(rows, ("posted_at", "pk"), page, size)


@router.get("/questions/{pk}/asides", response=PageOf[schemas.AsideOut], auth=OWN, tags=["asides"])
def list_asides(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """The private part of a question, for the person who asked and employees."""
    question = seen(Question, request, pk)
    rows = Aside.objects.visible_to(viewer(request)).filter(question=question)
    return page_json(rows.select_related("author", "capacity"), ("posted_at", "pk"), page, size)


@router.get(
    "/questions/{pk}/decisions",
    response=PageOf[schemas.DecisionOut],
    auth=READING,
    tags=["ideas"],
)
def list_decisions(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """What the organisation said to an idea, the oldest first."""
    rows = seen(Question, request, pk).decisions.select_related("decided_by", "capacity")
    return page_json(rows, ("decided_at", "pk"), page, size)


@router.get(
    "/questions/{pk}/revisions",
    response=PageOf[schemas.RevisionOut],
    auth=READING,
    tags=["questions"],
)
def question_revisions(
    request: HttpRequest, pk: int, page: str = "", size: int = 25
) -> dict[str, Any]:
    """What a question said before, the newest first."""
    rows = seen(Question, request, pk).revisions.select_related("author")
    return page_json(rows, ("-number", "-pk"), page, size)


@router.get(
    "/answers/{pk}/revisions",
    response=PageOf[schemas.RevisionOut],
    auth=READING,
    tags=["answers"],
)
def answer_revisions(
    request: HttpRequest, pk: int, page: str = "", size: int = 25
) -> dict[str, Any]:
    """What an answer said before, the newest first."""
    rows = seen(Answer, request, pk).revisions.select_related("author")
    return page_json(rows, ("-number", "-pk"), page, size)


@router.get("/tags", response=PageOf[schemas.TagOut], auth=READING, tags=["tags"])
def list_tags(request: HttpRequest, q: str = "", page: str = "", size: int = 50) -> dict[str, Any]:
    """Tags in use, the most used first; those that begin with `q`."""
    rows = Tag.objects.matching(q[:35]) if q else Tag.objects.all()
    return page_json(rows.in_use(), ("-question_count", "-pk"), page, size)
