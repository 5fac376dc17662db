"""What time brings about: duties, each done every so often by one process at a time.

The table stands in `mayfly/duties.py`. A duty is short and may be done twice; what takes long it
queues as a job.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from ephemeral.models import DutyRun

logger = logging.getLogger(__name__)

TICK = timedelta(seconds=2)
HOLD = timedelta(minutes=10)  # A clock that held a duty longer than this has died with it.


@dataclass(frozen=True)
class Duty:
    """Something to do every so often. It is told the time."""

    do: Callable[[datetime], object]
    every: timedelta


class Clock:
    """Does what is due until told to stop. Any number may run; each duty is done by one."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self.stopping = stop or threading.Event()
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}"

    def run(self) -> None:
        while not self.stopping.wait(TICK.total_seconds()):
            try:
                close_old_connections()
                self.tick(timezone.now())
            except (DatabaseError, InterfaceError):
                logger.exception("The clock cannot read what is due; looking again shortly.")
        connections.close_all()

    def tick(self, now: datetime) -> list[str]:
        """Do what is due at this moment, and name it."""
        duties = duties_by_name()
        runs = {run.duty: run for run in DutyRun.objects.filter(duty__in=duties)}
        due = [name for name in duties if name not in runs or runs[name].is_due(now)]
        return [
            name
            for name in due
            if not self.stopping.is_set() and self._take(name, now) and self._do(name, now)
        ]

    def _take(self, name: str, now: datetime) -> bool:
        """Hold a duty, unless another clock does or has just done it."""
        DutyRun.objects.get_or_create(duty=name, defaults={"due_at": now})
        free = Q(held_until=None) | Q(held_until__lte=now)
        taken = DutyRun.objects.filter(free, duty=name, due_at__lte=now)
        return bool(taken.update(held_by=self.name, held_until=now + HOLD))

    def _do(self, name: str, now: datetime) -> bool:
        duty = duties_by_name()[name]
        try:
            duty.do(now)
            done = {"done_at": now}
        except Exception:
            logger.exception("A duty failed and is done again at its next time: %s", name)
            done = {}
        DutyRun.objects.filter(duty=name, held_by=self.name).update(
            held_by="", held_until=None, due_at=now + duty.every, **done
        )
        return bool(done)


def duties_by_name() -> Mapping[str, Duty]:
    duties: Mapping[str, Duty] = import_string(settings.DUTIES)
    return duties
