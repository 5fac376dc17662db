"""The clock of one entry or accepted answer, and all that people did to it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Capacity, LoggedEvent, Member, Team
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

    def share(self, now: datetime) -> float:
        """What is left of the time until the next confirmation, from 0 to 100."""
        whole = (self.due_at - self.since).total_seconds()
        left = (self.due_at - now).total_seconds()
        return max(0.0, min(100.0, 100 * left / whole)) if whole > 0 else 0.0


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


class Decision(models.Model):
    """A step in a life that set or ended its clock, with who took it and why. Never changed."""

    class Kind(models.TextChoices):
        BEGAN = "began", _("written")
        RENEWED = "renewed", _("renewed")
        REVISED = "revised", _("revised")
        LET_GO = "let_go", _("let go")
        LAPSED = "lapsed", _("lapsed")  # the clock's; nobody decided
        HANDED_OVER = "handed_over", _("handed over")
        PAUSED = "paused", _("no longer the solution")
        RESUMED = "resumed", _("the solution again")  # as before: nobody decided anew

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    because = models.CharField(max_length=500, blank=True)
    versions = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey(
        Entry, models.SET_NULL, null=True, blank=True, related_name="succeeds"
    )
    revision_id = models.BigIntegerField(null=True, blank=True)  # of Wagtail
    to_steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    days = models.FloatField(null=True, blank=True)  # how long it holds from here
    days_before = models.FloatField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveIntegerField()  # that it ended, or began with
    decided_at = models.DateTimeField(default=timezone.now)

    lifetime_id: int

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [
            models.Index(fields=["lifetime", "decided_at"], name="decisions_of_a_lifetime"),
            models.Index(fields=["kind", "-decided_at"], name="decisions_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.lifetime}: {self.get_kind_display()}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def without_said_better(self) -> Self:
        """Without those in whose place the same person said the same at once, more exactly."""
        better = Evidence.objects.filter(
            lifetime=OuterRef("lifetime"),
            member=OuterRef("member"),
            round=OuterRef("round"),
            holds=OuterRef("holds"),
            said_at=OuterRef("withdrawn_at"),
        )
        return self.exclude(Exists(better))


class Evidence(models.Model):
    """One person's word that it still holds for them, or did not. Withdrawn, never deleted.

    `days` is what it moved the date by, as it was worked out when it was said.
    """

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="evidence")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence")
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    holds = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=60, blank=True)
    round = models.PositiveIntegerField()
    days = models.FloatField(default=0)
    why_days = models.CharField(max_length=24, blank=True)  # a key of `lifetimes.WHY_NO_DAYS`
    said_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    lifetime_id: int
    member_id: int

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round"],
                condition=Q(withdrawn_at=None),
                name="one_voice_per_person_and_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {'holds' if self.holds else 'did not work'}, {self.lifetime}"


class BackRequest(models.Model):
    """Somebody asks for lapsed knowledge back. Their number sets the order of the queue."""

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="requests")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="back_requests"
    )
    round = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round"], name="one_request_per_person_and_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} asks back {self.lifetime}"


class Reminder(models.Model):
    """That one person is to be told that a lifetime waits for a decision: once per stage and round.

    Reminders that fall together go out as one notice (`event`), at most one a day and person.
    """

    lifetime = models.ForeignKey(Lifetime, models.CASCADE, related_name="reminders")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    round = models.PositiveIntegerField()
    stage = models.SmallIntegerField(choices=Lifetime.Stage)
    made_at = models.DateTimeField(default=timezone.now)
    event = models.ForeignKey(LoggedEvent, models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    lifetime_id: int
    member_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lifetime", "member", "round", "stage"],
                name="one_reminder_per_person_round_and_stage",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "made_at"],
                condition=Q(told_at=None),
                name="reminders_to_tell_of",
            ),
            models.Index(fields=["member", "-told_at"], name="reminders_told_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.lifetime}"


class Absence(models.Model):
    """Somebody is away, days included; what they keep is for their team meanwhile."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))

    member_id: int

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="an_absence_ends_after_it_began",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]
        indexes = [models.Index(fields=["last_day"], name="absences_by_end")]

    def __str__(self) -> str:
        return f"{self.member} is away from {self.first_day} to {self.last_day}"


def away_on(day: date, among: Iterable[int] | None = None) -> set[int]:
    """Ids of the members who are away on a day."""
    rows = Absence.objects.filter(first_day__lte=day, last_day__gte=day)
    if among is not None:
        rows = rows.filter(member__in=list(among))
    return set(rows.values_list("member_id", flat=True))
