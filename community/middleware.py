"""What every request of a signed-in member brings along: their language and their clock."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from community.zones import zone_named

LANGUAGES = {code for code, _name in settings.LANGUAGES}


def own_language_and_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show words and times as the member chose; for visitors as their browser and the site do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Whoever looks at the session makes the answer vary by cookie, also for visitors.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        member = request.user
        if not member.is_authenticated:
            return get_response(request)
        if member.language in LANGUAGES:
            translation.activate(member.language)
            request.LANGUAGE_CODE = member.language
        zone = zone_named(member.time_zone)
        if zone is None:
            return get_response(request)
        with timezone.override(zone):
            return get_response(request)

    return middleware
