"""The event log."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.expressions import Func
from django.utils import timezone

from community.models.teams import Capacity


class CurrentTransaction(Func):
    """PostgreSQL's number of the running transaction; 0 where writers take turns (SQLite)."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="(pg_current_xact_id()::text::bigint)", **extra
        )


class LoggedEvent(models.Model):
    """One published fact. Rows are only ever added.

    Ids are handed out before commit, so a slow transaction's row can appear below ids already
    read. Readers therefore go by (`transaction`, `id`) and stop below the oldest transaction that
    still runs.
    """

    type = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="acts"
    )
    capacity = models.ForeignKey(Capacity, models.SET_NULL, null=True, related_name="+")
    question_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["transaction", "id"], name="events_in_reading_order"),
            models.Index(fields=["question_id", "id"], name="events_of_a_question"),
            models.Index(fields=["entry_id", "id"], name="events_of_an_entry"),
            models.Index(fields=["type", "-id"], name="events_of_a_type"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"
