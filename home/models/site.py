"""What an administrator sets for the whole site."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from home.models.blocks import Menu
from home.theme import DEFAULT_ACCENT

WELCOME = "Ask what you could not find, and help with what you know."

is_a_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}$", _("A colour is # and six hexadecimal digits, such as #0b6a5c.")
)


def first_navigation() -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": {"words": words, "page": None, "address": address}}
        for words, address in (
            ("Questions", "/questions/"),
            ("Knowledge", "/knowledge/"),
            ("Tags", "/tags/"),
            ("People", "/people/"),
        )
    ]


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    """The site's name, face and words. Pages read it through `home.context.current_site`."""

    name = models.CharField(_("name"), max_length=60, default="Mayfly")
    logo = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Stands before the name, 32 pixels high."),
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[is_a_colour],
        help_text=_("One colour; all others follow from it with enough contrast."),
    )
    welcome = models.TextField(_("welcome text"), max_length=400, blank=True, default=WELCOME)
    footer = models.TextField(
        _("footer text"),
        max_length=1000,
        blank=True,
        help_text=_("Who runs the site, and what the law asks you to say on every page."),
    )
    navigation = StreamField(
        Menu(), verbose_name=_("navigation"), blank=True, default=first_navigation
    )
    foot_navigation = StreamField(Menu(), verbose_name=_("links in the footer"), blank=True)

    select_related = ["logo"]

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("logo"), FieldPanel("accent")], heading=_("Look")
        ),
        MultiFieldPanel([FieldPanel("welcome"), FieldPanel("footer")], heading=_("Words")),
        MultiFieldPanel(
            [FieldPanel("navigation"), FieldPanel("foot_navigation")], heading=_("Ways")
        ),
    ]

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.name
