"""How long knowledge of some kind holds before somebody has to look at it again."""

from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LONGEST = 3650  # days; ten years, after which nobody remembers why it was written


class LifespanQuerySet(models.QuerySet["Lifespan"]):
    def for_answers(self) -> "Lifespan":
        """The one that accepted answers have. Raises Lifespan.DoesNotExist on a site without."""
        return self.get(is_for_answers=True)

    def for_writing(self) -> Self:
        """Those that an entry can have, the shortest first."""
        return self.filter(is_for_answers=False).order_by("days", "name")


class Lifespan(models.Model):
    """A kind of knowledge, by how fast the world changes under it. Administrators edit these."""

    class OnLapse(models.TextChoices):
        LEAVES = "leaves", _("it leaves find and lists; its address still answers")
        LAST = "last", _("find and lists show it last")
        STAYS = "stays", _("it stays where it is, and says that nobody confirmed it")

    name = models.CharField(_("name"), max_length=60, unique=True)
    about = models.CharField(
        _("what it is for"), max_length=200, blank=True, help_text=_("Read by whoever chooses it.")
    )
    days = models.PositiveIntegerField(
        _("days until it is due"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    notice_days = models.FloatField(
        _("days of notice"),
        validators=[MinValueValidator(0.1)],
        help_text=_("How long before the date its steward is reminded."),
    )
    grace_days = models.FloatField(
        _("days of grace"),
        validators=[MinValueValidator(0.1)],
        help_text=_("How long after the date it lapses when nobody decides."),
    )
    on_lapse = models.CharField(
        _("when it lapses"), max_length=6, choices=OnLapse, default=OnLapse.LEAVES
    )
    is_for_answers = models.BooleanField(
        _("for accepted answers"),
        default=False,
        editable=False,
        help_text=_("Accepted answers have this one."),
    )

    objects = LifespanQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifespan")
        verbose_name_plural = _("lifespans")
        ordering = ["days", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_for_answers"],
                condition=Q(is_for_answers=True),
                name="one_lifespan_for_accepted_answers",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1) & Q(notice_days__lt=F("days")),
                name="notice_is_given_after_the_beginning",
                violation_error_message=_("Notice is shorter than the lifespan."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.days and self.notice_days and self.notice_days >= self.days:
            raise ValidationError({"notice_days": _("Notice is shorter than the lifespan.")})

    @property
    def notice(self) -> timedelta:
        return timedelta(days=self.notice_days)

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.grace_days)
