"""HTTP, for WSGI workers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mayfly.settings")

application = get_wsgi_application()

from mayfly.checks import stop_if_wrong  # noqa: E402 (needs the apps)

stop_if_wrong()
