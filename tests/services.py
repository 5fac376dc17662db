"""Real services for tests: started on free ports from the installed binaries, gone at the end."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START_WITHIN = 60  # seconds; initdb on a busy machine with two cores took 20


class ServiceMissing(Exception):
    """The service is not installed, or would not start; the sentence says which and why."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps them off the PATH."""
    newest_first = sorted(
        glob.glob(f"/usr/lib/postgresql/*/bin/{name}"),
        key=lambda path: float(Path(path).parts[4]),
        reverse=True,
    )
    found = shutil.which(name) or next(iter(newest_first), None)
    if not found:
        raise ServiceMissing(f"PostgreSQL's {name} is not installed (`make services` does it).")
    return found


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL with an empty database, as a DATABASE_URL."""
    initdb, server = postgres_program("initdb"), postgres_program("postgres")
    # PostgreSQL refuses to run as root.
    account: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="mayfly-postgres-"))
    if account:
        shutil.chown(folder, "postgres", "postgres")
    data, log, port = folder / "data", folder / "log", free_port()
    try:
        made = subprocess.run(
            [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        if made.returncode:
            raise ServiceMissing(f"PostgreSQL's initdb failed: {made.stderr.strip()}")
        command = [server, "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        for setting in (
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=200",
            "autovacuum=off",
        ):
            command += ["-c", setting]
        with log.open("w") as output, running(command, output, **account) as process:
            wait_for_port(port, process, "PostgreSQL", log)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """An empty Redis, as a REDIS_URL."""
    server = shutil.which("redis-server")
    if not server:
        raise ServiceMissing("redis-server is not installed (`make services` does it).")
    folder, port = Path(tempfile.mkdtemp(prefix="mayfly-redis-")), free_port()
    log = folder / "log"
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
    try:
        with log.open("w") as output, running(command, output) as process:
            wait_for_port(port, process, "Redis", log)
            yield f"redis://127.0.0.1:{port}/0"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chromium() -> dict[str, Any]:
    """How Playwright launches the installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise ServiceMissing("Chromium is not installed (`make services` does it).")
    arguments = ["--disable-dev-shm-usage", "--force-color-profile=srgb"]
    if os.getuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to run as root
    return {"executable_path": found, "args": arguments}


@contextlib.contextmanager
def running(command: list[Any], output: Any, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that ends with the block, politely first."""
    process = subprocess.Popen(
        command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **how
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" stop: clients are cut off
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port: int, process: subprocess.Popen[bytes], name: str, log: Path) -> None:
    """Return when somebody listens. Raises ServiceMissing with the end of the log."""
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise ServiceMissing(f"{name} did not start: {log.read_text()[-2000:].strip()}")
