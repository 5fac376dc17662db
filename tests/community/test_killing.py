"""What was committed happens, whatever is killed, and what was not committed never happened."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from community.events import QuestionAsked, publish
from community.models import LoggedEvent, Notice, WorkerBeat
from tests.community.reacting import wait_until
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40


def environment(ran_file: Path, pause: float) -> dict[str, str]:
    """For a process on this test's database whose jobs pause twice, up to so many seconds."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.community.settings_for_reacting",
        "RAN_FILE": str(ran_file),
        "PAUSE": str(pause),
    }


def test_killing_any_process_at_any_time_loses_nothing(tmp_path, settings):
    seed = random.randrange(10**6)

    ended = subprocess.run(
        [sys.executable, "-m", "tests.community.killing", tmp_path, str(ROUNDS), str(seed)],
        cwd=settings.BASE_DIR,
        env=environment(tmp_path / "ran", pause=0.02),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr[-3000:]
    logged = set(LoggedEvent.objects.values_list("pk", flat=True))
    published = set(map(int, (tmp_path / "published").read_text().split()))
    ran = Counter(map(int, (tmp_path / "ran").read_text().split()))
    assert len(published) >= 20
    assert published <= logged, "a committed fact was lost"
    assert set(ran) == logged, "a reaction was lost, or one came without its fact"
    counted = Counter(Notice.objects.filter(reasons=["now"]).values_list("event_id", flat=True))
    assert counted == dict.fromkeys(logged, 1), "what is part of the fact was not"
    told = Counter(Notice.objects.filter(reasons=["later"]).values_list("event_id", flat=True))
    assert told == dict.fromkeys(logged, 1), "a reaction had its effect twice"
    assert ran.total() > len(logged), "nothing was killed halfway, so nothing was shown"


def test_a_worker_told_to_stop_finishes_its_job_first(tmp_path, settings):
    """SIGTERM, as a deployment sends it to `manage.py db_worker`."""
    settings.REACTIONS = "tests.community.reacting.SLOW"
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "db_worker"],
        cwd=settings.BASE_DIR,
        env=environment(tmp_path / "ran", pause=1.5),
    )
    try:
        actor = MemberFactory(handle="maria")
        MemberFactory(handle="tom")
        for _ in range(3):
            with transaction.atomic():
                publish(QuestionAsked(actor_id=actor.pk, question_id=1))
        has_begun = (tmp_path / "ran").exists
        wait_until(lambda: has_begun() or worker.poll() is not None, within=120)
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.wait()

    counted = Counter(DBTaskResult.objects.values_list("status", flat=True))
    assert counted == {TaskResultStatus.SUCCESSFUL: 1, TaskResultStatus.READY: 2}
    assert Notice.objects.filter(reasons=["later"]).count() == 1
    assert not WorkerBeat.objects.exists()
