"""How far an import came, and what it brought that nothing else holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import ImportedSource
from questions.models.tags import Tag


class ImportRun(models.Model):
    """One dump being brought in. Every batch moves it on, in the batch's own transaction."""

    source = models.ForeignKey(ImportedSource, models.CASCADE, related_name="runs")
    fingerprint = models.CharField(max_length=64)
    stage = models.CharField(max_length=20, blank=True)
    position = models.BigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    event_id = models.BigIntegerField(null=True, blank=True)
    questions_before = models.BigIntegerField(default=0)  # the last id there was when it began
    answers_before = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(finished_at=None),
                name="one_unfinished_import_per_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.stage or 'not begun'} {self.position}"


class ImportedTagText(models.Model):
    """Which post of old was the short or the long description of a tag."""

    source = models.ForeignKey(ImportedSource, models.CASCADE, related_name="+", db_index=False)
    old_id = models.BigIntegerField()
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    is_short = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "old_id"], name="one_tag_per_imported_description"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} described {self.tag}"


class ImportedBadge(models.Model):
    """A badge that somebody earned where they came from."""

    source = models.ForeignKey(ImportedSource, models.CASCADE, related_name="+", db_index=False)
    old_id = models.BigIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="imported_badges"
    )
    name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField(null=True)  # 1 gold, 2 silver, 3 bronze
    earned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "old_id"], name="one_row_per_imported_badge"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.member}"
