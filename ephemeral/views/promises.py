"""Promising, and telling what becomes of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.capacities import capacity_for
from community.permissions import MemberRequest, Viewer, require
from ephemeral import actions
from ephemeral.calendars import calendar_of
from ephemeral.due_dates import due_from
from ephemeral.forms.promises import (
    DateForm,
    KeepForm,
    MoveForm,
    NoteForm,
    PromiseForm,
    WithdrawForm,
)
from ephemeral.models import Promise, WorkingWeek
from ephemeral.permissions import can_change_promise, can_promise
from ephemeral.queries.promise_cards import may_take_over, one_promise
from questions.models import Answer, Question
from questions.views.saying import draft_fields, say, signed_in_to_press, signed_in_to_write
from questions.views.writing import form_page

TEMPLATE = "ephemeral/promising.html"


def _seen_promise(viewer: Viewer, pk: int) -> Promise:
    rows = Promise.objects.visible_to(viewer).select_related("question", "team", "member")
    return get_object_or_404(rows, pk=pk)


@form_page
@signed_in_to_write("promise:{pk}")
def make(request: MemberRequest, pk: int) -> HttpResponse:
    """Promise something on a question or an idea."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":  # what was typed comes back with a refusal, so the action says it
        require(can_promise(request.user, question))
    place = f"promise:{pk}"
    kept = draft_fields(request, place)
    form = PromiseForm(request.POST or None, viewer=request.user, initial=kept)
    page: dict[str, Any] = {
        "question": question,
        "heading": _("Promise something"),
        "explained": _(
            "It stands under the question, with your name and the date. Those who follow the "
            "question hear what becomes of it."
        ),
        "submit": _("Promise it"),
        "date_url": "promise-date",
        "date_pk": pk,
        "kept": bool(kept),
    }
    unseen = _unseen_date(form, _team_chosen(request)) if request.method == "POST" else None
    if unseen:
        return _show_date_first(request, form, unseen, place=place, **page)
    return say(
        request,
        form,
        place=place,
        act=lambda _fields, member: actions.make_promise(question, by=member, **form.acting),
        template=TEMPLATE,
        **page,
    )


@form_page
@signed_in_to_write("move-promise:{pk}")
def move(request: MemberRequest, pk: int) -> HttpResponse:
    promise = _changeable(request, pk)
    place = f"move-promise:{pk}"
    kept = draft_fields(request, place)
    form = MoveForm(request.POST or None, initial=kept)
    page: dict[str, Any] = {
        "question": promise.question,
        "promise": promise,
        "heading": _("Move the date of a promise"),
        "explained": _("The date that held, and why it moved, stay in the history."),
        "submit": _("Move it"),
        "date_url": "moved-date",
        "date_pk": pk,
        "kept": bool(kept),
    }
    unseen = _unseen_date(form, promise.team_id) if request.method == "POST" else None
    if unseen:
        return _show_date_first(request, form, unseen, place=place, **page)
    return say(
        request,
        form,
        place=place,
        act=lambda _fields, member: actions.move_promise(promise, by=member, **form.acting),
        template=TEMPLATE,
        **page,
    )


def _team_chosen(request: HttpRequest) -> int | None:
    """The team in whose hours a new promise would count, of those the person works in."""
    chosen = (request.POST or request.GET).get("speaking_as", "")
    try:
        capacity = capacity_for(request.user, chosen)  # type: ignore[arg-type]  # signed in
    except PermissionDenied:
        return None
    return capacity.team_id if capacity else None


def _unseen_date(form: DateForm, team_id: int | None) -> datetime | None:
    """The date that working hours lead to, while the person has not seen it yet."""
    if not form.is_valid() or not form.cleaned_data["working_hours"]:
        return None
    try:
        due = due_from(
            form.cleaned_data["due_at"],
            form.cleaned_data["working_hours"],
            calendar=calendar_of(team_id),
            now=timezone.now(),
        )
    except ValidationError:
        return None  # the action says the same, and beside its field
    return None if form.has_seen(due) else due


def _show_date_first(
    request: HttpRequest, form: DateForm, due: datetime, **page: Any
) -> HttpResponse:
    """The form once more, with the date that was worked out: the next press promises it."""
    form.data = {**form.data.dict(), "seen": due.isoformat()}  # type: ignore[attr-defined]
    return render(request, TEMPLATE, {"form": form, "due": due, "confirm": True, **page})


