"""Every number and date stored with a clock, and how it follows from what people said."""

from typing import Any

from django.db.models import (
    Count,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

<<<<<<< HEAD
from ephemeral.lifetimes import set_dates
from ephemeral.models import BackRequest, Evidence, Lifetime
=======
from community.counters import BATCH, Counter, Drift, register
from ephemeral.lifetimes import next_moment, set_dates
from ephemeral.models import BackRequest, Evidence, Lifetime, Promise, PromiseStep
>>>>>>> r/main

# Voices that are shown and not counted: of accounts nobody knows yet, and of one person's others.
NOT_COUNTED = ("new", "same person")


def _of_this_round(rows: QuerySet[Any], aggregate: Combinable) -> Subquery:
    """An aggregate of what was said in the round that goes on, for each lifetime."""
    said = rows.filter(lifetime=OuterRef("pk"), round=OuterRef("round"))
    return Subquery(said.order_by().values("lifetime").annotate(total=aggregate).values("total"))


def _heard(holds: bool) -> Combinable:
    counts = Q(holds=holds) & ~Q(why_days__in=NOT_COUNTED)
    heard = _of_this_round(Evidence.objects.standing(), Count("pk", filter=counts))
    return Coalesce(heard, 0, output_field=IntegerField())


def lifetime_facts() -> dict[str, Combinable]:
    """Field → expression that computes it from facts."""
    asked = _of_this_round(BackRequest.objects.all(), Count("pk"))
    return {
        "voices": _heard(holds=True),
        "disputes": _heard(holds=False),
        "back_requests": Coalesce(asked, 0, output_field=IntegerField()),
    }


def moved() -> Combinable:
    """By how many days this round's voices have moved the date, all together."""
    total = _of_this_round(Evidence.objects.standing(), Sum("days"))
    return Coalesce(total, 0.0, output_field=FloatField())


def recount_lifetime(lifetime: Lifetime) -> None:
    """Bring the numbers and dates of a locked lifetime in line with what was said this round."""
    Lifetime.objects.filter(pk=lifetime.pk).update(**lifetime_facts())
    lifetime.refresh_from_db(fields=list(lifetime_facts()))
    set_dates(lifetime, Evidence.objects.standing().filter(lifetime=lifetime, round=lifetime.round))
    lifetime.save(update_fields=["due_at", "soon_at", "lapses_at", "next_at"])
<<<<<<< HEAD
=======


class DatesOfLifetimes:
    """A lifetime is due at the date that was decided, moved by the voices since."""

    name = "ephemeral.Lifetime.due_at"

    def find_drift(self) -> Iterator[Drift]:
        for lifetime, away in self._drifted():
            stored, counted = lifetime.due_at, lifetime.due_at + away
            yield Drift(f"{self.name} of {lifetime.pk}", stored, counted)

    def mend(self) -> int:
        drifted = list(self._drifted())
        for start in range(0, len(drifted), BATCH):
            self._mend([lifetime.pk for lifetime, _away in drifted[start : start + BATCH]])
        return len(drifted)

    @transaction.atomic
    def _mend(self, keys: list[int]) -> None:
        rows = Lifetime.objects.filter(pk__in=keys).order_by("pk").select_for_update()
        list(rows.values_list("pk"))
        for lifetime, away in self._drifted(keys):
            lifetime.due_at += away
            lifetime.soon_at += away
            lifetime.lapses_at += away
            lifetime.next_at = next_moment(lifetime)
            lifetime.save(update_fields=["due_at", "soon_at", "lapses_at", "next_at"])

    def _drifted(self, keys: list[int] | None = None) -> Iterator[tuple[Lifetime, timedelta]]:
        rows = Lifetime.objects.annotate(moved=moved()).order_by("pk")
        # Most were moved by nobody, and need not leave the database.
        rows = rows.exclude(moved=0.0, due_at=F("base_due_at"))
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        for lifetime in rows.iterator(chunk_size=BATCH):
            counted = lifetime.base_due_at + timedelta(days=lifetime.moved)
            if abs(counted - lifetime.due_at) > A_MOMENT:
                yield lifetime, counted - lifetime.due_at


def _moves() -> Combinable:
    """How often the date of a promise was moved, from its history."""
    moved = PromiseStep.objects.filter(kind=PromiseStep.Kind.MOVED, promise=OuterRef("pk"))
    each = moved.order_by().values("promise").annotate(total=Count("pk"))
    return Coalesce(Subquery(each.values("total")), 0, output_field=IntegerField())


for name in lifetime_facts():
    register(Counter(Lifetime, name, lambda name=name: lifetime_facts()[name]))  # type: ignore[misc]
register(DatesOfLifetimes())
register(Counter(Promise, "moves", _moves))
>>>>>>> r/main
