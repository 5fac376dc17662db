from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.images import get_image_model
        from wagtail.models import Page, Site
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from home.context import site_changed
        from home.models import SiteSettings

        told: list[Any] = [SiteSettings, Site, get_image_model()]
        for model in told:
            post_save.connect(site_changed, sender=model)
        for model in [*told, Page]:
            post_delete.connect(site_changed, sender=model)
        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(site_changed)
