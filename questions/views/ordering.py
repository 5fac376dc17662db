"""Hiding, locking, duplicates, ideas and asides: acts that ask for a word first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.permissions import MemberRequest, require
from questions import actions
from questions.forms import AsideForm, DuplicateForm, IdeaForm, ReasonForm, ShareForm
from questions.models import Answer, Aside, Comment, Question
from questions.permissions import (
    can_decide_idea,
    can_hide,
    can_lock,
    can_mark_duplicate,
    can_restore,
    can_share_aside,
    can_write_aside,
)
from questions.views.saying import draft_fields, say, signed_in_to_press, signed_in_to_write
from questions.views.writing import form_page

MODELS: dict[str, Any] = {"question": Question, "answer": Answer, "comment": Comment}


@form_page
@signed_in_to_write("reason:{kind}:{pk}")
def hide(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    post = get_object_or_404(MODELS[kind].objects.visible_to(request.user), pk=pk)
    require(can_hide(request.user, post))
    return _with_reason(
        request,
        post,
        act=lambda reason: actions.hide_post(post, reason=reason, by=request.user),
        heading=_("Hide this"),
        explained=_("Only its author and moderators will see it. It can be restored."),
        submit=_("Hide"),
        danger=True,
    )


@form_page
@signed_in_to_write("reason:{kind}:{pk}")
def restore(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    post = get_object_or_404(MODELS[kind].objects.visible_to(request.user), pk=pk)
    require(can_restore(request.user, post))
    return _with_reason(
        request,
        post,
        act=lambda reason: actions.restore_post(post, reason=reason, by=request.user),
        heading=_("Restore this"),
        explained=_("Everybody will see it again."),
        submit=_("Restore"),
    )


@form_page
@signed_in_to_write("reason:question:{pk}")
def lock(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    require(can_lock(request.user))
    if question.locked_at:
        return _with_reason(
            request,
            question,
            act=lambda reason: actions.unlock_question(question, reason=reason, by=request.user),
            heading=_("Unlock this question"),
            explained=_("Everybody can answer, comment and vote again."),
            submit=_("Unlock"),
        )
    return _with_reason(
        request,
        question,
        act=lambda reason: actions.lock_question(question, reason=reason, by=request.user),
        heading=_("Lock this question"),
        explained=_("It stays readable; only moderators can add to it."),
        submit=_("Lock"),
    )


def _with_reason(request: MemberRequest, post: Any, *, act: Any, **words: Any) -> HttpResponse:
    """A page that says what will happen and asks why."""
    question = post.question

    def then(_result: None) -> HttpResponse:
        visible = Question.objects.visible_to(request.user).filter(pk=question.pk).exists()
        return redirect(question if visible else "questions")

    place = f"reason:{post._meta.model_name}:{post.pk}"
    kept = draft_fields(request, place)
    return say(
        request,
        ReasonForm(request.POST or None, initial=kept),
        place=place,
        act=lambda fields, _member: act(fields["reason"]),
        template="questions/decide.html",
        then=then,
        question=question,
        post=post,
        **words,
    )


@form_page
@signed_in_to_write("duplicate:{pk}")
def duplicate(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which question was there before, or that none was."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    require(can_mark_duplicate(request.user, question))
    if request.method == "POST" and "undo" in request.POST:
        actions.unmark_duplicate(question, by=request.user)
        return redirect(question)
    place = f"duplicate:{pk}"
    kept = draft_fields(request, place)
    return say(
        request,
        DuplicateForm(request.POST or None, initial=kept),
        place=place,
        act=lambda fields, member: actions.mark_duplicate(
            question, of=fields["original"], by=member
        ),
        template="questions/duplicate.html",
        then=lambda _result: redirect(question),
        question=question,
    )


@form_page
@signed_in_to_write("idea:{pk}")
def decide_idea(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    require(can_decide_idea(request.user, question))
    place = f"idea:{pk}"
    kept = draft_fields(request, place)
    form = IdeaForm(
        request.POST or None,
        viewer=request.user,
        initial={"status": question.idea_status, **kept},
    )
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.decide_idea(question, by=member, **fields),
        template="questions/decide.html",
        then=lambda _result: redirect(question),
        question=question,
        heading=_("Answer this idea for the organisation"),
        explained=_("The status and your words stand under the idea, with your name and team."),
        submit=_("Publish"),
    )


@form_page
@signed_in_to_write("aside:{pk}")
def aside(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":  # what was typed comes back with a refusal, so the action says it
        require(can_write_aside(request.user, question))
    place = f"aside:{pk}"
    kept = draft_fields(request, place)
    form = AsideForm(request.POST or None, viewer=request.user, initial=kept)
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.write_aside(question, by=member, **fields),
        template="questions/write.html",
        question=question,
        heading=_("Write privately"),
        explained=_("Only the person who asked and employees will read this."),
        submit=_("Send privately"),
        kept=bool(kept),
    )


@form_page
@signed_in_to_write("share:{pk}")
def share_aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Say publicly what was said aside, in words fit for it."""
    said = get_object_or_404(Aside.objects.visible_to(request.user), pk=pk)
    require(can_share_aside(request.user, said))
    place = f"share:{pk}"
    kept = draft_fields(request, place)
    return say(
        request,
        ShareForm(request.POST or None, initial={"body": said.body, **kept}),
        place=place,
        act=lambda fields, member: actions.share_aside(said, by=member, **fields),
        template="questions/write.html",
        question=said.question,
        kept=bool(kept),
        heading=_("Say this publicly"),
        explained=_("Everybody will read it. Take out what is private first."),
        submit=_("Post publicly"),
    )


@require_POST
@signed_in_to_press
def take_aside(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Move an answer or a comment into the private aside."""
    post = get_object_or_404(MODELS[kind].objects.visible_to(request.user), pk=pk)
    question = post.question
    actions.take_aside(post, by=request.user)
    messages.success(request, _("Moved. Only the person who asked and employees see it now."))
    return redirect(question)
