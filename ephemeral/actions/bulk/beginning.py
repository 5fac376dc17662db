"""Clocks of many things begin, unconfirmed, with dates that are spread."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from community.models import Member, Team
from ephemeral.lifetimes import later, set_dates, zone_of
from ephemeral.models import Decision, Entry, KnowledgeSettings, Lifespan, Lifetime
from ephemeral.spreading import Calendar, Item, Keeper, window
from questions.models import Answer, Question


@dataclass(frozen=True)
class Beginning:
    """A clock that is to begin: of what, of which kind, since when, and who keeps it."""

    owner: Entry | Answer
    lifespan: Lifespan
    began_at: datetime
    steward: Member | None = None
    team: Team | None = None

    @property
    def keeper(self) -> Keeper:
        if self.steward:
            return "steward", self.steward.pk
        return ("team", self.team.pk) if self.team else None


def calendar_of_now(now: datetime) -> Calendar:
    """The days ahead as they are, with what each keeper has on them already."""
    had: dict[Keeper, Counter[int]] = defaultdict(Counter)
    kept = Lifetime.objects.running().filter(due_at__gt=now).exclude(steward=None, team=None)
    rows = kept.values_list("steward_id", "team_id", "due_at")
    for steward_id, team_id, due_at in rows.iterator():
        keeper = ("steward", steward_id) if steward_id else ("team", team_id)
        had[keeper][day_of(due_at, now)] += 1
    return Calendar(budget=KnowledgeSettings.load().daily_budget, had=had)


def day_of(moment: datetime, now: datetime) -> int:
    """Which day from now a moment lies in: the nearest whole number of days."""
    return round((moment - now) / timedelta(days=1))


@transaction.atomic
def begin_many(
    beginnings: Sequence[Beginning], *, now: datetime, calendar: Calendar | None = None
) -> list[Lifetime]:
    """Start the clocks of these, unconfirmed, with dates that are spread.

    Those that have a clock already keep it. A calendar goes from one batch to the next, so that
    all of them are spread as one.
    """
    calendar = calendar or calendar_of_now(now)
    _lock_questions(beginnings)
    beginnings = _without_clock(beginnings)
    windows = [window(one.lifespan.days, one.lifespan.notice_days) for one in beginnings]
    days = calendar.spread(
        [Item(one.keeper, *days) for one, days in zip(beginnings, windows, strict=True)]
    )
    lifetimes = Lifetime.objects.bulk_create(
        _lifetime(one, day, now) for one, day in zip(beginnings, days, strict=True)
    )
    Decision.objects.bulk_create(_beginning_of(lifetime) for lifetime in lifetimes)
    # Threads that are kept show no clock yet.
    shown = {lifetime.question_id for lifetime in lifetimes if lifetime.question_id}
    Question.objects.filter(pk__in=shown).update(version=F("version") + 1)
    return lifetimes


def _lock_questions(beginnings: Iterable[Beginning]) -> None:
    """As every act on an answer's clock does, in one order."""
    ids = {one.owner.question_id for one in beginnings if isinstance(one.owner, Answer)}
    questions = Question.objects.filter(pk__in=ids).order_by("pk")
    list(questions.select_for_update(no_key=True).values_list("pk"))


def _without_clock(beginnings: Sequence[Beginning]) -> list[Beginning]:
    entries = {one.owner.pk for one in beginnings if isinstance(one.owner, Entry)}
    questions = {one.owner.question_id for one in beginnings if isinstance(one.owner, Answer)}
    answers = {one.owner.pk for one in beginnings if isinstance(one.owner, Answer)}
    known = Lifetime.objects
    begun = set(known.filter(entry__in=entries).values_list("entry_id", flat=True))
    solved = set(
        known.filter(question__in=questions, paused_at=None).values_list("question_id", flat=True)
    )
    lived = set(known.filter(answer__in=answers).values_list("answer_id", flat=True))
    return [
        one
        for one in beginnings
        if (
            one.owner.pk not in begun
            if isinstance(one.owner, Entry)
            else one.owner.question_id not in solved and one.owner.pk not in lived
        )
    ]


def _lifetime(beginning: Beginning, day: int, now: datetime) -> Lifetime:
    owner = beginning.owner
    lifetime = Lifetime(
        entry=owner if isinstance(owner, Entry) else None,
        answer=owner if isinstance(owner, Answer) else None,
        question_id=owner.question_id if isinstance(owner, Answer) else None,
        lifespan=beginning.lifespan,
        days=float(beginning.lifespan.days),
        steward=beginning.steward,
        team=beginning.team,
        began_at=beginning.began_at,
        base_due_at=later(now, day, zone_of(beginning.steward)),
    )
    set_dates(lifetime, ())
    return lifetime


def _beginning_of(lifetime: Lifetime) -> Decision:
    return Decision(
        lifetime=lifetime,
        kind=Decision.Kind.BEGAN,
        days=lifetime.days,
        due_at=lifetime.due_at,
        round=lifetime.round,
        decided_at=lifetime.began_at,
    )
