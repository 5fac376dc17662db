"""The page of a question, and what is done on it with one press."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community import live
from community.models import Member
from community.notices import read_notices_of
from community.permissions import MemberRequest
from questions import actions, additions
from questions.forms import AnswerForm
from questions.models import Answer, Question
from questions.permissions import can_answer
from questions.queries.reader import knowing, reader_of
from questions.queries.thread import question_for, thread_parts
from questions.reads import note_read
from questions.slots import fill
from questions.views.saying import signed_in_to_press


@require_safe
def question_page(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One question with its answers. An address with other words leads to the right one."""
    question = question_for(request.user, pk)
    if slug != question.slug:
        return redirect(question, permanent=bool(slug))
    note_read(request, question)
    if isinstance(request.user, Member) and getattr(request.user, "unread_notices", False):
        read_notices_of(request.user, question.pk)
    reader = reader_of(question, request.user)
    parts = thread_parts(question, reader)
    reader = knowing(reader, parts["facts"])
    form = None
    if can_answer(request.user, question):
        form = AnswerForm(viewer=request.user, initial=reader.draft)
    return render(
        request,
        "questions/question.html",
        {
            "question": question,
            "thread": fill(parts["thread"], reader),
            "beside": fill(parts["beside"], reader),
            "structured": parts["structured"],
            "form": form,
            "form_more": form
            and additions.form_parts(
                "answer", question, request.user, facts=parts["facts"], sent=reader.draft
            ),
            "canonical": settings.SITE_URL + question.get_absolute_url(),
            "description": question.excerpt,
            "why_not": can_answer(request.user, question).reason,
            "place": f"answer:{question.pk}",
            "for_visitors": not request.user.is_authenticated,
            "live": live.is_served_to(request),
        },
    )


@require_POST
@signed_in_to_press
def vote(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Vote with 1 or -1; 0 takes the vote back."""
    model = Question if kind == "question" else Answer
    post = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    value = {"1": 1, "-1": -1, "0": 0}.get(request.POST.get("value", ""), 7)
    if value == 0:
        actions.withdraw_vote(post, by=request.user)
    else:
        actions.cast_vote(post, value=value, by=request.user)
    if not getattr(request, "htmx", False):
        return redirect(post)
    post.refresh_from_db(fields=["score"])
    return render(
        request,
        "questions/_vote.html",
        {
            "address": request.path,
            "kind": kind,
            "score": post.score,
            "vote": value,
            "may_vote": True,
            "signed_in": True,
        },
    )


@require_POST
@signed_in_to_press
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    answer = get_object_or_404(Answer.objects.visible_to(request.user), pk=pk)
    if request.POST.get("on") == "0":
        actions.withdraw_acceptance(answer, by=request.user)
    else:
        actions.accept_answer(answer, by=request.user)
    return redirect(answer)


@require_POST
@signed_in_to_press
def same(request: MemberRequest, pk: int) -> HttpResponse:
    """“I have this too”, or no longer."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.POST.get("on") == "0":
        actions.withdraw_same(question, by=request.user)
    else:
        actions.say_same(question, by=request.user)
    return redirect(question)


@require_POST
@signed_in_to_press
def follow(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.POST.get("on") == "0":
        actions.stop_following(question, by=request.user)
        messages.success(request, _("You hear no more of this question."))
    else:
        actions.follow_question(question, by=request.user)
        messages.success(request, _("You will hear what becomes of this question."))
    return redirect(question)
