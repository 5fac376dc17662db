"""Publishes facts and reacts to them in processes that are killed again and again.

Run as `python -m tests.community.killing FOLDER ROUNDS SEED`, by `test_killing.py`, in a process of
its own: it loads the site once and forks, so that a round costs milliseconds.

Each fact that a publisher saw committed is a line in FOLDER/published, each run of a handler a line
in RAN_FILE. The end comes when every fact of the log has had its reactions.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

WORKERS = 2
DEATH_AT_COMMIT = 0.05  # how often a publisher dies as soon as its fact is committed
ENOUGH_FACTS = 50  # A busy machine comes to that after more rounds only.
PATIENCE = 60  # seconds for what is left when the killing is over


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def publish_without_end(folder: Path, member_id: int) -> None:
    from django.db import transaction

    from community.events import QuestionAsked, publish
    from tests.community.reacting import write_line

    while True:
        with transaction.atomic():
            if random.random() < DEATH_AT_COMMIT:
                transaction.on_commit(die)  # before anything that publish leaves for afterwards
            row = publish(QuestionAsked(actor_id=member_id, question_id=1))
            time.sleep(random.uniform(0, 0.01))  # a transaction that can be killed halfway
        write_line(folder / "published", row.pk)
        time.sleep(random.uniform(0, 0.02))


def work_without_end() -> None:
    from community.jobs import Worker

    Worker(beat=timedelta(seconds=0.1)).run()


def work_until_done() -> None:
    """One more worker, left alone, until nothing is queued or running."""
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from community.jobs import Worker

    open_ones = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    worker = Worker(beat=timedelta(seconds=0.1))
    worker.start()
    deadline = time.monotonic() + PATIENCE
    while DBTaskResult.objects.filter(status__in=open_ones).exists():
        if time.monotonic() > deadline:
            sys.exit("Some jobs were never done.")
        time.sleep(0.1)
    worker.stop()


def fork(work: Callable[[], None]) -> int:
    """A child that only does this. Neither it nor its parent has a connection at this moment."""
    child = os.fork()
    if child == 0:
        try:
            random.seed()
            work()
        finally:
            os._exit(1)
    return child


def has_few_facts(folder: Path) -> bool:
    published = folder / "published"
    return not published.exists() or published.read_bytes().count(b"\n") < ENOUGH_FACTS


def main(folder: Path, rounds: int, seed: int) -> None:
    from django.db import connections

    from community.jobs import keeping, queue
    from community.models import Member

    keeping.MISSED = timedelta(seconds=1)
    keeping.MAX_LOSSES = 10**6  # Only the killing is to blame here.
    queue.PAUSES = (timedelta(seconds=0.2),) * 10**4
    member_id = Member.objects.create_user("maria", "maria@mail.example").pk
    Member.objects.create_user("tom", "tom@mail.example")
    connections.close_all()

    roles = [lambda: publish_without_end(folder, member_id), *[work_without_end] * WORKERS]
    chance = random.Random(seed)
    alive = {fork(role): role for role in roles}
    deadline = time.monotonic() + PATIENCE
    while rounds > 0 or (has_few_facts(folder) and time.monotonic() < deadline):
        rounds -= 1
        time.sleep(chance.uniform(0.05, 0.4))
        os.kill(chance.choice(list(alive)), signal.SIGKILL)
        for child, role in list(alive.items()):
            if os.waitpid(child, os.WNOHANG) != (0, 0):
                del alive[child]
                alive[fork(role)] = role
    for child in alive:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    work_until_done()


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
