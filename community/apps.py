from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("People, events, notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community import jobs  # noqa: F401  its job and the check of reactions register here
