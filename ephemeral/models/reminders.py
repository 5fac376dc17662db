"""Who is to be told of what waits, and who is away."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import LoggedEvent
from ephemeral.models.lifetimes import Lifetime


class Reminder(models.Model):
    """That one person is to be told that a lifetime waits for a decision: once per stage and round.

    Reminders that fall together go out as one notice (`event`), at most one a day and person.
    """

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="reminders")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    round = models.PositiveIntegerField()
    stage = models.SmallIntegerField(choices=Lifetime.Stage)
    made_at = models.DateTimeField(default=timezone.now)
    event = models.ForeignKey(LoggedEvent, models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    lifetime_id: int
    member_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round", "stage"],
                name="one_reminder_per_person_round_and_stage",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "made_at"],
                condition=Q(told_at=None),
                name="reminders_to_tell_of",
            ),
            models.Index(fields=["member", "-told_at"], name="reminders_told_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.lifetime}"


class Absence(models.Model):
    """Somebody is away, days included; what they keep is for their team meanwhile."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))

    member_id: int

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="an_absence_ends_after_it_began",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]
        indexes = [models.Index(fields=["last_day"], name="absences_by_end")]

    def __str__(self) -> str:
        return f"{self.member} is away from {self.first_day} to {self.last_day}"

    def covers(self, day: date) -> bool:
        """Whether they are away on this day; the first and the last are part of it."""
        return self.first_day <= day <= self.last_day
