"""What Wagtail's admin shows of the site, and what it hides because nothing here uses it."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.permissions import register_permission_policy

from home.curation import MadeByUse, TagViewSet
from questions.models import Tag

UNUSED = frozenset({"documents", "forms"})
UNUSED_SETTINGS = frozenset({"workflows", "workflow-tasks", "redirects", "collections", "sites"})
UNUSED_REPORTS = frozenset({"workflows", "workflow-tasks", "locked-pages"})


register_permission_policy(Tag, MadeByUse(Tag))


@hooks.register("register_admin_viewset")
def tags() -> TagViewSet:
    return TagViewSet("tags")


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]


@hooks.register("construct_settings_menu")
def shorten_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED_SETTINGS]


@hooks.register("construct_reports_menu")
def shorten_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED_REPORTS]


@hooks.register("construct_homepage_summary_items")
def shorten_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
