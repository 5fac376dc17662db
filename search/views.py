"""The pages of find."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from questions.models import Question
from search import queries
from search.engine import KNOWLEDGE
from search.parsing import LONGEST_QUERY

LONGEST_NUMBER = 4  # digits of a page
SHORTEST_TITLE = 8  # characters; fewer say nothing about what somebody is going to ask


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Knowledge, questions, their answers and people, for whatever was typed."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    kind = request.GET.get("kind", "")
    kind = kind if kind in queries.KINDS else ""
    tag = request.GET.get("tag", "").replace("\x00", "").strip()
    lapsed = request.GET.get("lapsed") == "1"
    number = request.GET.get("page", "")[:LONGEST_NUMBER]
    page = int(number) if number.isdecimal() else 1
    results = queries.find(words, kind=kind, tag=tag, page=page, lapsed=lapsed)
    asked = {"q": words, "kind": kind, "tag": tag, "lapsed": "1" if lapsed else ""}
    context = {
        "find_words": words,
        "kind": kind,
        "tag": tag,
        "lapsed": lapsed,
        "results": results,
        "tabs": _tabs(asked),
        "previous_url": _url(asked, page=_number(page - 1)) if 1 < page <= results.pages else "",
        "next_url": _url(asked, page=_number(page + 1)) if page < results.pages else "",
        "without_tag_url": _url(asked, tag=""),
        "everything_url": _url(asked, kind="", tag=""),
        "with_lapsed_url": _url(asked, lapsed="1") if results.lapsed else "",
        "without_lapsed_url": _url(asked, lapsed="") if lapsed else "",
    }
    return render(request, "search/find.html", context)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A part of a page: questions like the one that somebody is typing."""
    title = request.GET.get("q", "") or request.GET.get("title", "")
    body = request.GET.get("body", "")
    title = title.strip()
    alike = queries.similar(title, body) if len(title) >= SHORTEST_TITLE else []
    context = {
        "knowledge": [one for one in alike if one.entry],
        "similar": [one for one in alike if one.question],
    }
    return render(request, "search/_similar.html", context)


def _url(asked: dict[str, str], **other: str) -> str:
    """The page of find for what was asked, but for what is other."""
    wanted = {key: value for key, value in {**asked, **other}.items() if value}
    return f"{reverse('find')}?{urlencode(wanted)}"


def _number(page: int) -> str:
    return str(page) if page > 1 else ""  # the first page has one address


def _tabs(asked: dict[str, str]) -> list[dict[str, object]]:
    names = {
        "": _("All"),
        KNOWLEDGE: _("Knowledge"),
        Question.Kind.QUESTION: _("Questions"),
        Question.Kind.PROBLEM: _("Problems"),
        Question.Kind.IDEA: _("Ideas"),
        Question.Kind.PRAISE: _("Praise"),
    }
    return [
        {"words": name, "url": _url(asked, kind=str(value)), "current": value == asked["kind"]}
        for value, name in names.items()
    ]
