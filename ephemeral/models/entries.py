"""Entries: what the community knows, written down once and kept true."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
)

from community.markup import excerpt, render
from community.models import Capacity, ImportedSource
from community.permissions import Viewer
from questions.models import Answer, Question, Tag
from questions.models.posts import SLUG_LENGTH, TITLE_LENGTH

SUMMARY_LENGTH = 300  # two sentences; what a card and a result of find show
# What stands behind /knowledge/<id>/ already: an entry titled “Edit” needs another address.
TAKEN_WORDS = frozenset(
    [
        *("back", "decide", "edit", "evidence", "feed", "history", "hand-over"),
        *("link", "steward", "suggest", "suggestions"),
    ]
)

# Sent inside the transaction, whichever door somebody publishes or withdraws through: our pages,
# the API, Wagtail's admin, its schedule. `ephemeral.actions.publishing` follows.
entry_published = Signal()  # entry_id, before (as it was public), text_before, revision, by, saying
entry_unpublished = Signal()  # entry_id, by


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What is published; drafts only to who wrote them, employees and moderators."""
        if not viewer.is_authenticated:
            return self.public()
        if viewer.is_moderator or viewer.is_employee:
            return self.all()
        return self.filter(Q(live=True) | Q(author=viewer))

    def public(self) -> Self:
        return self.filter(live=True)

    def with_life(self) -> Self:
        """With all that the ring and its words need."""
        return self.select_related(
            "lifetime__lifespan",
            "lifetime__confirmed_by",
            "lifetime__confirmed_capacity",
            "lifetime__steward",
            "lifetime__team",
        )


class Entry(PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """Something the community knows. Its `lifetime` says how long that holds.

    Wagtail keeps its revisions, drafts and locks. What is not content of a revision (who wrote it
    first, where it came from, its clock) stays outside of them: bringing an old text back must not
    bring an old date back.
    """

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=SLUG_LENGTH, allow_unicode=True, editable=False)
    summary = models.CharField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("What it tells in one or two sentences; lists and find show it."),
    )
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    tags = ParentalManyToManyField(Tag, verbose_name=_("tags"), related_name="entries", blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    sources = models.TextField(
        _("sources"),
        blank=True,
        max_length=4000,
        help_text=_("What it rests on, one a line: an address, or words."),
    )
    versions = models.CharField(
        _("product versions"),
        max_length=200,
        blank=True,
        help_text=_("Which it holds for, apart by commas, such as “6.2, 6.3”."),
    )

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries", editable=False
    )
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="entries", editable=False
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    imported_from = models.ForeignKey(
        ImportedSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    old_id = models.BigIntegerField(null=True, blank=True, editable=False)

    author_id: int
    capacity_id: int | None

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(
                fields=["imported_from", "old_id"], name="one_entry_per_imported_document"
            ),
        ]
        indexes = [
            models.Index(fields=["-written_at", "-id"], name="entries_newest"),
            models.Index(fields=["author", "-written_at"], name="entries_of_a_member"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("entry", args=[self.pk, self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what follows from the text beside it, whichever door it came through."""
        named = kwargs.get("update_fields")
        if named is None or {"body", "title"} & set(named):
            self.html = render(self.body)
            self.slug = self.slug_for(self.title)
            if named is not None:
                kwargs["update_fields"] = {*named, "html", "slug"}
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "Entry":
        """A revision's content on this entry, which stays who wrote it and where it came from."""
        entry: Entry = super().with_content_json(content)
        for name in WHOLE:
            setattr(entry, name, getattr(self, name))
        entry.html = render(entry.body)
        return entry

    def publish(self, revision: Revision, user: Any = None, **how: Any) -> None:
        """Make a revision what everybody reads: the one way there, also from Wagtail's admin."""
        saying = how.pop("saying", None)
        with transaction.atomic():
            before = Entry.objects.select_for_update(no_key=True).get(pk=self.pk)
            text_before = before.text
            super().publish(revision, user=user, **how)
            entry_published.send(
                Entry,
                entry_id=self.pk,
                before=before,
                text_before=text_before,
                revision=revision,
                by=user or revision.user,
                saying=saying,
            )

    def unpublish(self, *args: Any, user: Any = None, **how: Any) -> None:
        """Make it a draft again."""
        with transaction.atomic():
            was_live = Entry.objects.filter(pk=self.pk, live=True).exists()
            super().unpublish(*args, user=user, **how)
            if was_live:
                entry_unpublished.send(Entry, entry_id=self.pk, by=user)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "ephemeral/entry_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"entry": self, "html": render(self.body)}

    @staticmethod
    def slug_for(title: str) -> str:
        """Readable words of a title in any script; never empty."""
        slug = Question.slug_for(title)
        return f"{slug}-entry" if slug in TAKEN_WORDS else slug

    @property
    def text(self) -> tuple[Any, ...]:
        """All that a reader reads: two equal texts are the same entry."""
        names = sorted(tag.name for tag in self.tags.all())
        words = (self.title, self.summary, self.body, self.sources, self.versions, self.language)
        return (*words, *names)

    @property
    def excerpt(self) -> str:
        return self.summary or excerpt(self.html)

    @property
    def author_is_employee(self) -> bool:
        return self.capacity_id is not None

    @property
    def version_list(self) -> list[str]:
        return [word.strip() for word in self.versions.split(",") if word.strip()]

    @property
    def source_list(self) -> list[str]:
        return [line.strip() for line in self.sources.splitlines() if line.strip()]


# Facts of the entry as a whole, which no revision holds.
WHOLE = (
    "author_id",
    "capacity_id",
    "written_at",
    "edited_at",
    "edited_by_id",
    "imported_from_id",
    "old_id",
)


class EntryQuestion(models.Model):
    """An entry settles a question; with `answer` it was made from that answer."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="settles")
    question = models.ForeignKey(Question, models.CASCADE, related_name="settled_by")
    answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="entries_made"
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    linked_at = models.DateTimeField(default=timezone.now)

    entry_id: int
    question_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "question"], name="one_link_per_entry_and_question"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.entry}” settles “{self.question}”"


class Suggestion(models.Model):
    """A change that somebody proposes to an entry, until it is taken or declined."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="suggestions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="suggestions")
    capacity = models.ForeignKey(Capacity, models.PROTECT, null=True, related_name="+")
    base_revision_id = models.BigIntegerField(null=True)  # of Wagtail; what the text began from
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.CharField(max_length=SUMMARY_LENGTH)
    body = models.TextField()
    why = models.CharField(max_length=500)
    suggested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    was_taken = models.BooleanField(null=True)
    reply = models.CharField(max_length=500, blank=True)
    revision_id = models.BigIntegerField(null=True, blank=True)  # of Wagtail; what it became

    entry_id: int
    member_id: int

    class Meta:
        ordering = ["suggested_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, was_taken=None)
                | Q(decided_at__isnull=False, was_taken__isnull=False),
                name="a_decided_suggestion_was_taken_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["entry"], condition=Q(decided_at=None), name="suggestions_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} on “{self.entry}”"
