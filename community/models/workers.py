"""The processes that run jobs."""

from django.db import models
from django.utils import timezone


class WorkerBeat(models.Model):
    """A worker's last sign of life. One that gives none for a while loses the job in its hand."""

    worker = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.worker
