"""Reading entries: the lists, one entry, its history."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.models import Member
from community.notices import read_notices_of
from community.permissions import Viewer
from ephemeral.models import Entry
from ephemeral.permissions import can_edit_entry, can_write_entries
from ephemeral.queries import entries as queries
from ephemeral.queries import entry_lists as lists
from ephemeral.reads import note_entry_read
from ephemeral.state import State
from ephemeral.structured import article
from questions.models import Tag
from questions.queries.lists import tag_named


def entry_or_404(viewer: Viewer, pk: int) -> Entry:
    entry = queries.entry_for(viewer, pk)
    if entry is None:
        raise Http404
    return entry


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """What is fresh, what needs somebody, what lapsed lately."""
    now = timezone.now()
    show = request.GET.get("show", "fresh")
    typed = request.GET.get("tag", "")
    tag = tag_named(typed)[0] if typed else None
    if show not in lists.PARTS or (typed and tag is None):
        raise Http404
    page, cards = lists.list_page(show, now, tag=tag, cursor=request.GET.get("page", ""))
    kept = {"show": show, "tag": tag.name if tag else ""}
    return render(
        request,
        "ephemeral/knowledge.html",
        {
            "part": lists.PARTS[show],
            "tabs": _tabs(request, show, tag),
            "cards": cards,
            "tag": tag,
            "next": _address(request, **kept, page=page.next) if page.next else "",
            "previous": _address(request, **kept, page=page.previous) if page.previous else "",
            "canonical": settings.SITE_URL + _address(request, **kept),
            "may_write": bool(can_write_entries(request.user)),
            "keeps_something": lists.keeps_something(request.user),
            "drafts": lists.drafts_of(request.user),
            "due_url": lists.address_of("due"),
            "orphans_url": lists.address_of("orphans"),
            "section": reverse("knowledge"),
            "for_visitors": not request.user.is_authenticated,
        },
    )


def _tabs(request: HttpRequest, show: str, tag: Tag | None) -> list[dict[str, object]]:
    narrowed = tag.name if tag else ""
    return [
        {
            "words": part.label,
            "url": _address(request, show=part.name, tag=narrowed),
            "current": part.name == show,
        }
        for part in lists.PARTS.values()
    ]


def _address(request: HttpRequest, **parameters: str) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    if asked.get("show") == "fresh":
        del asked["show"]
    return request.path + (f"?{urlencode(asked)}" if asked else "")


@require_safe
def entry_page(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One entry. What was let go leads to what stands in its place, unless one asks to see it."""
    entry = entry_or_404(request.user, pk)
    now = timezone.now()
    lifetime = getattr(entry, "lifetime", None)
    if lifetime and entry.live and lifetime.state(now) == State.GONE and "kept" not in request.GET:
        successor = queries.final_successor(entry, request.user)
        if successor:
            return redirect(f"{successor.get_absolute_url()}?instead-of={entry.pk}")
    if slug != entry.slug:
        asked = request.GET.urlencode()
        address = entry.get_absolute_url() + (f"?{asked}" if asked else "")
        return redirect(address, permanent=bool(slug))
    if entry.live:
        note_entry_read(request, entry)
    if isinstance(request.user, Member) and getattr(request.user, "unread_notices", False):
        read_notices_of(request.user, entry_id=entry.pk)
    shown = queries.entry_page(
        entry, request.user, now, instead_of=request.GET.get("instead-of", "")
    )
    return render(
        request,
        "ephemeral/entry.html",
        {
            "shown": shown,
            "entry": entry,
            "life": shown.life,
            "canonical": settings.SITE_URL + entry.get_absolute_url(),
            "structured": article(shown) if entry.live else "",
            "is_kept_out": shown.state in {State.LAPSED, State.GONE} or not entry.live,
            "section": reverse("knowledge"),
            "for_visitors": not request.user.is_authenticated,
        },
    )


@require_safe
def entry_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that was published, the newest first, with what it changed."""
    entry = entry_or_404(request.user, pk)
    return render(
        request,
        "ephemeral/history.html",
        {
            "entry": entry,
            "steps": queries.history_of(entry),
            "may_edit": bool(can_edit_entry(request.user, entry)),
            "section": reverse("knowledge"),
            "for_visitors": not isinstance(request.user, Member),
        },
    )
