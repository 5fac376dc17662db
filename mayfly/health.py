"""`/healthz`: this process lives. `/readyz`: what it depends on answers."""

from collections.abc import Callable
from functools import cache as remember
from http import HTTPStatus

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

Probe = Callable[[], None]


class Health:
    """Middleware that answers first, whatever host a probe asks for and whatever else is broken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path_info == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """What answers and what does not, by name; 503 when anything does not."""
    told = {name: _outcome(probe) for name, probe in PROBES.items()}
    ready = all(outcome == "ok" for outcome in told.values())
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ready": ready} | told, status=status)


def _outcome(probe: Probe) -> str:
    try:
        probe()
    except Exception as error:
        # The kind only: messages of drivers carry hosts and users.
        return str(error) if isinstance(error, NotReady) else type(error).__name__
    return "ok"


class NotReady(Exception):
    """A sentence that may be shown to whoever asks."""


def database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@remember  # Only success is remembered: a process does not outlive its release's migrations.
def migrations_are_applied() -> None:
    if waiting := unapplied_migrations():
        raise NotReady(f"{waiting} to apply")


def unapplied_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def cache_answers() -> None:
    cache.set("mayfly-readyz", "ok", timeout=10)
    if cache.get("mayfly-readyz") != "ok":
        raise NotReady("does not keep what it is given")


PROBES: dict[str, Probe] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "cache": cache_answers,
}
