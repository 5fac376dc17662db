"""Queueing jobs, taking the next one, and what becomes of it."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from traceback import format_exception
from typing import Any, cast

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, TaskResult, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from community.models import LoggedEvent
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
LOST = "lost:"  # Marks, in a job's list of workers, those that died with it.
DATABASE_IS_BACK = 1.0  # seconds until it is asked again

queued = threading.Event()  # Wakes a worker of this process as soon as a job is committed.


def enqueue(work: Any, *args: Any, after: timedelta = timedelta(0)) -> None:
    """Queue a task, in the running transaction, to be run now or after a while."""
    # Jobs that carry the time of their queueing are handed out in order, before those put off.
    work.using(run_after=timezone.now() + after).enqueue(*args)
    transaction.on_commit(queued.set)


def enqueue_reaction(handler: Handler, event_id: int) -> None:
    """Queue a handler for an event of the log, in the running transaction."""
    enqueue(react, path_of(handler), event_id)


@task()
def react(handler_path: str, event_id: int) -> None:
    """Let one handler react to one event."""
    from community.events import Event

    handler = import_string(handler_path)
    handler(Event.from_row(LoggedEvent.objects.get(pk=event_id)))


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
        "traceback": "".join(format_exception(error)).replace("\0", "\\0"),  # for PostgreSQL
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
        except (OperationalError, InterfaceError):
            if transaction.get_connection().in_atomic_block:
                raise
            logger.exception("The outcome of a job cannot be written; trying again shortly.")
            pause.wait(DATABASE_IS_BACK)
            close_old_connections()


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
