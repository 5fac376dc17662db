"""The stored numbers of what has a clock, for `check_counters`."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from community.counters import BATCH, Counter, Drift, register
from ephemeral.counters import lifetime_facts, moved
from ephemeral.lifetimes import next_moment
from ephemeral.models import Lifetime, Promise, PromiseStep

A_MOMENT = timedelta(seconds=1)  # what adding up fractions of days may lose


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


register(Counter(Promise, "moves", _moves))
for name in lifetime_facts():
    register(Counter(Lifetime, name, lambda name=name: lifetime_facts()[name]))  # type: ignore[misc]
register(DatesOfLifetimes())
