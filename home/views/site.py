"""Pages and files that belong to the site as a whole."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.context import current_site
from home.theme import stylesheet

YEAR = 60 * 60 * 24 * 365


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The owner's colour as custom properties, for inline styles are forbidden."""
    return HttpResponse(stylesheet(current_site().accent), content_type="text/css; charset=utf-8")
