"""The home page, and pages of plain words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from home.models.blocks import HomeBeside, HomeBody, PageBody


class Addressed(Page):
    """A page that knows its one true address."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        here = self.relative_url(Site.find_for_request(request), request)
        context["canonical"] = f"{settings.SITE_URL}{here}"
        return context


class HomePage(Addressed):
    """Where everybody arrives: blocks that an editor orders."""

    body = StreamField(HomeBody(), verbose_name=_("page"), blank=True)
    beside = StreamField(HomeBeside(), verbose_name=_("beside it"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("beside")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.StandardPage"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["finds"] = any(block.block_type == "find" for block in self.body)
        return context


class StandardPage(Addressed):
    """Words that stay: how things work here, who runs the site."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(PageBody(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
