"""The clock of one entry or accepted answer, and all that people did to it."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, FloatField, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Capacity, Member, Team
from ephemeral.models.entries import Entry
from ephemeral.models.lifespans import Lifespan
from ephemeral.state import State, state_at, state_of
from questions.models import Answer, Question


class LifetimeQuerySet(models.QuerySet["Lifetime"]):
    def running(self) -> Self:
        """Those with a clock that goes: neither let go nor of an answer that no longer solves."""
        return self.filter(let_go_at=None, paused_at=None)

    def with_state(self, now: datetime) -> Self:
        """Each with its `state_now`, computed by the database as `state` computes it."""
        return self.annotate(state_now=state_at(now))

    def kept_by(self, member: Member) -> Self:
        """What this person has to decide about: as its steward, or in the steward's team."""
        return self.filter(
            Q(steward=member) | Q(team__employments__in=member.employments.current())
        ).distinct()

    def orphaned(self) -> Self:
        """Those that nobody keeps: no steward, no team. Answers may live without."""
        return self.filter(steward=None, team=None, answer=None)

    def waiting(self, now: datetime) -> Self:
        """Those that somebody shall decide about now: within notice, or beyond the date."""
        return self.running().filter(Q(soon_at__lte=now) | Q(disputes__gt=0))

    def with_words(self) -> Self:
        """With the people and the lifespan that its words name."""
        return self.select_related(
            "lifespan", "confirmed_by", "confirmed_capacity", "steward", "team"
        )


class Lifetime(models.Model):
    """How long an entry or an accepted answer holds, and by whose word.

    Three clocks, never mixed: *edited* stands on the entry, *confirmed* is here, *used* (`reads`,
    `used_at`) only says how urgently somebody should look. State is computed, never stored.

    `days` is its length now; it adapts. `round` rises with each decision, and every voice counts in
    the round in which it was raised. `base_due_at` is the date that the last decision set;
    `due_at` is that date moved by the voices since. `next_at` is when the clock has to look again.
    """

    class Stage(models.IntegerChoices):
        """How far the clock has come with telling people, this round."""

        FRESH = 0, _("nobody was told")
        BEFORE = 1, _("the steward was told before the date")
        AT = 2, _("the team was told at the date")
        AFTER = 3, _("all who may decide were told after the date")
        LAPSED = 4, _("it lapsed")

    entry = models.OneToOneField(
        Entry, models.CASCADE, null=True, blank=True, related_name="lifetime"
    )
    answer = models.OneToOneField(
        Answer, models.CASCADE, null=True, blank=True, related_name="lifetime"
    )
    question = models.ForeignKey(  # that the answer stands under
        Question, models.CASCADE, null=True, blank=True, related_name="lifetimes"
    )
    lifespan = models.ForeignKey(Lifespan, models.PROTECT, related_name="lifetimes")
    days = models.FloatField()
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stewardships",
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="stewardships"
    )

    began_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_capacity = models.ForeignKey(
        Capacity, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    base_due_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    round = models.PositiveIntegerField(default=1)
    stage = models.SmallIntegerField(choices=Stage, default=Stage.FRESH)
    next_at = models.DateTimeField(null=True, blank=True)

    # The third clock.
    reads = models.PositiveIntegerField(default=0, editable=False)
    reads_decided = models.PositiveIntegerField(default=0, editable=False)  # at the last decision
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Derived; `ephemeral.counters` recounts them.
    voices = models.PositiveIntegerField(default=0, editable=False)  # "still true", this round
    disputes = models.PositiveIntegerField(default=0, editable=False)  # "did not work", this round
    back_requests = models.PositiveIntegerField(default=0, editable=False)  # this round

    entry_id: int | None
    answer_id: int | None
    question_id: int | None
    steward_id: int | None
    team_id: int | None
    lifespan_id: int
    confirmed_by_id: int | None

    objects = LifetimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifetime")
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, answer=None, question=None)
                | Q(entry=None, answer__isnull=False, question__isnull=False),
                name="a_lifetime_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(paused_at=None),
                name="one_running_lifetime_per_question",
            ),
            models.CheckConstraint(
                condition=Q(soon_at__lte=F("due_at"), due_at__lte=F("lapses_at")),
                name="dates_of_a_lifetime_follow_each_other",
            ),
        ]
        indexes = [
            # What the clock asks for: its cost follows what is due, not what exists.
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False),
                name="lifetimes_for_the_clock",
            ),
            models.Index(fields=["steward", "due_at"], name="lifetimes_of_a_steward"),
            models.Index(fields=["team", "due_at"], name="lifetimes_of_a_team"),
            models.Index(fields=["due_at"], name="lifetimes_by_date"),
            # What waits for anybody's decision: few of many, in two parts that are added up.
            models.Index(
                fields=["soon_at"],
                condition=Q(let_go_at=None, paused_at=None),
                name="lifetimes_that_come_due",
            ),
            models.Index(
                fields=["disputes"],
                condition=Q(let_go_at=None, paused_at=None, disputes__gt=0),
                name="lifetimes_that_failed",
            ),
            models.Index(fields=["-confirmed_at", "-id"], name="lifetimes_by_confirmation"),
            models.Index(fields=["lapses_at"], name="lifetimes_by_lapse"),
        ]

    def __str__(self) -> str:
        return f"lifetime of “{self.title}”"

    def get_absolute_url(self) -> str:
        return self.owner.get_absolute_url()

    @property
    def owner(self) -> Entry | Answer:
        """What it is the clock of."""
        owner = self.entry or self.answer
        assert owner is not None
        return owner

    @property
    def title(self) -> str:
        if self.entry:
            return self.entry.title
        assert self.question is not None
        return self.question.title

    @property
    def since(self) -> datetime:
        """The last moment that somebody's word stood behind it."""
        return self.confirmed_at or self.began_at

    @property
    def is_running(self) -> bool:
        return self.let_go_at is None and self.paused_at is None

    def state(self, now: datetime) -> State:
        """How fresh it is at a moment."""
        return state_of(self, now)


def urgency(now: datetime) -> Combinable:
    """What orders a queue: reads × age × complaints, each from one up, since the last decision.

    Reads and requests to have it back count by their number, age by days since it was confirmed.
    """
    reads = F("reads") - F("reads_decided") + 1
    age = DaysBetween(now, Coalesce("confirmed_at", "began_at"))
    complaints = F("disputes") + F("back_requests") + 1
    return ExpressionWrapper(
        Cast(reads, FloatField()) * age * Cast(complaints, FloatField()), output_field=FloatField()
    )


class DaysBetween(models.Func):
    """Whole and part days from a column's moment to a given one, at least a hundredth."""

    output_field = FloatField()

    def __init__(self, now: datetime, moment: Combinable) -> None:
        super().__init__(models.Value(now, output_field=models.DateTimeField()), moment)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "MAX(0.01, julianday(%(expressions)s))"
        return super().as_sql(
            compiler, connection, template=template, arg_joiner=") - julianday(", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "GREATEST(0.01, EXTRACT(EPOCH FROM (%(expressions)s)) / 86400)::float8"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **extra)
