"""How fast help came so far: what “when can I expect an answer?” is answered from."""

from django.db import models
from django.utils import timezone

from questions.models import Tag


class AnswerForecast(models.Model):
    """How long questions of one kind waited for their first answer, by this community's history.

    `tag`, `is_weekend` and `hours` (a part of the day, in the site's time zone) narrow it; what is
    None is not narrowed. The two durations are quantiles over all such questions, unanswered ones
    counted as waiting still; None where so few were answered that the quantile lies beyond the
    horizon.
    """

    cell = models.CharField(max_length=60)
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="+")
    is_weekend = models.BooleanField(null=True)
    hours = models.SmallIntegerField(null=True)  # 0: 0–6, 1: 6–12, 2: 12–18, 3: 18–24
    cases = models.PositiveIntegerField()
    half_within = models.DurationField(null=True)
    most_within = models.DurationField(null=True)  # nine in ten
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # As words, for nulls are never equal and SQLite cannot be told otherwise.
            models.UniqueConstraint(fields=["cell"], name="one_forecast_per_tag_day_and_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.tag or 'all'}: {self.cases}"
