from contextlib import suppress

from django.apps import AppConfig
from django.conf import settings


class MayflyConfig(AppConfig):
    name = "mayfly"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import sentry_sdk
        from sentry_sdk.utils import BadDsn

        from mayfly import checks  # noqa: F401 (registers them)

        if settings.SENTRY_DSN:
            with suppress(BadDsn):  # The check tells.
                sentry_sdk.init(settings.SENTRY_DSN, send_default_pii=False)
