"""When a team works: its zone, its hours and the days on which nobody is there."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from community.models import Team
from community.models.people import is_a_time_zone
from community.zones import zone_named


class WorkingWeek(ClusterableModel):
    """The hours of a team. A team without one works around the clock, every day."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="working_week")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[is_a_time_zone]
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters, such as PT: its public holidays are free. Empty: none are."),
    )
    region = models.CharField(
        _("region"), max_length=10, blank=True, help_text=_("Where it has holidays of its own.")
    )

    team_id: int

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")

    def __str__(self) -> str:
        return str(self.team)

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.time_zone) or ZoneInfo(settings.TIME_ZONE)


class OpenHours(models.Model):
    """A stretch of one weekday in which the team works; a lunch break lies between two."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    week = ParentalKey(WorkingWeek, on_delete=models.CASCADE, related_name="hours")
    weekday = models.SmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    week_id: int

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="a_working_day_ends_after_it_began",
                violation_error_message=_("“To” comes after “from”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("“To” comes after “from”.")})


class ClosedDay(models.Model):
    """A day off that is no public holiday, or a public holiday on which the team works."""

    week = ParentalKey(WorkingWeek, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField(_("day"))
    name = models.CharField(_("why"), max_length=80, blank=True)
    works = models.BooleanField(_("works all the same"), default=False)

    week_id: int

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["week", "day"], name="one_word_on_a_day_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
