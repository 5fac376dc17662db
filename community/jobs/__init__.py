"""Work that follows a fact: a job is a row committed with the fact that caused it.

django-tasks-db stores and hands out the rows. Trying again, taking back what a dead worker held and
pruning are added here. A job runs at least once, so whatever it does must bear being done twice.
"""

from community.jobs.keeping import free_dead_jobs, prune, retry_failed, sign_on
from community.jobs.queue import claim, enqueue, enqueue_reaction, react, run_job, run_jobs
from community.jobs.worker import Worker

__all__ = [
    "Worker",
    "claim",
    "enqueue",
    "enqueue_reaction",
    "free_dead_jobs",
    "prune",
    "react",
    "retry_failed",
    "run_job",
    "run_jobs",
    "sign_on",
]
