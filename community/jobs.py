"""Work that follows a fact: a job is a row committed with the fact that caused it.

django-tasks-db stores and hands out the rows. Trying again, taking back what a dead worker held and
pruning are added here. A job runs at least once, so whatever it does must bear being done twice.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, cast

from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connections,
    transaction,
)
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import TaskContext, TaskResult, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from community.models import LoggedEvent, WorkerBeat
from community.reactions import Handler, path_of

logger = logging.getLogger(__name__)

# A hiccup is over in seconds, a restart in minutes, an outage in hours, a bug by the next day.
PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
MAX_LOSSES = 10  # Workers die by deployments too; one job at hand each time is no chance any more.
LOST = "lost:"  # Marks, in a job's list of workers, those that died with it.

BEAT = timedelta(seconds=5)
MISSED = timedelta(seconds=30)  # Six beats: a busy machine is not a dead one.
PRUNE_EVERY = timedelta(hours=1)
KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=90)  # Long enough for somebody to look into it.

SHORTEST_WAIT = 0.3  # seconds between two looks into an idle queue
LONGEST_WAIT = 1.0

_queued = threading.Event()  # Wakes a worker of this process as soon as a job is committed.


def enqueue(work: Any, *args: Any, after: timedelta = timedelta(0)) -> None:
    """Queue a task, in the running transaction, to be run now or after a while."""
    # Jobs that carry the time of their queueing are handed out in order, before those put off.
    work.using(run_after=timezone.now() + after).enqueue(*args)
    transaction.on_commit(_queued.set)


def enqueue_reaction(handler: Handler, event_id: int) -> None:
    """Queue a handler for an event of the log, in the running transaction."""
    enqueue(react, path_of(handler), event_id)


@task()
def react(handler_path: str, event_id: int) -> None:
    """Let one handler react to one event."""
    from community.events import Event

    handler = import_string(handler_path)
    handler(Event.from_row(LoggedEvent.objects.get(pk=event_id)))


class Worker:
    """Runs jobs until it is told to stop, and finishes the one in hand before it does.

    Either `run()` in a thread or process of one's own, or `start()` and later `stop()`.
    """

    def __init__(self, stop: threading.Event | None = None, *, beat: timedelta = BEAT) -> None:
        self.stopping = stop or threading.Event()
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}"
        self.beat_every = beat
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the job in hand and stop. False when that took longer than `timeout` seconds."""
        self.stopping.set()
        _queued.set()
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def run(self, *, until_idle: bool = False) -> None:
        """Run jobs as they come until stopped, or until none is due."""
        sign_on(self.name)
        gone = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(gone,), name="jobs-keeper", daemon=True)
        keeper.start()
        try:
            self._work(until_idle)
        finally:
            gone.set()
            keeper.join()
            WorkerBeat.objects.filter(worker=self.name).delete()
            connections.close_all()

    def _work(self, until_idle: bool) -> None:
        wait = SHORTEST_WAIT
        while not self.stopping.is_set():
            close_old_connections()
            _queued.clear()
            try:
                job = claim(self.name)
            except (DatabaseError, InterfaceError):
                logger.exception("The queue cannot be read; looking again shortly.")
                self.stopping.wait(LONGEST_WAIT)
                continue
            if job is not None:
                wait = SHORTEST_WAIT
                run_job(job)
            elif until_idle:
                return
            else:
                _queued.wait(wait)
                wait = min(wait * 1.5, LONGEST_WAIT)

    def _keep(self, gone: threading.Event) -> None:
        """Beat, and do for the whole queue what any worker can do: free and prune."""
        prune_at = timezone.now()
        while not gone.wait(self.beat_every.total_seconds()):
            now = timezone.now()
            try:
                close_old_connections()
                sign_on(self.name)
                free_dead_jobs(now)
                if now >= prune_at:
                    prune_at = now + PRUNE_EVERY
                    prune(now)
            except Exception:
                logger.exception("A worker could not beat.")
        connections.close_all()


