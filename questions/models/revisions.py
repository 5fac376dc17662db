"""What a post said before, and who changed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.models.posts import TITLE_LENGTH, Answer, Question


class Revision(models.Model):
    """A question or answer as it read from one moment on. Number 1 is what was first written."""

    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    tags = models.JSONField(default=list)
    body = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="revisions"
    )
    reason = models.CharField(max_length=300, blank=True)
    restores = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    old_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question=None, answer__isnull=False)
                | Q(question__isnull=False, answer=None),
                name="a_revision_has_one_post",
            ),
            models.UniqueConstraint(
                fields=["question", "number"],
                condition=Q(answer=None),
                name="one_revision_per_question_and_number",
            ),
            models.UniqueConstraint(
                fields=["answer", "number"],
                condition=Q(question=None),
                name="one_revision_per_answer_and_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.question or self.answer}"
