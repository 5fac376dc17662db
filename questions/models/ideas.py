"""What the organisation said to an idea."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models import Capacity
from questions.models.posts import Question


class IdeaDecision(models.Model):
    """A status given to an idea, with the organisation's words; the latest one holds."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="decisions")
    status = models.CharField(max_length=12, choices=Question.IdeaStatus)
    response = models.TextField(blank=True)
    html = models.TextField(editable=False, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="idea_decisions"
    )
    capacity = models.ForeignKey(Capacity, models.PROTECT, null=True, related_name="idea_decisions")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_status_display()}"
