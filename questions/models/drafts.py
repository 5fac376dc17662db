"""What somebody is typing, kept until it is said."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.permissions import Viewer


class DraftQuerySet(models.QuerySet["Draft"]):
    def owned_by(self, viewer: Viewer, visitor: str) -> Self:
        """The drafts of a member, or of the browser that holds this visitor key."""
        if viewer.is_authenticated:
            return self.filter(member=viewer)
        return self.filter(member=None, visitor=visitor) if visitor else self.none()


class Draft(models.Model):
    """The fields of one form, of a member or of a visitor known by a random key in a cookie.

    `place` names the form: "ask", "answer:12", "comment:answer:3", "edit:question:7".
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    visitor = models.CharField(max_length=43, blank=True)
    place = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, visitor="") | Q(member=None) & ~Q(visitor=""),
                name="a_draft_belongs_to_a_member_or_a_visitor",
            ),
            models.UniqueConstraint(
                fields=["member", "place"],
                condition=~Q(member=None),
                name="one_draft_per_member_and_place",
            ),
            models.UniqueConstraint(
                fields=["visitor", "place"],
                condition=~Q(visitor=""),
                name="one_draft_per_visitor_and_place",
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="drafts_by_age")]

    def __str__(self) -> str:
        return f"{self.place} of {self.member or 'a visitor'}"
