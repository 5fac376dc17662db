"""`manage.py serve`: all of the site in one process, with a stop that loses nothing."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.conf import settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.mayfly.serving import Served, eventually, serving, surroundings

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def slow_site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    options = getattr(request, "param", ())
    with serving(tmp_path, *options, settings_module="tests.mayfly.slow_site") as served:
        yield served


def test_one_command_is_web_live_line_and_jobs(slow_site):
    assert requests.get(f"{slow_site.url}/healthz", timeout=10).text == "ok"
    assert requests.get(f"{slow_site.url}/readyz", timeout=10).json()["ready"]
    with connect(f"ws://127.0.0.1:{slow_site.port}/live/", origin=slow_site.url) as line:
        line.send(json.dumps({"type": "ping"}))

        assert json.loads(line.recv(timeout=10)) == {"type": "pong"}

    (slow_site.folder / "finish").touch()
    requests.get(f"{slow_site.url}/enqueue/", timeout=10)

    assert eventually(lambda: slow_site.has("job-ended"))


def test_the_live_line_is_closed_to_pages_of_other_sites(slow_site):
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"ws://127.0.0.1:{slow_site.port}/live/", origin="https://elsewhere.example")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_the_request_and_the_job_at_hand(slow_site, number):
    requests.get(f"{slow_site.url}/enqueue/", timeout=10)
    with (
        ThreadPoolExecutor() as pool,
        connect(f"ws://127.0.0.1:{slow_site.port}/live/", origin=slow_site.url) as line,
    ):
        answer = pool.submit(requests.get, f"{slow_site.url}/slow/", timeout=60)
        assert eventually(lambda: slow_site.has("request-began") and slow_site.has("job-began"))

        slow_site.signal(number)

        with pytest.raises(ConnectionClosed):
            line.recv(timeout=10)
        assert slow_site.process.poll() is None
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{slow_site.url}/healthz", timeout=10)
        (slow_site.folder / "finish").touch()
        assert answer.result().text == "done in the end"

    assert slow_site.ended() == 0
    assert slow_site.has("job-ended")


@pytest.mark.parametrize("slow_site", [("--drain", "2")], indirect=True)
def test_a_stop_waits_no_longer_than_it_may(slow_site):
    requests.get(f"{slow_site.url}/enqueue/", timeout=10)
    assert eventually(lambda: slow_site.has("job-began"))
    began = time.monotonic()

    slow_site.signal(signal.SIGTERM)

    assert slow_site.ended() == 1
    assert time.monotonic() - began < 10
    assert "Cut off" in (slow_site.folder / "errors").read_text()


def test_a_second_signal_means_now(slow_site):
    requests.get(f"{slow_site.url}/enqueue/", timeout=10)
    assert eventually(lambda: slow_site.has("job-began"))
    slow_site.signal(signal.SIGTERM)
    time.sleep(0.5)
    assert slow_site.process.poll() is None

    slow_site.signal(signal.SIGTERM)

    assert slow_site.process.wait(timeout=5) == 1


def test_a_taken_port_is_named_in_a_sentence(slow_site):
    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", str(slow_site.port)],
        cwd=settings.BASE_DIR,
        env=surroundings(slow_site.folder),
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{slow_site.port}" in second.stderr
    assert "Traceback" not in second.stderr
