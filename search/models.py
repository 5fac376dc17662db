"""What find knows: a document for each thread, answer, entry and person.

The words themselves, as the database's full text keeps them, stand beside these rows in what the
database offers for it: a virtual table of SQLite, a `tsvector` column of PostgreSQL.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ephemeral.models import Entry
from questions.models import Answer, Question


def _none_but(*names: str) -> dict[str, None]:
    return dict.fromkeys({"question", "answer", "member", "entry"} - set(names))


class Document(models.Model):
    """One thing that can be found."""

    class What(models.TextChoices):
        QUESTION = "question"  # a question with its answers
        ANSWER = "answer"
        PERSON = "person"
        ENTRY = "entry"  # of what the community knows

    key = models.CharField(max_length=40, unique=True)
    what = models.CharField(max_length=8, choices=What)
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    entry = models.ForeignKey(
        Entry, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    language = models.CharField(max_length=12)
    put_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what="question", question__isnull=False, **_none_but("question"))
                | Q(
                    what="answer",
                    question__isnull=False,
                    answer__isnull=False,
                    **_none_but("question", "answer"),
                )
                | Q(what="person", member__isnull=False, **_none_but("member"))
                | Q(what="entry", entry__isnull=False, **_none_but("entry")),
                name="a_document_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.key
