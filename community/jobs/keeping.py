"""What the queue needs besides workers: signs of life, freeing, pruning, another chance."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from community.jobs.queue import LOST, describe
from community.models import WorkerBeat

logger = logging.getLogger(__name__)

MISSED = timedelta(seconds=30)  # Six beats: a busy machine is not a dead one.
MAX_LOSSES = 10  # Workers die by deployments too; one job at hand each time is no chance any more.
KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=90)  # Long enough for somebody to look into it.


def sign_on(worker: str) -> None:
    """Say that this worker lives."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"beat_at": timezone.now()})


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


def retry_failed() -> int:
    """Queue the jobs that failed for good once more, as after mending what they failed of."""
    return DBTaskResult.objects.failed().update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[]
    )
