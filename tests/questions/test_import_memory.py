"""Memory stays flat however large the dump is."""

import os
import subprocess
import sys

import pytest

from tests.questions.made_up import write_made_up
from tests.questions.test_import_resumed import database_url

MARGIN = 16  # MiB; batches that are full at last and SQLite's cache, not rows that pile up


@pytest.mark.django_db(transaction=True)
def test_ten_times_the_rows_take_no_more_memory(tmp_path):
    dumps = [write_made_up(tmp_path / f"{n}.stackexchange.com", n) for n in (50, 500)]

    measured = subprocess.run(
        [sys.executable, "-m", "tests.questions.measuring_memory", *map(str, dumps)],
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "mayfly.settings",
            "DEBUG": "true",  # which keeps queries unless they are let go
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert measured.returncode == 0, measured.stderr[-2000:]
    small, large = map(float, measured.stdout.split())
    assert large - small < MARGIN, f"{small:.0f} MiB, and {large:.0f} for ten times the rows"
