"""A worker: a loop that runs jobs, and beside it a keeper that says it lives."""

import logging
import os
import socket
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from community.jobs.keeping import free_dead_jobs, prune, sign_on
from community.jobs.queue import claim, describe, queued, run_job
from community.models import WorkerBeat

logger = logging.getLogger(__name__)

BEAT = timedelta(seconds=5)
LONG = timedelta(minutes=10)  # No job of ours is meant to take that long.
PRUNE_EVERY = timedelta(hours=1)
SHORTEST_WAIT = 0.3  # seconds between two looks into an idle queue
LONGEST_WAIT = 1.0


class Worker:
    """Runs jobs until it is told to stop, and finishes the one in hand before it does.

    Either `run()` in a thread or process of one's own, or `start()` and later `stop()`.
    """

    def __init__(self, stop: threading.Event | None = None, *, beat: timedelta = BEAT) -> None:
        self.stopping = stop or threading.Event()
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}"
        self.beat_every = beat
        self._thread: threading.Thread | None = None
        self._at_hand: DBTaskResult | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the job in hand and stop. False when that took longer than `timeout` seconds."""
        self.stopping.set()
        queued.set()
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
            queued.clear()
            try:
                job = claim(self.name)
            except (DatabaseError, InterfaceError):
                logger.exception("The queue cannot be read; looking again shortly.")
                self.stopping.wait(LONGEST_WAIT)
                continue
            if job is not None:
                wait = SHORTEST_WAIT
                self._at_hand = job
                run_job(job)
                self._at_hand = None
            elif until_idle:
                return
            else:
                queued.wait(wait)
                wait = min(wait * 1.5, LONGEST_WAIT)

    def _keep(self, gone: threading.Event) -> None:
        """Beat, and do for the whole queue what any worker can do: free and prune."""
        prune_at = timezone.now()
        complained: DBTaskResult | None = None
        while not gone.wait(self.beat_every.total_seconds()):
            now = timezone.now()
            try:
                close_old_connections()
                sign_on(self.name)
                free_dead_jobs(now)
                complained = self._complain_of_delay(now, complained)
                if now >= prune_at:
                    prune_at = now + PRUNE_EVERY
                    prune(now)
            except Exception:
                logger.exception("A worker could not beat.")
        connections.close_all()

    def _complain_of_delay(
        self, now: datetime, complained: DBTaskResult | None
    ) -> DBTaskResult | None:
        """A job that never ends keeps its worker alive and idle: somebody should know."""
        job = self._at_hand
        if job is None or job is complained or now - (job.started_at or now) < LONG:
            return complained
        logger.error("Job %s has been running since %s: %s", job.pk, job.started_at, describe(job))
        return job
