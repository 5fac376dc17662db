"""The REST API at /api/v1/: every app's router, and one shape for every refusal."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as Invalid
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

import community.api
import ephemeral.api
import questions.api
import search.api
from community.http import Problem, problem_of
from ephemeral.actions import AlreadyDecided
from questions.actions import EditConflict

api = NinjaAPI(
    title="Mayfly",
    version="1",
    description=(
        "What people do on the pages, for programs. Send a personal token, made at "
        "/settings/tokens/, as `Authorization: Bearer …`. Long lists come in pages: send `next` "
        "as `?page=`. Refusals are problem+json (RFC 9457) with a sentence in `detail`."
    ),
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
)
api.add_router("", community.api.router)
api.add_router("", questions.api.router)
api.add_router("", ephemeral.api.router)
api.add_router("", search.api.router)


def _problem(_request: HttpRequest, error: Any) -> HttpResponse:
    problem = problem_of(error)
    assert problem is not None
    return problem.as_json()


for refusal in (PermissionDenied, Invalid, Http404, BadRequest, SuspiciousOperation):
    api.add_exception_handler(refusal, _problem)


@api.exception_handler(EditConflict)
def conflict(_request: HttpRequest, _error: EditConflict) -> HttpResponse:
    words = _("Somebody changed this since. Read it again and send its `revision` as `base`.")
    return Problem(HTTPStatus.CONFLICT, (words,)).as_json()


@api.exception_handler(AlreadyDecided)
def decided(_request: HttpRequest, error: AlreadyDecided) -> HttpResponse:
    """Somebody was faster: their decision stands, and the sentence says whose."""
    return Problem(HTTPStatus.CONFLICT, tuple(error.messages)).as_json()


@api.exception_handler(AuthenticationError)
def who_are_you(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return refused(request, HttpError(401, _("Send a personal token, or sign in.")))


@api.exception_handler(HttpError)
def refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    response = Problem(HTTPStatus(error.status_code), (str(error),)).as_json()
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def ill_shaped(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not have the shape that the schema asks for."""
    fields: dict[str, list[str]] = {}
    for item in error.errors:
        fields.setdefault(_name(item), []).append(str(item["msg"]))
    sentences = tuple(f"{name}: {' '.join(words)}" for name, words in fields.items())
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentences, fields).as_json()


@csrf_exempt
def nothing_here(_request: HttpRequest) -> HttpResponse:
    """An address under /api/ that leads nowhere."""
    words = _("There is nothing at this address. /api/v1/docs lists what there is.")
    return Problem(HTTPStatus.NOT_FOUND, (words,)).as_json()


def _name(item: dict[str, Any]) -> str:
    return ".".join(str(part) for part in item["loc"][1:] if part != "sent") or "body"
