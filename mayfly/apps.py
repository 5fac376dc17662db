from django.apps import AppConfig


class MayflyConfig(AppConfig):
    name = "mayfly"
    default_auto_field = "django.db.models.BigAutoField"
