"""Each duty is done when it is due, by one clock, and again after one failed or died."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.db import connection

from ephemeral.clock import HOLD, Clock, Duty
from ephemeral.models import DutyRun
from mayfly.duties import forget_expired_sessions
from tests.mayfly.serving import eventually, surroundings

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

done: list[datetime] = []


def fail(now: datetime) -> None:
    done.append(now)
    raise RuntimeError("the first time always fails")


DUTIES = {"note": Duty(done.append, every=HOUR)}
FAILING = {"fail": Duty(fail, every=HOUR), "note": Duty(done.append, every=HOUR)}


@pytest.fixture(autouse=True)
def _duties(settings) -> None:
    settings.DUTIES = f"{__name__}.DUTIES"
    done.clear()


def test_a_duty_is_done_when_it_is_due_and_not_before():
    clock = Clock()

    ticks = [clock.tick(NOON + minutes * HOUR / 60) for minutes in (0, 1, 59, 60, 61)]

    assert ticks == [["note"], [], [], ["note"], []]
    assert done == [NOON, NOON + HOUR]


def test_another_clock_leaves_a_duty_that_is_held():
    DutyRun.objects.create(duty="note", due_at=NOON, held_by="other", held_until=NOON + HOLD)

    assert Clock().tick(NOON) == []


def test_a_duty_whose_clock_died_is_taken_over():
    DutyRun.objects.create(duty="note", due_at=NOON, held_by="other", held_until=NOON + HOLD)

    assert Clock().tick(NOON + HOLD) == ["note"]


def test_a_duty_that_fails_is_told_and_stops_no_other(settings, caplog):
    settings.DUTIES = f"{__name__}.FAILING"

    assert Clock().tick(NOON) == ["note"]

    assert "fail" in caplog.text
    assert DutyRun.objects.get(duty="fail").done_at is None
    assert Clock().tick(NOON + HOUR) == ["note"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_clocks_one_does_a_duty():
    def tick(_number: int) -> list[str]:
        try:
            return Clock().tick(NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        ticks = list(pool.map(tick, range(8)))

    assert sorted(ticks) == [[]] * 7 + [["note"]]
    assert done == [NOON]


def test_sessions_that_ended_are_forgotten():
    for key, age in (("old", -HOUR), ("new", HOUR)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOON + age)

    forget_expired_sessions(NOON)

    assert [session.pk for session in Session.objects.all()] == ["new"]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_clock_runs_by_itself_and_stops_when_told(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "clock"],
        cwd=site_settings.BASE_DIR,
        env=surroundings(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert "clock" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)

        assert eventually(lambda: process.poll() is not None)
        assert process.returncode == 0
