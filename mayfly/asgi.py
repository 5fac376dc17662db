"""The live line, and for a site in one process HTTP as well.

Synchronous middleware under an ASGI handler costs a hop between threads each, so HTTP goes to the
WSGI application as a whole: one hop a request.
"""

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

live = URLRouter([path("live/", LiveConsumer.as_asgi())])

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast(Any, wsgi_application), workers=settings.WEB_THREADS),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(live)),
    }
)
