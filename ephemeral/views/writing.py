"""Writing entries, revising them, suggesting changes, and deciding about suggestions."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Revision

from community.differences import difference
from community.models import Member
from community.permissions import MemberRequest, require
from ephemeral import actions
from ephemeral.actions.publishing import usual_lifespan
from ephemeral.actions.writing import base_of
from ephemeral.forms.entries import (
    DeclineForm,
    EntryForm,
    LinkForm,
    ReviseForm,
    SuggestForm,
    TakeForm,
)
from ephemeral.models import Decision, Entry, Lifetime, Suggestion
from ephemeral.permissions import can_edit_entry, can_suggest, can_write_entries
from ephemeral.queries.entries import waiting_suggestions
from ephemeral.views.entries import entry_or_404
from questions.models import Answer, Question
from questions.views.saying import draft_fields, say, signed_in_to_press, signed_in_to_write
from questions.views.writing import form_page


def _kept(request: HttpRequest, place: str) -> dict[str, Any]:
    """What was being typed here before; whether they looked, they say anew."""
    if request.method == "POST":
        return {}
    fields = draft_fields(request, place)
    return {name: value for name, value in fields.items() if name != "looked"}


@form_page
def write_entry(request: HttpRequest) -> HttpResponse:
    """Write an entry, from nothing or from an answer (`?answer=`)."""
    answer = _answer(request)
    place = f"entry:answer:{answer.pk}" if answer else "entry"
    if request.method != "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        require(can_write_entries(request.user))
    kept = _kept(request, place)
    form = EntryForm(
        request.POST or None,
        viewer=request.user,
        names=_names(answer),
        initial={**_beginning(answer), **kept},
    )
    as_draft = "draft" in request.POST
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.write_entry(
            by=member, answer=answer, draft=as_draft, **fields
        ),
        then=partial(_saved, request),
        template="ephemeral/write.html",
        heading=_("Write an entry"),
        submit=_("Publish"),
        answer=answer,
        kept=bool(kept),
        back=answer.get_absolute_url() if answer else reverse("knowledge"),
        section=reverse("knowledge"),
    )


def _answer(request: HttpRequest) -> Answer | None:
    number = request.GET.get("answer", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):  # noqa: PLR2004, a bigint
        return None
    rows = Answer.objects.visible_to(request.user).filter(hidden_at=None)
    rows = rows.filter(question__in=Question.objects.visible_to(request.user))
    return get_object_or_404(
        rows.select_related("author", "capacity", "question__author"), pk=int(number)
    )


def _names(answer: Answer | None) -> list[str]:
    """Of whoever asked: their story is not what everybody needs to read."""
    return [str(answer.question.author)] if answer else []


def _beginning(answer: Answer | None) -> dict[str, Any]:
    """What the form holds when it opens."""
    began: dict[str, Any] = {"lifespan": usual_lifespan().pk, "language": get_language() or "en"}
    if answer:
        question = answer.question
        began |= {
            "title": question.title,
            "body": answer.body,
            "tags": [tag.name for tag in question.tags.order_by("name")],
            "language": question.language,
            # By its number: a title may be hidden later, and an address must not tell it.
            "sources": f"{settings.SITE_URL}/questions/{question.pk}/#answer-{answer.pk}",
        }
    return began


def _saved(request: HttpRequest, entry: Entry) -> HttpResponse:
    if entry.live and not entry.has_unpublished_changes:
        messages.success(request, _("Published. Its clock runs from now."))
    else:
        messages.success(request, _("Kept as a draft. Nobody but those who may edit it sees it."))
    return redirect(entry)


@form_page
@signed_in_to_write("edit:entry:{pk}")
def edit_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Revise an entry: publishing another text begins its clock anew."""
    entry = entry_or_404(request.user, pk)
    if request.method != "POST":
        require(can_edit_entry(request.user, entry))
    place = f"edit:entry:{entry.pk}"
    kept = _kept(request, place)
    newest = entry.get_latest_revision() if entry.has_unpublished_changes else None
    initial = {**_now(entry, newest), **kept}
    askers = entry.settles.select_related("question__author")[:20]
    form = ReviseForm(
        request.POST or None,
        viewer=request.user,
        entry=entry,
        names=[str(link.question.author) for link in askers],
        initial=initial,
    )
    typed = request.POST.get("body", "")
    as_draft = "draft" in request.POST
    return say(
        request,
        form,
        place=place,
        act=lambda fields, member: actions.revise_entry(entry, by=member, draft=as_draft, **fields),
        then=partial(_saved, request),
        template="ephemeral/write.html",
        heading=_("Revise") if entry.live else _("Go on writing"),
        submit=_("Publish"),
        entry=entry,
        newest=newest if entry.live else None,
        kept=bool(kept),
        differs=difference(entry.body, typed) if typed else "",
        back=entry.get_absolute_url(),
        section=reverse("knowledge"),
    )


