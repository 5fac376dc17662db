"""What the slow site answers."""

import os
import time
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django_tasks import task

from mayfly import urls

FOLDER = Path(os.environ["SLOW_FOLDER"])
TOO_LONG = 60


def last_until_told(what: str) -> None:
    """Leave word that this began, end when the test says so, and leave word of the end."""
    (FOLDER / f"{what}-began").touch()
    deadline = time.monotonic() + TOO_LONG
    while not (FOLDER / "finish").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    (FOLDER / f"{what}-ended").touch()


def slow(request: HttpRequest) -> HttpResponse:
    last_until_told("request")
    return HttpResponse("done in the end")


def enqueue(request: HttpRequest) -> HttpResponse:
    slow_job.enqueue()
    return HttpResponse("queued")


@task()
def slow_job() -> None:
    last_until_told("job")


urlpatterns = [path("slow/", slow), path("enqueue/", enqueue), *urls.urlpatterns]
