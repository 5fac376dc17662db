"""The private part of a public question."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Capacity
from community.permissions import Viewer
from questions.models.posts import Answer, Comment, Question


class AsideQuerySet(models.QuerySet["Aside"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The asker's and the employees' alone; not even moderators read along."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_employee:
            return self.all()
        return self.filter(question__author=viewer)


class Aside(models.Model):
    """What the asker and employees tell each other beside the public thread.

    It may have begun in the thread (`taken_from_*`, then hidden there) or have gone there since
    (`shared_as_*`).
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="asides")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="asides")
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="asides"
    )
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    posted_at = models.DateTimeField(default=timezone.now)
    taken_from_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_from_comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared_as_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared_as_comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    question_id: int
    author_id: int

    objects = AsideQuerySet.as_manager()

    class Meta:
        ordering = ["posted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_as_answer=None) | Q(shared_as_comment=None),
                name="an_aside_is_shared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}, aside on {self.question_id}"

    def get_absolute_url(self) -> str:
        return f"{self.question.get_absolute_url()}#aside-{self.pk}"

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_as_answer_id or self.shared_as_comment_id)
