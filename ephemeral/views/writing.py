"""Writing entries, revising them, and linking them to what they settle."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Revision

from community.differences import difference
from community.numbers import row_number
from community.permissions import MemberRequest, require
from ephemeral import actions
from ephemeral.actions.publishing import usual_lifespan
from ephemeral.actions.writing import base_of
from ephemeral.forms.entries import (
    EntryForm,
    LinkForm,
    ReviseForm,
)
from ephemeral.models import Decision, Entry, Lifetime
from ephemeral.permissions import can_edit_entry, can_write_entries
from ephemeral.views.entries import entry_or_404
from questions.models import Answer, Question
from questions.views.saying import draft_fields, say, signed_in_to_press, signed_in_to_write
from questions.views.writing import form_page


def kept_fields(request: HttpRequest, place: str) -> dict[str, Any]:
    """What was being typed here before; whether they looked, they say anew."""
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
    kept = kept_fields(request, place)
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
    number = row_number(request.GET.get("answer", ""))
    if number is None:
        return None
    rows = Answer.objects.visible_to(request.user).filter(hidden_at=None)
    rows = rows.filter(question__in=Question.objects.visible_to(request.user))
    return get_object_or_404(
        rows.select_related("author", "capacity", "question__author"), pk=number
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
    kept = kept_fields(request, place)
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
        LinkForm(request.POST or None, viewer=request.user, initial=kept_fields(request, place)),
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
