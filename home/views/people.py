"""People and teams."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.models import Team
from home.queries import people as queries
from home.queries.front_page import HELPERS_KEPT, helpers
from home.queries.people import ANSWERED, ASKED, PROMISED


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    found = queries.person_called(handle)
    if found is None:
        raise Http404(_("Nobody here is called @%(handle)s.") % {"handle": handle})
    if found.handle != handle:
        return redirect(_address(found.get_absolute_url(), **request.GET.dict()))
    show = request.GET.get("show", "")
    show = show if show in {ASKED, PROMISED} else ANSWERED
    page = queries.person_page(
        found,
        request.user,
        show=show,
        cursor=request.GET.get("page", ""),
        period=request.GET.get("period", ""),
        now=timezone.now(),
    )
    here = found.get_absolute_url()
    said = page.questions or page.answers
    tabs = {ANSWERED: _("Answers"), ASKED: _("Questions"), PROMISED: _("Promises")}
    return render(
        request,
        "home/people/person.html",
        {
            "page": page,
            "tabs": [
                {"words": words, "url": _address(here, show=value), "current": show == value}
                for value, words in tabs.items()
            ],
            "periods": _periods(request, here, show=show),
            "next_url": _address(here, show=show, page=said.next) if said and said.next else "",
            "previous_url": _address(here, show=show, page=said.previous)
            if said and said.previous
            else "",
            "is_own": request.user == found,
            "canonical": settings.SITE_URL + here,
            "for_visitors": not request.user.is_authenticated,
        },
    )


def _periods(request: HttpRequest, here: str, **parameters: str) -> list[dict[str, object]]:
    """Links that choose how far back promises are counted."""
    return [
        {
            "words": period.words,
            "url": _address(here, **parameters, period=period.value) + "#kept",
            "current": period.current,
        }
        for period in queries.periods(request.GET.get("period", ""))
    ]


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who helps; with `?q=` everybody of that name."""
    words = request.GET.get("q", "").strip()
    everybody = "all" in request.GET
    here = reverse("people")
    found = None
    if words or everybody:
        found = queries.people_called(words, request.GET.get("page", ""))
    narrowed = {"q": words} if words else {"all": "1"}
    return render(
        request,
        "home/people/people.html",
        {
            "words": words,
            "found": found,
            "helpers": [] if found is not None else helpers(HELPERS_KEPT),
            "teams": queries.teams(),
            "everybody_url": _address(here, all="1"),
            "next_url": _address(here, **narrowed, page=found.next) if found and found.next else "",
            "previous_url": _address(here, **narrowed, page=found.previous)
            if found and found.previous
            else "",
            "for_visitors": not request.user.is_authenticated,
        },
    )


@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Team, slug=slug)
    page = queries.team_page(
        found,
        request.user,
        cursor=request.GET.get("page", ""),
        period=request.GET.get("period", ""),
        now=timezone.now(),
    )
    here = found.get_absolute_url()
    return render(
        request,
        "home/people/team.html",
        {
            "page": page,
            "periods": _periods(request, here),
            "next_url": _address(here, page=page.answers.next) if page.answers.next else "",
            "previous_url": _address(here, page=page.answers.previous)
            if page.answers.previous
            else "",
            "canonical": settings.SITE_URL + here,
            "for_visitors": not request.user.is_authenticated,
        },
    )


def _address(path: str, **parameters: str) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    return path + (f"?{urlencode(asked)}" if asked else "")
