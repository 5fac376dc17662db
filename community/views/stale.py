"""A form whose token is stale: somebody signed in or out in another tab. Nothing typed is lost."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.http import API, Problem

MOST_FIELDS = 100
MOST_CHARACTERS = 200_000  # six texts as long as a post may be
SHORT = 30  # characters; whatever is shorter and one word was chosen rather than written
SECRET = re.compile(r"passw|secret|token|code|key", re.IGNORECASE)  # never shown again
LABELS = {
    "title": gettext_lazy("Title"),
    "body": gettext_lazy("Text"),
    "tags": gettext_lazy("Tags"),
    "reason": gettext_lazy("Reason"),
    "response": gettext_lazy("Response"),
    "about": gettext_lazy("About you"),
}


@dataclass(frozen=True)
class Typed:
    """One value of the form that was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        return str(LABELS.get(self.name, self.name.replace("_", " ").capitalize()))

    @property
    def is_written(self) -> bool:
        """Whether a person wrote it, so that they want to see that it is still there."""
        return len(self.value) > SHORT or len(self.value.split()) > 1


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: everything typed, and one button that sends it with a new token.

    Only a form of this site is offered again: another site's must not reach one press away.
    """
    words = _("This page is older than your sign-in here. Reload it and try again.")
    if request.path.startswith(API) or request.headers.get("HX-Request"):
        return Problem(HTTPStatus.FORBIDDEN, (words,)).answer(request)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return Problem(HTTPStatus.FORBIDDEN, (words,)).as_json()
    typed = _typed(request) if _is_from_here(request) else []
    held_back = bool(request.FILES) or any(map(SECRET.search, _names(request)))
    context = {
        "typed": typed,
        "written": [field for field in typed if field.is_written],
        "held_back": held_back,
        "may_send": bool(typed) and not held_back,
        "ours": _is_from_here(request),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _is_from_here(request: HttpRequest) -> bool:
    sent_by = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(sent_by)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _names(request: HttpRequest) -> list[str]:
    return [name for name in request.POST if name != "csrfmiddlewaretoken"]


def _typed(request: HttpRequest) -> list[Typed]:
    """What was typed, without secrets; nothing where it is more than a page should carry."""
    typed = [
        Typed(name, value)
        for name in _names(request)
        if not SECRET.search(name)
        for value in request.POST.getlist(name)
    ]
    length = sum(len(field.name) + len(field.value) for field in typed)
    return typed if len(typed) <= MOST_FIELDS and length <= MOST_CHARACTERS else []
