"""Tags: what a question is about, in the community's own words."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TAGS_PER_QUESTION = 5
TAG_LENGTH = 35  # as long as the longest tag of a Stack Exchange site


def tag_name(typed: str) -> str:
    """The one spelling of a tag: lower case, dashes for spaces. Raises ValidationError."""
    name = unicodedata.normalize("NFKC", typed).strip().lstrip("#").lower()
    name = "-".join(name.split())
    if not name or len(name) > TAG_LENGTH:
        raise ValidationError(
            _("A tag has 1 to %(length)d characters; “%(tag)s” does not."),
            params={"length": TAG_LENGTH, "tag": typed[:80]},
        )
    if not all(char.isalnum() or char in "-+.#_" or unicodedata.combining(char) for char in name):
        raise ValidationError(
            _("A tag is made of letters, digits and - + . # _; “%(tag)s” has something else."),
            params={"tag": typed[:80]},
        )
    return name


class TagQuerySet(models.QuerySet["Tag"]):
    def in_use(self) -> "TagQuerySet":
        return self.filter(question_count__gt=0)

    def matching(self, typed: str) -> "TagQuerySet":
        """Tags whose name, or a synonym of it, begins with what was typed; the most used first."""
        begin = typed.strip().lstrip("#").lower()
        by_synonym = TagSynonym.objects.filter(name__startswith=begin).values("tag_id")
        return self.filter(Q(name__startswith=begin) | Q(pk__in=by_synonym)).order_by(
            "-question_count", "name"
        )


class Tag(models.Model):
    """A subject. `question_count` counts the visible questions under it."""

    name = models.CharField(_("name"), max_length=TAG_LENGTH, unique=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    guide = models.TextField(_("long description"), blank=True)
    guide_html = models.TextField(editable=False, blank=True)
    question_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        indexes = [models.Index(fields=["-question_count", "name"], name="tags_by_use")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.name])


class TagSynonym(models.Model):
    """Another word for a tag; whoever types it gets the tag."""

    name = models.CharField(_("synonym"), max_length=TAG_LENGTH, unique=True)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="synonyms")

    class Meta:
        verbose_name = _("synonym")

    def __str__(self) -> str:
        return f"{self.name} → {self.tag}"
