from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EphemeralConfig(AppConfig):
    name = "ephemeral"
    verbose_name = _("What has a clock")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.settings_pages import add_settings_page
        from ephemeral import (  # noqa: F401, they register themselves
            actions,
            counting,
            log,
            notices,
            threads,
        )

        add_settings_page("settings-away", _("Being away"))
