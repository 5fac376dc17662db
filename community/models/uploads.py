"""Pictures that people put into what they write."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A picture, re-encoded and resized, with the words that stand for it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    image = models.ImageField(
        upload_to="pictures/%Y/%m/", width_field="width", height_field="height"
    )
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.alternative_text or str(self.image.name)