def sign_on(worker: str) -> None:
    """Say that this worker lives."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"beat_at": timezone.now()})


def claim(worker: str) -> DBTaskResult | None:
    """Take the next job that is due, so that no other worker does."""
    due = DBTaskResult.objects.ready()
    if not due.exists():  # An idle look takes no lock, which SQLite's writers would feel.
        return None
    with transaction.atomic():
        job = due.get_locked()
        if job is not None:
            job.claim(worker)
        return job


def run_job(job: DBTaskResult) -> None:
    """Run a claimed job and write down what became of it."""
    try:
        call(job)
    except Exception as error:
        _settle(job, **_after_failure(job, error))
    except BaseException:
        _settle(job, status=TaskResultStatus.READY)
        raise
    else:
        _settle(
            job,
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now(),
            exception_class_path="",
            traceback="",
        )


def call(job: DBTaskResult) -> None:
    """Do what the job says. Raises whatever its function raises, or that it is unknown here."""
    todo = job.task
    arguments: list[Any] = list(job.args_kwargs["args"])
    if todo.takes_context:
        arguments.insert(0, TaskContext(task_result=cast("TaskResult[Any]", job.task_result)))
    todo.call(*arguments, **job.args_kwargs["kwargs"])


def describe(job: DBTaskResult) -> str:
    """A job in words for the log: its function and arguments."""
    return f"{job.task_path} {job.args_kwargs['args'] or ''}".strip()


def _after_failure(job: DBTaskResult, error: Exception) -> dict[str, Any]:
    told = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    attempts = sum(not worker.startswith(LOST) for worker in job.worker_ids)
    now = timezone.now()
    if attempts > len(PAUSES):
        logger.error(
            "Job %s failed for good, %d times: %s", job.pk, attempts, describe(job), exc_info=error
        )
        return {"status": TaskResultStatus.FAILED, "finished_at": now, **told}
    pause = PAUSES[attempts - 1]
    logger.warning(
        "Job %s failed and is tried again in %s: %s", job.pk, pause, describe(job), exc_info=error
    )
    return {"status": TaskResultStatus.READY, "run_after": now + pause, **told}


def _settle(job: DBTaskResult, **changes: Any) -> None:
    """Write down a job's outcome, as long as it takes, unless it was given to another meanwhile."""
    ours = DBTaskResult.objects.filter(
        pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at
    )
    if not _insist(lambda: ours.update(**changes)):
        logger.warning("Job %s took so long that another worker has it: %s", job.pk, describe(job))


def _insist(write: Callable[[], int]) -> int:
    """Write once the database can be written to. While this worker lives nobody else would."""
    pause = threading.Event()
    while True:
        try:
            return write()
        except (DatabaseError, InterfaceError):
            if transaction.get_connection().in_atomic_block:
                raise
            logger.exception("The outcome of a job cannot be written; trying again shortly.")
            pause.wait(LONGEST_WAIT)
            close_old_connections()


def free_dead_jobs(now: datetime) -> int:
    """Queue again what workers held that gave no sign of life. Returns how many jobs that were."""
    # In this order: a worker signs on before it claims, so whoever holds one of these is known.
    running = list(DBTaskResult.objects.running())
    alive = set(
        WorkerBeat.objects.filter(beat_at__gt=now - MISSED).values_list("worker", flat=True)
    )
    orphans = [job for job in running if job.worker_ids and job.worker_ids[-1] not in alive]
    freed = sum(_free(job, now) for job in orphans)
    WorkerBeat.objects.filter(beat_at__lte=now - MISSED).delete()
    return freed


def _free(job: DBTaskResult, now: datetime) -> int:
    workers = [*job.worker_ids[:-1], LOST + job.worker_ids[-1]]
    losses = sum(worker.startswith(LOST) for worker in workers)
    changes: dict[str, Any] = {"worker_ids": workers}
    if losses > MAX_LOSSES:
        logger.error("Job %s failed: its worker died %d times: %s", job.pk, losses, describe(job))
        changes |= {"status": TaskResultStatus.FAILED, "finished_at": now}
    else:
        logger.warning("Job %s is queued again, its worker died: %s", job.pk, describe(job))
        changes |= {"status": TaskResultStatus.READY, "run_after": now}
    held = DBTaskResult.objects.filter(
        pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at
    )
    return held.update(**changes)


def prune(now: datetime, *, batch: int = 500) -> int:
    """Delete the rows of jobs that ended long enough ago, in short transactions."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED)
    deleted = 0
    for rows in (done, failed):
        while keys := list(rows.order_by().values_list("pk", flat=True)[:batch]):
            deleted += DBTaskResult.objects.filter(pk__in=keys).delete()[0]
    return deleted


def run_jobs() -> int:
    """For tests: run all jobs that are due, and those they queue; stop at the first that fails."""
    done = 0
    while (job := claim("test")) is not None:
        try:
            call(job)
        except Exception as error:
            _settle(job, **_after_failure(job, error))
            raise
        _settle(job, status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
        done += 1
    return done
