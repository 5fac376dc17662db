"""Questions for programs: the same reads and acts as the pages, by the same actions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Status

from community.api import OWN, READING, WRITING, PageOf, me, viewer
from community.paging import page_of
from questions import actions, schemas
from questions.models import Answer, Aside, Comment, Question, Revision, Tag
from questions.queries.lists import SORTS, questions_sorted, tag_named

LARGEST_PAGE = 100
NOTHING = {204: None}

router = Router()


def _page(rows: Any, order: Any, cursor: str, size: int) -> dict[str, Any]:
    if not 1 <= size <= LARGEST_PAGE:
        raise ValidationError(_("A page has 1 to %(most)d rows.") % {"most": LARGEST_PAGE})
    found = page_of(rows, order_by=order, cursor=cursor, size=size)
    return {"items": found.items, "next": found.next, "previous": found.previous}


def _seen(model: Any, request: HttpRequest, pk: int) -> Any:
    """The post, if whoever asks may see it."""
    rows = model.objects.visible_to(viewer(request)).select_related("author", "capacity")
    if model is not Question:
        rows = rows.select_related("question")
    return get_object_or_404(rows, pk=pk)


# Reading


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
    return _page(rows, SORTS[sort].order, page, size)


@router.get("/questions/{pk}", response=schemas.QuestionOut, auth=READING, tags=["questions"])
def get_question(request: HttpRequest, pk: int) -> Question:
    return _seen(Question, request, pk)


@router.get(
    "/questions/{pk}/answers", response=PageOf[schemas.AnswerOut], auth=READING, tags=["answers"]
)
def list_answers(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """The answers to a question, the oldest first."""
    question = _seen(Question, request, pk)
    rows = Answer.objects.visible_to(viewer(request)).filter(question=question)
    rows = rows.with_people().select_related("question")
    return _page(rows, ("posted_at", "pk"), page, size)


@router.get("/answers/{pk}", response=schemas.AnswerOut, auth=READING, tags=["answers"])
def get_answer(request: HttpRequest, pk: int) -> Answer:
    return _seen(Answer, request, pk)


@router.get(
    "/questions/{pk}/comments",
    response=PageOf[schemas.CommentOut],
    auth=READING,
    tags=["comments"],
)
def list_comments(request: HttpRequest, pk: int, page: str = "", size: int = 50) -> dict[str, Any]:
    """Every comment under a question and its answers, the oldest first."""
    question = _seen(Question, request, pk)
    rows = Comment.objects.visible_to(viewer(request)).filter(question=question)
    rows = rows.with_people().select_related("question")
    return _page(rows, ("posted_at", "pk"), page, size)


@router.get("/questions/{pk}/asides", response=PageOf[schemas.AsideOut], auth=OWN, tags=["asides"])
def list_asides(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """The private part of a question, for the person who asked and employees."""
    question = _seen(Question, request, pk)
    rows = Aside.objects.visible_to(viewer(request)).filter(question=question)
    return _page(rows.select_related("author", "capacity"), ("posted_at", "pk"), page, size)


@router.get(
    "/questions/{pk}/decisions",
    response=PageOf[schemas.DecisionOut],
    auth=READING,
    tags=["ideas"],
)
def list_decisions(request: HttpRequest, pk: int, page: str = "", size: int = 25) -> dict[str, Any]:
    """What the organisation said to an idea, the oldest first."""
    rows = _seen(Question, request, pk).decisions.select_related("decided_by", "capacity")
    return _page(rows, ("decided_at", "pk"), page, size)


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
    rows = _seen(Question, request, pk).revisions.select_related("author")
    return _page(rows, ("-number", "-pk"), page, size)


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
    rows = _seen(Answer, request, pk).revisions.select_related("author")
    return _page(rows, ("-number", "-pk"), page, size)


@router.get("/tags", response=PageOf[schemas.TagOut], auth=READING, tags=["tags"])
def list_tags(request: HttpRequest, q: str = "", page: str = "", size: int = 50) -> dict[str, Any]:
    """Tags in use, the most used first; those that begin with `q`."""
    rows = Tag.objects.matching(q[:35]) if q else Tag.objects.all()
    return _page(rows.in_use(), ("-question_count", "-pk"), page, size)


# Asking and answering


@router.post("/questions", response={201: schemas.QuestionOut}, auth=WRITING, tags=["questions"])
def ask(request: HttpRequest, sent: schemas.AskIn) -> Status[Question]:
    return Status(201, actions.ask_question(by=me(request), **sent.dict()))


@router.patch("/questions/{pk}", response=schemas.QuestionOut, auth=WRITING, tags=["questions"])
def edit_question(request: HttpRequest, pk: int, sent: schemas.EditQuestionIn) -> Question:
    """Change what is sent; the rest stays."""
    question = _seen(Question, request, pk)
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
    question = _seen(Question, request, pk)
    return Status(201, actions.post_answer(question, by=me(request), **sent.dict()))


@router.patch("/answers/{pk}", response=schemas.AnswerOut, auth=WRITING, tags=["answers"])
def edit_answer(request: HttpRequest, pk: int, sent: schemas.EditAnswerIn) -> Answer:
    return actions.edit_answer(_seen(Answer, request, pk), by=me(request), **sent.dict())


@router.post(
    "/questions/{pk}/comments",
    response={201: schemas.CommentOut},
    auth=WRITING,
    tags=["comments"],
)
def comment_on_question(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Comment]:
    return Status(
        201, actions.post_comment(_seen(Question, request, pk), by=me(request), **sent.dict())
    )


@router.post(
    "/answers/{pk}/comments", response={201: schemas.CommentOut}, auth=WRITING, tags=["comments"]
)
def comment_on_answer(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Comment]:
    return Status(
        201, actions.post_comment(_seen(Answer, request, pk), by=me(request), **sent.dict())
    )


@router.patch("/comments/{pk}", response=schemas.CommentOut, auth=WRITING, tags=["comments"])
def edit_comment(request: HttpRequest, pk: int, sent: schemas.WordsIn) -> Comment:
    return actions.edit_comment(_seen(Comment, request, pk), by=me(request), body=sent.body)


@router.post(
    "/questions/{pk}/rollback", response=schemas.QuestionOut, auth=WRITING, tags=["questions"]
)
def roll_back_question(request: HttpRequest, pk: int, sent: schemas.RollBackIn) -> Any:
    """Make an earlier revision the newest again."""
    question = _seen(Question, request, pk)
    revision = get_object_or_404(Revision, question=question, number=sent.number)
    return actions.roll_back(question, to=revision, by=me(request), reason=sent.reason)


@router.post("/answers/{pk}/rollback", response=schemas.AnswerOut, auth=WRITING, tags=["answers"])
def roll_back_answer(request: HttpRequest, pk: int, sent: schemas.RollBackIn) -> Any:
    """Make an earlier revision the newest again."""
    answer = _seen(Answer, request, pk)
    revision = get_object_or_404(Revision, answer=answer, number=sent.number)
    return actions.roll_back(answer, to=revision, by=me(request), reason=sent.reason)


# Voting, accepting, having it too, following


def _voted(post: Question | Answer, value: int) -> dict[str, int]:
    post.refresh_from_db(fields=["score"])
    return {"value": value, "score": post.score}


@router.put("/questions/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def vote_on_question(request: HttpRequest, pk: int, sent: schemas.VoteIn) -> dict[str, int]:
    """Vote with 1 or -1."""
    question = _seen(Question, request, pk)
    actions.cast_vote(question, value=sent.value, by=me(request))
    return _voted(question, sent.value)


@router.delete("/questions/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def withdraw_vote_on_question(request: HttpRequest, pk: int) -> dict[str, int]:
    question = _seen(Question, request, pk)
    actions.withdraw_vote(question, by=me(request))
    return _voted(question, 0)


@router.put("/answers/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def vote_on_answer(request: HttpRequest, pk: int, sent: schemas.VoteIn) -> dict[str, int]:
    """Vote with 1 or -1."""
    answer = _seen(Answer, request, pk)
    actions.cast_vote(answer, value=sent.value, by=me(request))
    return _voted(answer, sent.value)


@router.delete("/answers/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def withdraw_vote_on_answer(request: HttpRequest, pk: int) -> dict[str, int]:
    answer = _seen(Answer, request, pk)
    actions.withdraw_vote(answer, by=me(request))
    return _voted(answer, 0)


@router.put("/answers/{pk}/acceptance", response=NOTHING, auth=WRITING, tags=["answers"])
def accept(request: HttpRequest, pk: int) -> Status[None]:
    """The asker says that this answer solved it; an earlier acceptance moves here."""
    actions.accept_answer(_seen(Answer, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/answers/{pk}/acceptance", response=NOTHING, auth=WRITING, tags=["answers"])
def withdraw_acceptance(request: HttpRequest, pk: int) -> Status[None]:
    actions.withdraw_acceptance(_seen(Answer, request, pk), by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/same", response=NOTHING, auth=WRITING, tags=["questions"])
def say_same(request: HttpRequest, pk: int) -> Status[None]:
    """“I have this too.”"""
    actions.say_same(_seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/same", response=NOTHING, auth=WRITING, tags=["questions"])
def withdraw_same(request: HttpRequest, pk: int) -> Status[None]:
    actions.withdraw_same(_seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/follow", response=NOTHING, auth=WRITING, tags=["questions"])
def follow(request: HttpRequest, pk: int) -> Status[None]:
    actions.follow_question(_seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/follow", response=NOTHING, auth=WRITING, tags=["questions"])
def stop_following(request: HttpRequest, pk: int) -> Status[None]:
    actions.stop_following(_seen(Question, request, pk), by=me(request))
    return Status(204, None)


# Asides


@router.post(
    "/questions/{pk}/asides", response={201: schemas.AsideOut}, auth=WRITING, tags=["asides"]
)
def write_aside(request: HttpRequest, pk: int, sent: schemas.SayIn) -> Status[Aside]:
    """Say something that only the asker and employees will read."""
    question = _seen(Question, request, pk)
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
    return Status(201, actions.take_aside(_seen(Answer, request, pk), by=me(request)))


@router.post(
    "/comments/{pk}/aside", response={201: schemas.AsideOut}, auth=WRITING, tags=["asides"]
)
def take_comment_aside(request: HttpRequest, pk: int) -> Status[Aside]:
    """Move a comment into the private part."""
    return Status(201, actions.take_aside(_seen(Comment, request, pk), by=me(request)))


# Keeping order

POSTS: dict[str, Any] = {"questions": Question, "answers": Answer, "comments": Comment}


def _post(request: HttpRequest, posts: str, pk: int) -> Any:
    if posts not in POSTS:
        raise Http404
    return _seen(POSTS[posts], request, pk)


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
    actions.lock_question(_seen(Question, request, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.post("/questions/{pk}/unlock", response=NOTHING, auth=WRITING, tags=["order"])
def unlock(request: HttpRequest, pk: int, sent: schemas.ReasonIn) -> Status[None]:
    actions.unlock_question(_seen(Question, request, pk), reason=sent.reason, by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/duplicate", response=NOTHING, auth=WRITING, tags=["order"])
def mark_duplicate(request: HttpRequest, pk: int, sent: schemas.DuplicateIn) -> Status[None]:
    """Say which question was there before."""
    question = _seen(Question, request, pk)
    seen = Question.objects.visible_to(viewer(request))
    original = seen.filter(pk=sent.original_id).first()
    if original is None:
        raise ValidationError({"original_id": _("There is no question with this number.")})
    actions.mark_duplicate(question, of=original, by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/duplicate", response=NOTHING, auth=WRITING, tags=["order"])
def unmark_duplicate(request: HttpRequest, pk: int) -> Status[None]:
    actions.unmark_duplicate(_seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.post(
    "/questions/{pk}/decisions", response={201: schemas.DecisionOut}, auth=WRITING, tags=["ideas"]
)
def decide_idea(request: HttpRequest, pk: int, sent: schemas.DecisionIn) -> Status[Any]:
    """Answer an idea for the organisation."""
    question = _seen(Question, request, pk)
    return Status(201, actions.decide_idea(question, by=me(request), **sent.dict()))
