"""The pages of find."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from questions.models import Question
from search import queries
from search.parsing import LONGEST_QUERY

LONGEST_NUMBER = 4  # digits of a page
SHORTEST_TITLE = 8  # characters; fewer say nothing about what somebody is going to ask


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Questions, their answers and people, for whatever was typed."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    kind = request.GET.get("kind", "")
    kind = kind if kind in Question.Kind.values else ""
    tag = request.GET.get("tag", "").replace("\x00", "").strip()
    number = request.GET.get("page", "")[:LONGEST_NUMBER]
    page = int(number) if number.isdecimal() else 1
    results = queries.find(words, kind=kind, tag=tag, page=page)
    context = {
        "find_words": words,
        "kind": kind,
        "tag": tag,
        "results": results,
        "tabs": _tabs(words, kind, tag),
        "previous_url": _url(words, kind, tag, page - 1) if 1 < page <= results.pages else "",
        "next_url": _url(words, kind, tag, page + 1) if page < results.pages else "",
        "without_tag_url": _url(words, kind, ""),
        "everything_url": _url(words, "", ""),
    }
    return render(request, "search/find.html", context)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A part of a page: questions like the one that somebody is typing."""
    title = request.GET.get("q", "") or request.GET.get("title", "")
    body = request.GET.get("body", "")
    title = title.strip()
    alike = queries.similar_questions(title, body) if len(title) >= SHORTEST_TITLE else []
    return render(request, "search/_similar.html", {"similar": alike})


def _url(words: str, kind: str, tag: str, page: int = 1) -> str:
    asked = {"q": words, "kind": kind, "tag": tag, "page": page if page > 1 else ""}
    return f"{reverse('find')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _tabs(words: str, kind: str, tag: str) -> list[dict[str, object]]:
    names = {
        "": _("All"),
        Question.Kind.QUESTION: _("Questions"),
        Question.Kind.PROBLEM: _("Problems"),
        Question.Kind.IDEA: _("Ideas"),
        Question.Kind.PRAISE: _("Praise"),
    }
    return [
        {"words": name, "url": _url(words, value, tag), "current": value == kind}
        for value, name in names.items()
    ]
