"""What people did to a lifetime: decisions, evidence, and asking to have it back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Capacity, Team
from ephemeral.models.entries import Entry
from ephemeral.models.lifetimes import Lifetime


class Decision(models.Model):
    """A step in a life that set or ended its clock, with who took it and why. Never changed."""

    class Kind(models.TextChoices):
        BEGAN = "began", _("written")
        RENEWED = "renewed", _("renewed")
        REVISED = "revised", _("revised")
        LET_GO = "let_go", _("let go")
        LAPSED = "lapsed", _("lapsed")  # the clock's; nobody decided
        HANDED_OVER = "handed_over", _("handed over")
        PAUSED = "paused", _("no longer the solution")
        RESUMED = "resumed", _("the solution again")  # as before: nobody decided anew

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    because = models.CharField(max_length=500, blank=True)
    versions = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey(
        Entry, models.SET_NULL, null=True, blank=True, related_name="succeeds"
    )
    revision_id = models.BigIntegerField(null=True, blank=True)  # of Wagtail
    to_steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    days = models.FloatField(null=True, blank=True)  # how long it holds from here
    days_before = models.FloatField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveIntegerField()  # that it ended, or began with
    decided_at = models.DateTimeField(default=timezone.now)

    lifetime_id: int

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [
            models.Index(fields=["lifetime", "decided_at"], name="decisions_of_a_lifetime"),
            models.Index(fields=["kind", "-decided_at"], name="decisions_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.lifetime}: {self.get_kind_display()}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def without_said_better(self) -> Self:
        """Without those in whose place the same person said the same at once, more exactly."""
        better = Evidence.objects.filter(
            lifetime=OuterRef("lifetime"),
            member=OuterRef("member"),
            round=OuterRef("round"),
            holds=OuterRef("holds"),
            said_at=OuterRef("withdrawn_at"),
        )
        return self.exclude(Exists(better))


class Evidence(models.Model):
    """One person's word that it still holds for them, or did not. Withdrawn, never deleted.

    `days` is what it moved the date by, as it was worked out when it was said.
    """

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="evidence")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence")
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    holds = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=60, blank=True)
    round = models.PositiveIntegerField()
    days = models.FloatField(default=0)
    why_days = models.CharField(max_length=24, blank=True)  # a key of `lifetimes.WHY_NO_DAYS`
    said_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    lifetime_id: int
    member_id: int

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round"],
                condition=Q(withdrawn_at=None),
                name="one_voice_per_person_and_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {'holds' if self.holds else 'did not work'}, {self.lifetime}"


class BackRequest(models.Model):
    """Somebody asks for lapsed knowledge back. Their number sets the order of the queue."""

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="requests")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="back_requests"
    )
    round = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round"], name="one_request_per_person_and_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} asks back {self.lifetime}"
