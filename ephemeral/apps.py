from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EphemeralConfig(AppConfig):
    name = "ephemeral"
    verbose_name = _("What has a clock")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ephemeral import counters, log, notices, threads  # noqa: F401, they register themselves
