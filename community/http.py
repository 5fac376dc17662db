"""What becomes of a refusal, of bad input, of what is not there: a page, or JSON for programs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

API = "/api/"
# What a program is told where nobody had more to say.
DETAILS = {
    HTTPStatus.BAD_REQUEST: gettext_lazy("This request could not be understood."),
    HTTPStatus.FORBIDDEN: gettext_lazy("This is not open to you."),
    HTTPStatus.NOT_FOUND: gettext_lazy("Nothing is here."),
    HTTPStatus.INTERNAL_SERVER_ERROR: gettext_lazy("This did not work, and it is our fault."),
}
ADMIN = "/admin/"  # Wagtail answers there in its own way.


class NothingHere(Http404):
    """A 404 with a sentence for whoever came; the words of others may name what is hidden."""


@dataclass(frozen=True)
class Problem:
    """Why a request was not done: RFC 9457's problem details, and what an error page shows."""

    status: HTTPStatus
    reasons: tuple[str, ...]
    fields: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> JsonResponse:
        content: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": " ".join(self.reasons) or str(DETAILS.get(self.status, "")),
        }
        if self.fields:
            content["errors"] = self.fields
        return JsonResponse(content, status=self.status, content_type="application/problem+json")

    def as_page(self, request: HttpRequest) -> HttpResponse:
        context = {"reasons": self.reasons, "exception": " ".join(self.reasons)}
        return render(request, f"{self.status.value}.html", context, status=self.status)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """JSON under /api/ and for script that asks for it, a page elsewhere."""
        wanted = request.get_preferred_type(["text/html", "application/json"])
        if request.path.startswith(API) or wanted == "application/json":
            return self.as_json()
        return self.as_page(request)


def problem_of(error: Exception) -> Problem | None:
    """What an exception means to whoever sent the request; None for a bug of ours."""
    match error:
        case PermissionDenied():
            reason = str(error) or _("This is not open to you.")
            return Problem(HTTPStatus.FORBIDDEN, (reason,))
        case ValidationError():
            fields = error.message_dict if hasattr(error, "error_dict") else {}
            return Problem(HTTPStatus.BAD_REQUEST, tuple(error.messages), fields)
        case Http404():
            told = isinstance(error, NothingHere) and str(error)
            return Problem(HTTPStatus.NOT_FOUND, (told,) if told else ())
        case BadRequest() | SuspiciousOperation():
            much = isinstance(error, RequestDataTooBig)
            words = (_("This is too much to send at once."),) if much else ()
            return Problem(HTTPStatus.BAD_REQUEST, words)
        case DataError() | ValueError() if "NUL (0x00)" in str(error):
            # PostgreSQL stores no NUL; nobody types one.
            return Problem(HTTPStatus.BAD_REQUEST, ())
    return None


class Problems:
    """Middleware that answers what views raise. Django's handlers below see to the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.path.startswith(API):
            return _not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith(ADMIN) or isinstance(error, Http404 | SuspiciousOperation):
            return None  # Django logs these, shows details under DEBUG, and asks the handlers.
        problem = problem_of(error)
        return problem.answer(request) if problem else None


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    words = _("%(method)s is not possible here; %(allowed)s is.") % {
        "method": request.method,
        "allowed": response["Allow"],
    }
    problem = Problem(HTTPStatus.METHOD_NOT_ALLOWED, (words,)).as_json()
    problem["Allow"] = response["Allow"]
    return problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return Problem(HTTPStatus.BAD_REQUEST, ()).answer(request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = problem_of(exception)
    return (problem or Problem(HTTPStatus.FORBIDDEN, ())).answer(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = problem_of(exception)
    assert problem is not None
    return problem.answer(request)


def broken(request: HttpRequest) -> HttpResponse:
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, ()).answer(request)
