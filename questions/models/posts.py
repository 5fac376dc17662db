"""Questions, answers and comments."""

import re
import unicodedata

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.markup import excerpt
from community.models import Capacity, ImportedSource
from questions.models.querysets import AnswerQuerySet, CommentQuerySet, QuestionQuerySet
from questions.models.tags import Tag

TITLE_LENGTH = 150
BODY_LENGTH = 30_000  # characters of Markdown, as on Stack Exchange
COMMENT_LENGTH = 2_000
SLUG_LENGTH = 80
# What stands behind /questions/<id>/ already: a question titled “Edit” needs another address.
TAKEN_WORDS = frozenset(
    [
        "answer",
        "aside",
        "comment",
        "decide",
        "duplicate",
        "edit",
        "feed",
        "follow",
        "hide",
        "history",
        "lock",
        "restore",
        "same",
        "vote",
    ]
)


EMOJI_STYLES = frozenset(map(chr, range(0xFE00, 0xFE10)))  # marks, but of no word


def _joined(title: str) -> str:
    """The words of a title with hyphens between them.

    Django's `slugify` drops the vowel signs of Hindi, Thai and many others with the punctuation.
    """
    kept = ""
    for sign in unicodedata.normalize("NFKC", title.lower()):
        is_mark = unicodedata.category(sign) in ("Mn", "Mc") and sign not in EMOJI_STYLES
        if sign.isalnum() or sign in "_-" or (is_mark and kept and not kept.endswith(" ")):
            kept += sign
        elif sign.isspace():
            kept += " "
    return re.sub(r"[\s-]+", "-", kept)


class Post(models.Model):
    """Something a person said, in a capacity that is frozen on it.

    `body` is Markdown as written, `html` what it became, clean and ready to show.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField(max_length=500, blank=True)
    imported_from = models.ForeignKey(
        ImportedSource, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    old_id = models.BigIntegerField(null=True, blank=True)
    licence = models.CharField(max_length=40, blank=True)

    author_id: int
    capacity_id: int | None
    imported_from_id: int | None
    hidden_by_id: int | None

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["imported_from", "old_id"], name="one_%(class)s_per_imported_post"
            ),
        ]

    @property
    def excerpt(self) -> str:
        """The first words, for cards and descriptions."""
        return excerpt(self.html)

    @property
    def author_is_employee(self) -> bool:
        """Whether they said this in their employer's name."""
        return self.capacity_id is not None


class Question(Post):
    """What somebody wants to know, has trouble with, wishes for or praises.

    `version` rises with every change a reader can see; whatever is cached of the thread goes by it.
    `facts_version` rises when what apps above know of it may have changed, which is far less often.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        PROBLEM = "problem", _("Problem")
        IDEA = "idea", _("Idea")
        PRAISE = "praise", _("Praise")

    class IdeaStatus(models.TextChoices):
        NEW = "new", _("New")
        CONSIDERED = "considered", _("Under consideration")
        PLANNED = "planned", _("Planned")
        STARTED = "started", _("Started")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    class Closing(models.TextChoices):
        """Why an imported community closed a question; here it stays open to answers."""

        DUPLICATE = "duplicate", _("Duplicate")
        OFF_TOPIC = "off_topic", _("Off topic")
        UNCLEAR = "unclear", _("Unclear")
        TOO_BROAD = "too_broad", _("Too broad")
        OPINION = "opinion", _("A matter of opinion")
        OTHER = "other", _("Another reason")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.QUESTION)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=SLUG_LENGTH, allow_unicode=True, editable=False)
    language = models.CharField(max_length=12, default="en")
    tags = models.ManyToManyField(Tag, related_name="questions", blank=True)
    idea_status = models.CharField(max_length=12, choices=IdeaStatus, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    locked_reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=12, choices=Closing, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="related_from"
    )

    # Derived; `questions.counters` recounts every one of them from facts.
    score = models.IntegerField(default=0, editable=False)
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    same_count = models.PositiveIntegerField(default=0, editable=False)
    wanted = models.IntegerField(default=0, editable=False)
    solved_at = models.DateTimeField(null=True, editable=False)
    active_at = models.DateTimeField(default=timezone.now, editable=False)
    revision_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    facts_version = models.PositiveIntegerField(default=1, editable=False)

    # Facts that came with an import, whose votes carry no names, and reads.
    imported_ups = models.PositiveIntegerField(default=0, editable=False)
    imported_downs = models.PositiveIntegerField(default=0, editable=False)
    read_count = models.PositiveIntegerField(default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            *Post.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="idea") | Q(idea_status=""), name="only_ideas_have_a_status"
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")),
                name="no_question_duplicates_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="questions_newest"),
            models.Index(fields=["-active_at", "-id"], name="questions_active"),
            models.Index(
                fields=["-wanted", "-id"],
                condition=Q(hidden_at=None, solved_at=None),
                name="questions_wanted",
            ),
            models.Index(
                fields=["-posted_at", "-id"],
                condition=Q(answer_count=0, hidden_at=None),
                name="questions_unanswered",
            ),
            models.Index(fields=["kind", "-posted_at", "-id"], name="questions_of_a_kind"),
            models.Index(fields=["author", "-posted_at"], name="questions_of_a_member"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk, self.slug])

    @staticmethod
    def slug_for(title: str) -> str:
        """Readable words of a title in any script; never empty."""
        slug = _joined(title)[:SLUG_LENGTH].strip("-_") or "question"
        return f"{slug}-question" if slug in TAKEN_WORDS else slug

    @property
    def question_id(self) -> int:
        """A question's own id, so that all posts can name the thread they stand in."""
        return self.pk

    @property
    def question(self) -> "Question":
        return self


class Answer(Post):
    """What somebody says helps."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")

    # Derived.
    score = models.IntegerField(default=0, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revision_count = models.PositiveIntegerField(default=0, editable=False)

    imported_ups = models.PositiveIntegerField(default=0, editable=False)
    imported_downs = models.PositiveIntegerField(default=0, editable=False)

    question_id: int

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [*Post.Meta.constraints]
        indexes = [models.Index(fields=["author", "-posted_at"], name="answers_of_a_member")]

    def __str__(self) -> str:
        return f"{self.author} on “{self.question}”"

    def get_absolute_url(self) -> str:
        return f"{self.question.get_absolute_url()}#answer-{self.pk}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None


class Comment(Post):
    """A short word on a question, or on one of its answers."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="comments")
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    imported_ups = models.PositiveIntegerField(default=0, editable=False)

    question_id: int
    answer_id: int | None

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [*Post.Meta.constraints]
        ordering = ["posted_at", "pk"]
        indexes = [models.Index(fields=["author", "-posted_at"], name="comments_of_a_member")]

    def __str__(self) -> str:
        return f"{self.author} on “{self.question}”"

    def get_absolute_url(self) -> str:
        return f"{self.question.get_absolute_url()}#comment-{self.pk}"
