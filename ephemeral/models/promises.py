"""Promises: what somebody said they would do, by when, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Capacity, Employment, Team
from community.permissions import Viewer
from ephemeral.state import share_left
from questions.models import Answer, Question

PROMISE_LENGTH = 300


class PromiseState(StrEnum):
    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class PromiseDates(Protocol):
    """The stored facts that the state of a promise follows from."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def kept_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def promise_state(dates: PromiseDates, now: datetime) -> PromiseState:
    """Open, late, kept or withdrawn at a moment. What is due is late from that moment on."""
    if dates.withdrawn_at:
        return PromiseState.WITHDRAWN
    if dates.kept_at:
        return PromiseState.KEPT
    return PromiseState.LATE if dates.due_at <= now else PromiseState.OPEN


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A promise is seen by whoever sees its question."""
        return self.filter(question__in=Question.objects.visible_to(viewer))

    def public(self) -> Self:
        return self.filter(question__hidden_at=None)

    def unsettled(self) -> Self:
        """Neither kept nor withdrawn: open, or late."""
        return self.filter(kept_at=None, withdrawn_at=None)

    def late(self, now: datetime) -> Self:
        return self.unsettled().filter(due_at__lte=now)

    def with_people(self) -> Self:
        return self.select_related("member", "capacity", "team", "question", "kept_by")

    def with_left_behind(self) -> Self:
        """Adds `left_behind`: whether whoever gave it cannot keep it any more, of those unsettled.

        Their account is closed, or they work no longer in the team in whose name they promised.
        """
        at_work = Employment.objects.current().filter(
            member=OuterRef("member"), team=OuterRef("team")
        )
        gone = Q(member__is_active=False) | (Q(team__isnull=False) & ~Exists(at_work))
        return self.annotate(
            left_behind=Case(
                When(Q(kept_at=None, withdrawn_at=None) & gone, then=Value(True)),
                default=Value(False),
            )
        )


class Promise(models.Model):
    """“I will … by …”, on a question or an idea, in the capacity in which it was given.

    `due_at` is worked out once, in the team's working hours, and stored. A promise is open, late,
    kept or withdrawn; which, follows from the stored moments and from now.
    """

    class Stage(models.IntegerChoices):
        """How far the clock has come with telling people of the date that holds."""

        FRESH = 0, _("nobody was told")
        REMINDED = 1, _("the promiser was reminded")
        LATE = 2, _("the team and the followers were told that it is late")

    question = models.ForeignKey(Question, models.CASCADE, related_name="promises")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises")
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="promises")
    what = models.CharField(_("what"), max_length=PROMISE_LENGTH)
    promised_at = models.DateTimeField(default=timezone.now)
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="keeps"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    was_late = models.BooleanField(default=False, editable=False)  # at a date that then held
    moves = models.PositiveIntegerField(default=0, editable=False)  # derived
    stage = models.SmallIntegerField(choices=Stage, default=Stage.FRESH)
    next_at = models.DateTimeField(null=True, blank=True)

    question_id: int
    member_id: int
    team_id: int | None

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(withdrawn_at=None),
                name="a_promise_is_kept_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(kept_by=None) | Q(kept_at__isnull=False),
                name="an_answer_keeps_a_kept_promise",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False),
                name="promises_for_the_clock",
            ),
            models.Index(fields=["member", "due_at"], name="promises_of_a_person"),
            models.Index(fields=["team", "due_at"], name="promises_of_a_team"),
            models.Index(
                fields=["due_at"],
                condition=Q(kept_at=None, withdrawn_at=None),
                name="unsettled_promises_by_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.what}"

    def get_absolute_url(self) -> str:
        return f"{self.question.get_absolute_url()}#promise-{self.pk}"

    @property
    def is_settled(self) -> bool:
        return bool(self.kept_at or self.withdrawn_at)

    @property
    def settled_at(self) -> datetime | None:
        return self.kept_at or self.withdrawn_at

    def was_left_behind(self) -> bool:
        """Whether whoever gave it can keep it no more, as of now."""
        now = Promise.objects.with_left_behind().get(pk=self.pk)
        return bool(now.left_behind)  # type: ignore[attr-defined]  # annotated

    def state(self, now: datetime) -> PromiseState:
        return promise_state(self, now)

    def share(self, now: datetime) -> float:
        """What is left of its time, from 0 to 100."""
        return share_left(self.promised_at, self.due_at, now)


class PromiseStep(models.Model):
    """A step in the history of a promise. Rows are only ever added."""

    class Kind(models.TextChoices):
        MADE = "made", _("promised")
        NOTED = "noted", _("told how it goes")
        MOVED = "moved", _("moved")
        LATE = "late", _("late")  # the clock's
        KEPT = "kept", _("kept")
        WITHDRAWN = "withdrawn", _("withdrawn")
        TAKEN_OVER = "taken over", _("taken over")

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=500, blank=True)  # a note, or why it was moved or withdrawn
    due_before = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    promise_id: int
    member_id: int | None

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.promise}: {self.get_kind_display()}"
