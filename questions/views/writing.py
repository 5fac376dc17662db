"""Asking, answering, commenting, editing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.differences import difference
from community.models import Member
from community.permissions import MemberRequest, require
from questions import actions, additions
from questions.forms import (
    AnswerForm,
    AskForm,
    CommentForm,
    EditAnswerForm,
    EditCommentForm,
    EditQuestionForm,
)
from questions.models import Answer, Comment, Question, Revision
from questions.permissions import can_edit, can_edit_comment
from questions.views.saying import (
    draft_fields,
    keep_draft,
    say,
    signed_in_to_press,
    signed_in_to_write,
)


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that people write on: what they wrote outlasts what it was about."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponse:
        try:
            return view(request, **names)
        except Http404:
            written = request.POST.get("body", "")
            if not written.strip():
                raise
            return render(request, "questions/gone.html", {"written": written}, status=404)

    return page


@form_page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask. Visitors write first and sign in at the last step."""
    place = "ask"
    kept = draft_fields(request, place)
    asked = {name: request.GET[name] for name in ("title", "kind", "tags") if name in request.GET}
    form = AskForm(request.POST or None, viewer=request.user, initial={**asked, **kept})
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.ask_question(by=member, **fields),
        template="questions/ask.html",
        kept=bool(kept),
    )


@form_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer on a page of its own, for visitors and without script."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    place = f"answer:{question.pk}"
    kept = draft_fields(request, place)
    form = AnswerForm(request.POST or None, viewer=request.user, initial=kept)
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: _post_answer(request, question, fields, member),
        template="questions/write.html",
        question=question,
        heading=_("Your answer"),
        submit=_("Post the answer"),
        kept=bool(kept),
        form_more=additions.form_parts("answer", question, request.user, sent=request.POST or kept),
    )


@transaction.atomic
def _post_answer(
    request: HttpRequest, question: Question, fields: dict[str, Any], member: Member
) -> Answer:
    posted = actions.post_answer(question, by=member, **fields)
    additions.follow_up("answer", posted, member, request.POST)
    return posted


@form_page
def comment(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Comment on a question or an answer."""
    model = Question if kind == "question" else Answer
    post = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    place = f"comment:{kind}:{pk}"
    kept = draft_fields(request, place)
    form = CommentForm(request.POST or None, viewer=request.user, initial=kept)
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.post_comment(post, by=member, **fields),
        template="questions/write.html",
        question=post.question,
        about=post,
        heading=_("Your comment"),
        submit=_("Post the comment"),
        short=True,
        kept=bool(kept),
    )


@form_page
@signed_in_to_write("edit:comment:{pk}")
def edit_comment(request: MemberRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":  # what was typed comes back with a refusal, so the action says it
        require(can_edit_comment(request.user, comment))
    place = f"edit:comment:{pk}"
    kept = draft_fields(request, place)
    form = EditCommentForm(request.POST or None, initial={"body": comment.body, **kept})
    return say(
        request,
        form,
        place=place,
        kept=bool(kept),
        act=lambda fields, member: actions.edit_comment(comment, by=member, **fields),
        template="questions/write.html",
        question=comment.question,
        heading=_("Your comment"),
        submit=_("Save"),
        short=True,
    )


@form_page
@signed_in_to_write("edit:question:{pk}")
def edit_question(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        require(can_edit(request.user, question))
    now = {
        "kind": question.kind,
        "title": question.title,
        "body": question.body,
        "tags": [tag.name for tag in question.tags.order_by("name")],
        "base": question.revision_count,
    }
    return _edit(request, EditQuestionForm, question, now, actions.edit_question)


@form_page
@signed_in_to_write("edit:answer:{pk}")
def edit_answer(request: MemberRequest, pk: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        require(can_edit(request.user, answer))
    now = {"body": answer.body, "base": answer.revision_count}
    return _edit(request, EditAnswerForm, answer, now, actions.edit_answer)


def _edit(
    request: MemberRequest,
    form_class: type[EditQuestionForm] | type[EditAnswerForm],
    post: Question | Answer,
    now: dict[str, Any],
    act: Any,
) -> HttpResponse:
    place = f"edit:{post._meta.model_name}:{post.pk}"
    kept = draft_fields(request, place)
    form = form_class(request.POST or None, initial={**now, **kept})
    typed = request.POST.get("body", "")
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: act(post, by=member, **fields),
        template="questions/edit.html",
        question=post.question,
        post=post,
        kept=bool(kept),
        differs=difference(post.body, typed) if typed else "",
    )


@require_safe
def history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every revision, the newest first, with what it changed."""
    model = Question if kind == "question" else Answer
    post = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    revisions = list(post.revisions.select_related("author"))
    steps = []
    for before, revision in zip([None, *revisions], revisions, strict=False):
        steps.append(
            {
                "revision": revision,
                "before": before,
                "body": difference(before.body, revision.body) if before else "",
                "title": difference(before.title, revision.title)
                if before and before.title != revision.title
                else "",
                "is_newest": revision is revisions[-1],
            }
        )
    return render(
        request,
        "questions/history.html",
        {
            "post": post,
            "question": post.question,
            "kind": kind,
            "steps": steps[::-1],
            "may_edit": bool(can_edit(request.user, post)),
        },
    )


@require_POST
@signed_in_to_press
def roll_back(request: MemberRequest, kind: str, pk: int, number: int) -> HttpResponse:
    model = Question if kind == "question" else Answer
    post = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    revision = get_object_or_404(Revision, **{kind: post}, number=number)
    return redirect(actions.roll_back(post, to=revision, by=request.user))


@require_POST
def save_draft(request: HttpRequest, place: str) -> HttpResponse:
    """Keep what is being typed; sent by the page every few seconds."""
    return keep_draft(request, place[:60], HttpResponse(status=204))
