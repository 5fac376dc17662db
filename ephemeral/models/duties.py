"""When the duties of the clock are due, and who does them."""

from datetime import datetime

from django.db import models


class DutyRun(models.Model):
    """When a duty of the clock is due, and which clock holds it now."""

    duty = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.duty

    def is_due(self, now: datetime) -> bool:
        return self.due_at <= now and (self.held_until is None or self.held_until <= now)
