"""The ledger of points."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import LoggedEvent, Member

RECENT = timedelta(days=90)  # what somebody does now weighs more than what they did once


class LedgerLineQuerySet(models.QuerySet["LedgerLine"]):
    def total_of(self, member: Member) -> int:
        """All points this person has, from the first day on."""
        return self.filter(member=member).aggregate(total=Sum("points"))["total"] or 0

    def recent_total_of(self, member: Member, now: datetime) -> int:
        """Points of the last 90 days."""
        return (
            self.filter(member=member, at__gt=now - RECENT).aggregate(total=Sum("points"))["total"]
            or 0
        )

    def standing(self) -> Self:
        """Lines that have not been taken back."""
        return self.filter(taken_back_by=None, takes_back=None)


class LedgerLine(models.Model):
    """Points given for one act, or taken back when it was undone. Lines are only ever added."""

    class Reason(models.TextChoices):
        QUESTION_UP = "question_up", _("a question of theirs was found good")
        QUESTION_DOWN = "question_down", _("a question of theirs was found unclear")
        ANSWER_UP = "answer_up", _("an answer of theirs helped")
        ANSWER_DOWN = "answer_down", _("an answer of theirs did not help")
        ACCEPTED = "accepted", _("an answer of theirs solved a question")
        IMPORTED = "imported", _("earned where they came from")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ledger")
    points = models.IntegerField()
    uncapped_points = models.IntegerField()
    reason = models.CharField(max_length=16, choices=Reason)
    event = models.ForeignKey(LoggedEvent, models.PROTECT, related_name="ledger_lines")
    vote_id = models.BigIntegerField(null=True, blank=True)
    acceptance_id = models.BigIntegerField(null=True, blank=True)
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member", "reason"],
                condition=Q(takes_back=None),
                name="one_ledger_line_per_event_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "at"], name="ledger_of_a_member"),
            models.Index(fields=["vote_id"], name="ledger_of_a_vote"),
            models.Index(fields=["acceptance_id"], name="ledger_of_an_acceptance"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} for {self.member}: {self.get_reason_display()}"
