"""The live line, and for a site in one process HTTP as well.

Synchronous middleware under an ASGI handler costs a hop between threads each, so HTTP goes to the
WSGI application as a whole: one hop a request.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from mayfly.wsgi import application as wsgi_application

# isort: split
from django.conf import settings

from community.consumers import LiveConsumer
from community.live import SERVED

live = URLRouter([path("live/", LiveConsumer.as_asgi())])


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application, told that the live line is here too."""
    return wsgi_application(environ | {SERVED: True}, start_response)


application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast(Any, pages), workers=settings.WEB_THREADS),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(live)),
    }
)
