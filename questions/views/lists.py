"""Lists of questions and tags."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.paging import page_of
from community.permissions import MemberRequest, require
from questions import actions
from questions.forms import TagForm
from questions.models import Question, Tag
from questions.permissions import can_curate_tags
from questions.queries.lists import (
    SORTS,
    cards,
    popular_tags,
    question_page_of,
    tag_named,
)
from questions.queries.reader import Reader
from questions.views.saying import say
from questions.views.writing import form_page

SUGGESTED = 8
NOBODY = Question(pk=0)


@require_safe
def question_list(request: HttpRequest, tag: str = "") -> HttpResponse:
    """Questions, sorted and narrowed by the address alone."""
    narrowed = request.GET.get("tag", "") or tag
    found = None
    if narrowed:
        found, other_word = tag_named(narrowed)
        if found is None:
            raise Http404(_("There is no tag #%(tag)s.") % {"tag": narrowed})
        if other_word and tag:
            return redirect(found, permanent=True)
    sort, kind = request.GET.get("sort", "newest"), request.GET.get("kind", "")
    page = question_page_of(
        request.user, sort, tag=found, kind=kind, cursor=request.GET.get("page", "")
    )
    reader = Reader(viewer=request.user, question=NOBODY)
    kept = {"tag": narrowed if not tag else "", "kind": kind}
    return render(
        request,
        "questions/list.html",
        {
            "cards": cards(page.items, reader),
            "page": page,
            "sorts": [(item, _address(request, sort=item.name, **kept)) for item in SORTS.values()],
            "kinds": [("", _("All kinds")), *list(Question.Kind.choices)],
            "sort": SORTS[sort],
            "kind": kind,
            "tag": found,
            "kept": {"sort": sort, **kept},
            "next": _address(request, sort=sort, **kept, page=page.next) if page.next else "",
            "previous": _address(request, sort=sort, **kept, page=page.previous)
            if page.previous
            else "",
            "canonical": settings.SITE_URL + _address(request, sort=sort, **kept),
            "popular": popular_tags(),
            "feed": _feed_address(found, kind),
            "may_curate": bool(can_curate_tags(request.user)),
            "for_visitors": not request.user.is_authenticated,
        },
    )


def _address(request: HttpRequest, **parameters: str) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    if asked.get("sort") == "newest":
        del asked["sort"]
    return request.path + (f"?{urlencode(asked)}" if asked else "")


def _feed_address(tag: Tag | None, kind: str) -> str:
    asked = {"tag": tag.name if tag else "", "kind": kind}
    parameters = urlencode({name: value for name, value in asked.items() if value})
    return "/questions/feed/" + (f"?{parameters}" if parameters else "")


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    """All tags in use, the most used first; narrowed by the letters they begin with."""
    begin = request.GET.get("q", "")[:35]
    tags = Tag.objects.matching(begin) if begin else Tag.objects.all()
    page = page_of(
        tags.in_use(),
        order_by=("-question_count", "-pk"),
        cursor=request.GET.get("page", ""),
        size=60,
    )
    return render(
        request,
        "questions/tags.html",
        {
            "page": page,
            "begin": begin,
            "next": _address(request, q=begin, page=page.next) if page.next else "",
            "previous": _address(request, q=begin, page=page.previous) if page.previous else "",
            "for_visitors": not request.user.is_authenticated,
        },
    )


@form_page
@login_required
def edit_tag(request: MemberRequest, tag: str) -> HttpResponse:
    """Moderators say what a tag is about, and which other words mean it."""
    found = get_object_or_404(Tag, name=tag)
    require(can_curate_tags(request.user))
    synonyms = [synonym.name for synonym in found.synonyms.order_by("name")]
    initial = {"description": found.description, "synonyms": synonyms}
    return say(
        request,
        TagForm(request.POST or None, initial=initial),
        place=f"tag:{found.pk}",
        act=lambda fields, member: actions.describe_tag(found, by=member, **fields),
        template="questions/decide.html",
        heading=_("What #%(tag)s is about") % {"tag": found.name},
        explained="",
        submit=_("Save"),
        back=found.get_absolute_url(),
    )


@require_safe
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """Tags for the letters typed so far."""
    typed = request.GET.get("q", "")[:35]
    found = Tag.objects.matching(typed)[:SUGGESTED] if typed.strip() else []
    return JsonResponse(
        [
            {"name": tag.name, "description": tag.description, "questions": tag.question_count}
            for tag in found
        ],
        safe=False,
    )
