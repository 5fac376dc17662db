"""Votes, and “I have this too”."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.models.posts import Answer, Question


class Vote(models.Model):
    """One person's up or down on one question or answer."""

    UP = 1
    DOWN = -1

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes")
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="votes"
    )
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="votes")
    value = models.SmallIntegerField()
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question=None, answer__isnull=False)
                | Q(question__isnull=False, answer=None),
                name="a_vote_has_one_target",
            ),
            models.CheckConstraint(condition=Q(value__in=[1, -1]), name="a_vote_is_up_or_down"),
            models.UniqueConstraint(
                fields=["member", "question"],
                condition=Q(answer=None),
                name="one_vote_per_person_and_question",
            ),
            models.UniqueConstraint(
                fields=["member", "answer"],
                condition=Q(question=None),
                name="one_vote_per_person_and_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.value:+d} {self.question or self.answer}"


class SameProblem(models.Model):
    """“I have this too.”"""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="same_problems"
    )
    question = models.ForeignKey(Question, models.CASCADE, related_name="same_problems")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "member"], name="one_same_problem_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} has “{self.question}” too"
