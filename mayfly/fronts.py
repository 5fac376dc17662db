"""Who asks, when a front stands between: the address that the last trusted front saw."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ClientAddress:
    """Middleware that puts the client's own address into REMOTE_ADDR.

    Each front adds the address it was asked from at the end of X-Forwarded-For. What stands before
    the entries of our own fronts anybody can have made up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = [
            address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")
        ]
        if len(seen) >= settings.TRUSTED_PROXIES and all(seen):
            request.META["REMOTE_ADDR"] = seen[-settings.TRUSTED_PROXIES]
        return self.get_response(request)
