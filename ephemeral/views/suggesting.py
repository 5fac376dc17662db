"""Suggesting changes to entries, and deciding about them."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.differences import difference
from community.models import Member
from community.numbers import row_number
from community.permissions import MemberRequest, require
from ephemeral import actions
from ephemeral.actions.writing import base_of
from ephemeral.forms.entries import (
    DeclineForm,
    SuggestForm,
    TakeForm,
)
from ephemeral.models import Entry, Suggestion
from ephemeral.permissions import can_edit_entry, can_suggest
from ephemeral.queries.entries import waiting_suggestions
from ephemeral.views.entries import entry_or_404
from ephemeral.views.writing import kept_fields
from questions.views.saying import say, signed_in_to_press, signed_in_to_write
from questions.views.writing import form_page


@form_page
@signed_in_to_write("suggest:{pk}")
def suggest_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose another text to whoever keeps the entry."""
    entry = entry_or_404(request.user, pk)
    if request.method != "POST":
        require(can_suggest(request.user, entry))
    place = f"suggest:{entry.pk}"
    kept = kept_fields(request, place)
    now = {
        "title": entry.title,
        "summary": entry.summary,
        "body": entry.body,
        "base": base_of(entry),
    }
    form = SuggestForm(
        request.POST or None, viewer=request.user, entry=entry, initial={**now, **kept}
    )
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.suggest_change(entry, by=member, **fields),
        then=partial(_suggested, request),
        template="ephemeral/suggest.html",
        entry=entry,
        kept=bool(kept),
        heading=_("Suggest a change"),
        submit=_("Suggest it"),
        section=reverse("knowledge"),
    )


def _suggested(request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
    messages.success(
        request, _("Thank you. Whoever keeps it decides, and you will hear what they say.")
    )
    return redirect(suggestion.entry)


@require_safe
def suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was suggested and waits: all of it for whoever decides, one's own for others."""
    if not isinstance(request.user, Member):
        return redirect_to_login(request.get_full_path())
    entry = entry_or_404(request.user, pk)
    waiting = [
        {
            "suggestion": one,
            "title": difference(entry.title, one.title) if one.title != entry.title else "",
            "summary": difference(entry.summary, one.summary)
            if one.summary != entry.summary
            else "",
            "body": difference(entry.body, one.body) if one.body != entry.body else "",
            "is_older": one.base_revision_id != base_of(entry),
        }
        for one in waiting_suggestions(entry, request.user)
    ]
    return render(
        request,
        "ephemeral/suggestions.html",
        {
            "entry": entry,
            "waiting": waiting,
            "base": base_of(entry),
            "may_decide": can_edit_entry(request.user, entry),
            "section": reverse("knowledge"),
        },
    )


def _suggestion(request: MemberRequest, pk: int) -> Suggestion:
    rows = Suggestion.objects.filter(entry__in=Entry.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("entry", "member", "decided_by"), pk=pk)


@form_page
@signed_in_to_write("take:{pk}")
def take_suggestion(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a suggestion, edited before where it needs to be."""
    suggestion = _suggestion(request, pk)
    entry = suggestion.entry
    require(can_edit_entry(request.user, entry))
    place = f"take:{suggestion.pk}"
    kept = kept_fields(request, place)
    now = {
        "title": suggestion.title,
        "summary": suggestion.summary,
        "body": suggestion.body,
        "base": base_of(entry),
    }
    form = TakeForm(request.POST or None, viewer=request.user, entry=entry, initial={**now, **kept})
    typed = request.POST.get("body", suggestion.body)
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.take_suggestion(suggestion, by=member, **fields),
        then=partial(_decided, request, _("Published, with thanks to %(person)s.")),
        template="ephemeral/suggest.html",
        entry=entry,
        suggestion=suggestion,
        kept=bool(kept),
        differs=difference(entry.body, typed),
        heading=_("Take this suggestion"),
        submit=_("Publish it"),
        section=reverse("knowledge"),
    )


@require_POST
@signed_in_to_press
def take_as_it_is(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish what was just read; what somebody changed meanwhile is to be read first."""
    suggestion = _suggestion(request, pk)
    seen = row_number(request.POST.get("base", ""))
    try:
        taken = actions.take_suggestion(suggestion, by=request.user, base=seen)
    except actions.EntryConflict:
        messages.warning(
            request, _("The entry has changed since you looked. This is what would change now.")
        )
        return redirect("suggestions", pk=suggestion.entry_id)
    return _decided(request, _("Published, with thanks to %(person)s."), taken)


@form_page
@signed_in_to_write("decline:{pk}")
def decline_suggestion(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave the entry as it is, and say why."""
    suggestion = _suggestion(request, pk)
    require(can_edit_entry(request.user, suggestion.entry))
    place = f"decline:{suggestion.pk}"
    return say(
        request,
        DeclineForm(request.POST or None, initial=kept_fields(request, place)),
        place=place,
        act=lambda fields, member: actions.decline_suggestion(suggestion, by=member, **fields),
        then=partial(_decided, request, _("Declined. %(person)s reads why.")),
        template="ephemeral/say.html",
        entry=suggestion.entry,
        heading=_("Decline this suggestion"),
        explained=_("The entry stays as it is."),
        submit=_("Decline"),
        section=reverse("knowledge"),
    )


def _decided(request: HttpRequest, words: str, suggestion: Suggestion) -> HttpResponse:
    messages.success(request, words % {"person": suggestion.member})
    return redirect(suggestion.entry)
