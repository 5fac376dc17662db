"""The asker's word that an answer solved it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.models.posts import Answer, Question


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def current(self) -> "AcceptanceQuerySet":
        return self.filter(withdrawn_at=None)


class Acceptance(models.Model):
    """The asker's word that an answer solved the question. Withdrawn, never deleted."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="acceptances")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(withdrawn_at=None),
                name="one_current_acceptance_per_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} accepted"
