"""What an administrator sets about knowledge as a whole."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="time")
class KnowledgeSettings(BaseGenericSetting):
    """How much a steward is asked to look at."""

    daily_budget = models.PositiveIntegerField(
        _("decisions a day"),
        default=5,  # a quarter of an hour before work, at three minutes each
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_(
            "How many entries one steward is asked about on one day: dates are spread by it."
        ),
    )

    panels = [FieldPanel("daily_budget")]

    class Meta:
        verbose_name = _("knowledge")
        verbose_name_plural = _("knowledge")

    def __str__(self) -> str:
        return str(_("knowledge"))
