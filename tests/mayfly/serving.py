"""A real `manage.py serve`, in a process of its own with a database of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import services

PATIENCE = 60  # seconds; a start takes 5 on an idle machine


@dataclass(frozen=True)
class Served:
    process: subprocess.Popen[str]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """The exit status, once it has ended."""
        return self.process.wait(timeout=PATIENCE)

    def has(self, word: str) -> bool:
        """Whether a request or job of the slow site left this word behind."""
        return (self.folder / word).exists()


@contextlib.contextmanager
def serving(
    folder: Path, *options: str, settings_module: str = "mayfly.settings"
) -> Iterator[Served]:
    """The site as the test's database has it now, copied into the folder (SQLite)."""
    port = services.free_port()
    environment = surroundings(folder) | {"DJANGO_SETTINGS_MODULE": settings_module}
    errors = (folder / "errors").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), *options],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    with errors, process:
        try:
            line = process.stdout.readline()
            assert f"127.0.0.1:{port}" in line, (line, (folder / "errors").read_text())
            yield Served(process, port, folder)
        finally:
            process.kill()


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a site of its own in this folder, with a copy of the test's database."""
    database = folder / "mayfly.sqlite3"
    if not database.exists():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
    (folder / "static").mkdir(exist_ok=True)
    (folder / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}}')
    return os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database}",
        "SLOW_FOLDER": str(folder),
        "PYTHONWARNINGS": "default",
    }


def eventually(truth: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not truth() and time.monotonic() < deadline:
        time.sleep(0.02)
    return truth()
