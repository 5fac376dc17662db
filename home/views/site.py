"""Pages and files that belong to the site as a whole."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.context import current_site
from home.theme import stylesheet

# Places of one's own, and those that have no end of addresses.
NOT_FOR_ROBOTS = (
    "/accounts/",
    "/admin/",
    "/ask/",
    "/drafts/",
    "/find/",
    "/live/",
    "/moderation/",
    "/notices/",
    "/settings/",
)
DAY = 60 * 60 * 24
YEAR = DAY * 365


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The owner's colour as custom properties, for inline styles are forbidden."""
    return HttpResponse(stylesheet(current_site().accent), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not read, and where all else is listed."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {address}" for address in NOT_FOR_ROBOTS),
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