@require_safe
@signed_in_to_press
def date_of_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Where so many working hours lead, said while they are being typed."""
    get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    return _date_in_words(request, _team_chosen(request))


@require_safe
@signed_in_to_press
def date_of_moved(request: MemberRequest, pk: int) -> HttpResponse:
    return _date_in_words(request, _seen_promise(request.user, pk).team_id)


def _date_in_words(request: HttpRequest, team_id: int | None) -> HttpResponse:
    form = DateForm(request.GET)
    due, error = None, ""
    if form.is_valid() and form.cleaned_data["working_hours"]:
        try:
            due = due_from(
                None,
                form.cleaned_data["working_hours"],
                calendar=calendar_of(team_id),
                now=timezone.now(),
            )
        except ValidationError as refusal:
            error = refusal.messages[0]
    has_week = WorkingWeek.objects.filter(team=team_id or 0).exists()
    return render(
        request,
        "ephemeral/_promise_date.html",
        {"due": due, "error": error, "around_the_clock": not has_week},
    )


@form_page
@signed_in_to_write("note-promise:{pk}")
def note(request: MemberRequest, pk: int) -> HttpResponse:
    promise = _changeable(request, pk)
    place = f"note-promise:{pk}"
    kept = draft_fields(request, place)
    return say(
        request,
        NoteForm(request.POST or None, initial=kept),
        place=place,
        act=lambda fields, member: actions.note_promise(promise, by=member, **fields),
        then=lambda _step: redirect(promise),
        template=TEMPLATE,
        question=promise.question,
        promise=promise,
        heading=_("Tell how it goes"),
        explained=_("A line is enough: what is done, what is in the way."),
        submit=_("Tell them"),
        kept=bool(kept),
    )


@form_page
@signed_in_to_write("keep-promise:{pk}")
def keep(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that it is kept; the button under an answer sends which one did it."""
    promise = _changeable(request, pk)
    answers = (
        Answer.objects.public()
        .filter(question=promise.question)
        .select_related("author")
        .order_by("-posted_at", "-pk")
    )
    mine = answers.filter(author=request.user, posted_at__gte=promise.promised_at).first()
    place = f"keep-promise:{pk}"
    kept = draft_fields(request, place)
    form = KeepForm(request.POST or None, answers=answers, initial={"answer": mine, **kept})
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.keep_promise(promise, by=member, **fields),
        template=TEMPLATE,
        question=promise.question,
        promise=promise,
        heading=_("Your promise is kept"),
        explained=_("Those who follow the question hear of it."),
        submit=_("It is kept"),
        kept=bool(kept),
    )


@form_page
@signed_in_to_write("withdraw-promise:{pk}")
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    promise = _changeable(request, pk)
    place = f"withdraw-promise:{pk}"
    kept = draft_fields(request, place)
    return say(
        request,
        WithdrawForm(request.POST or None, initial=kept),
        place=place,
        act=lambda fields, member: actions.withdraw_promise(promise, by=member, **fields),
        template=TEMPLATE,
        question=promise.question,
        promise=promise,
        heading=_("Withdraw a promise"),
        explained=_("It stays on record as withdrawn, with your reason. To do it later, move it."),
        submit=_("Withdraw it"),
        danger=True,
        kept=bool(kept),
    )


def _changeable(request: MemberRequest, pk: int) -> Promise:
    promise = _seen_promise(request.user, pk)
    if request.method != "POST":
        require(can_change_promise(request.user, promise))
    return promise


@require_POST
@signed_in_to_press
def take_over(request: MemberRequest, pk: int) -> HttpResponse:
    promise = actions.take_over_promise(_seen_promise(request.user, pk), by=request.user)
    messages.success(request, _("It is yours now. Those who follow the question hear of it."))
    return redirect(promise)


@require_safe
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise with its whole history."""
    found = one_promise(request.user, pk)
    if found is None:
        raise Http404(_("There is no such promise here."))
    row, shown = found
    now = timezone.now()
    return render(
        request,
        "ephemeral/promise.html",
        {
            "question": row.question,
            "promise": shown,
            "state": shown.state(now).value,
            "share": shown.share(now),
            "own": shown.giver_id == request.user.pk,
            "may_take_over": may_take_over(shown, request.user),
            "opened": True,
            "for_visitors": not request.user.is_authenticated,
        },
    )
