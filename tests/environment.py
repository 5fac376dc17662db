"""A pytest plugin that sets the environment before the settings are read.

`pytest` runs on SQLite. `pytest --postgres` starts a PostgreSQL and runs the same tests there.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services

CHOSEN_HERE = ("REDIS_URL", "SEARCH_URL", "SENTRY_DSN", "SITE_URL", "ALLOWED_HOSTS", "DEBUG")
running = contextlib.ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres", action="store_true", help="run on a PostgreSQL that is started for it"
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Workers of pytest-xdist do not come here: they inherit this environment."""
    folder = Path(tempfile.mkdtemp(prefix="mayfly-tests-"))
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    for name in CHOSEN_HERE:
        os.environ[name] = ""
    os.environ |= {
        "SECRET_KEY": "for-tests-only-" + "0123456789" * 5,
        "DEBUG": "false",
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "EMAIL_URL": "memory:",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'mayfly.sqlite3'}",
    }
    if early_config.known_args_namespace.postgres:
        try:
            os.environ["DATABASE_URL"] = running.enter_context(services.postgres())
        except services.ServiceMissing as missing:
            running.close()
            pytest.exit(str(missing), returncode=1)
    return (yield)


def pytest_unconfigure() -> None:
    running.close()