def _now(entry: Entry, newest: Revision | None) -> dict[str, Any]:
    then: Entry = entry.with_content_json(newest.content) if newest else entry
    lifetime = Lifetime.objects.filter(entry=entry).first()
    return {
        "title": then.title,
        "summary": then.summary,
        "body": then.body,
        "tags": sorted(tag.name for tag in then.tags.all()),
        "sources": then.sources,
        "versions": then.versions,
        "lifespan": lifetime.lifespan_id if lifetime else usual_lifespan().pk,
        "base": base_of(entry),
        "round": lifetime.round if lifetime else None,
    }


@require_POST
@signed_in_to_press
def roll_back_entry(request: MemberRequest, pk: int, revision: int) -> HttpResponse:
    """Publish an earlier text again, one that was published before."""
    entry = entry_or_404(request.user, pk)
    published = Decision.objects.filter(lifetime__entry=entry, revision_id=revision)
    if not published.exists():
        return redirect("entry-history", pk=entry.pk)
    to = get_object_or_404(entry.revisions, pk=revision)
    actions.roll_back_entry(entry, to=to, by=request.user)
    messages.success(request, _("The earlier text is published. Its clock runs from now."))
    return redirect(entry)


# Suggestions


@form_page
@signed_in_to_write("suggest:{pk}")
def suggest_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose another text to whoever keeps the entry."""
    entry = entry_or_404(request.user, pk)
    if request.method != "POST":
        require(can_suggest(request.user, entry))
    place = f"suggest:{entry.pk}"
    kept = _kept(request, place)
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
    kept = _kept(request, place)
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
    suggestion = _suggestion(request, pk)
    taken = actions.take_suggestion(suggestion, by=request.user)
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
        DeclineForm(request.POST or None, initial=_kept(request, place)),
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


# What it settles


@form_page
@signed_in_to_write("link:{pk}")
def link_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that an entry settles a question."""
    entry = entry_or_404(request.user, pk)
    require(can_edit_entry(request.user, entry))
    place = f"link:{entry.pk}"
    return say(
        request,
        LinkForm(request.POST or None, viewer=request.user, initial=_kept(request, place)),
        place=place,
        act=lambda fields, member: actions.link_entry(entry, by=member, **fields),
        then=lambda _link: redirect(entry),
        template="ephemeral/say.html",
        entry=entry,
        heading=_("A question that it settles"),
        explained=_("The question then shows this entry, and this entry the question."),
        submit=_("Link them"),
        section=reverse("knowledge"),
    )


@require_POST
@signed_in_to_press
def unlink_entry(request: MemberRequest, pk: int, question: int) -> HttpResponse:
    entry = entry_or_404(request.user, pk)
    settled = get_object_or_404(Question.objects.visible_to(request.user), pk=question)
    actions.unlink_entry(entry, question=settled, by=request.user)
    return redirect(entry)
