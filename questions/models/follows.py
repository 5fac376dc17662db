"""Who wants to hear what becomes of a question."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.models.posts import Question


class QuestionFollowQuerySet(models.QuerySet["QuestionFollow"]):
    def current(self) -> Self:
        return self.filter(stopped_at=None)


class QuestionFollow(models.Model):
    """One person follows one question, for the reason that came first; stopping is remembered."""

    class Because(models.TextChoices):
        ASKED = "asked", _("you asked it")
        ANSWERED = "answered", _("you answered it")
        COMMENTED = "commented", _("you commented on it")
        SAME = "same", _("you have this problem too")
        CHOSE = "chose", _("you follow it")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_follows"
    )
    question = models.ForeignKey(Question, models.CASCADE, related_name="follows")
    because = models.CharField(max_length=10, choices=Because, default=Because.CHOSE)
    began_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionFollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "member"], name="one_follow_per_person_and_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} follows “{self.question}”"
