"""Where a community lived before it came here."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportedSource(models.Model):
    """Another place whose community was brought in. Its posts keep this and the ids of old."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    url = models.URLField(_("address"), blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("imported community")
        verbose_name_plural = _("imported communities")

    def __str__(self) -> str:
        return self.name

    def address_of_post(self, old_id: int) -> str:
        """Where a post stood; nothing where the place itself has no address."""
        return f"{self.url}/q/{old_id}" if self.url else ""

    def address_of_member(self, old_id: int) -> str:
        return f"{self.url}/users/{old_id}" if self.url and old_id > 0 else ""
