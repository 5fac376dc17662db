"""Stored numbers against facts: each has one expression that counts it anew.

An app registers its numbers in a module that `AppConfig.ready` imports; `manage.py check_counters`
proves them all and mends what drifted.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models, transaction
from django.db.models.expressions import Combinable

BATCH = 500  # rows locked at a time, so that the site goes on while numbers are mended


@dataclass(frozen=True)
class Drift:
    """A stored value that is not what the facts say."""

    what: str
    stored: Any
    counted: Any

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored}, counted {self.counted}"


class Provable(Protocol):
    """Something stored that can be worked out again from facts."""

    @property
    def name(self) -> str: ...

    def find_drift(self) -> Iterator[Drift]: ...

    def mend(self) -> int:
        """Put right what drifted. Returns how many rows that were."""
        ...


@dataclass(frozen=True)
class Counter:
    """A field of a model that an expression over the facts counts anew.

    `facts` returns an expression fit for `update`, so a count of related rows is a `Subquery`:

        Counter(Question, "answer_count", lambda: Coalesce(Subquery(...), 0))
    """

    model: type[models.Model]
    field: str
    facts: Callable[[], Combinable]

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def find_drift(self) -> Iterator[Drift]:
        for key, stored, counted in self._drifted():
            yield Drift(f"{self.name} of {key}", stored, counted)

    def mend(self) -> int:
        keys = [key for key, _stored, _counted in self._drifted()]
        for start in range(0, len(keys), BATCH):
            self.recount(keys[start : start + BATCH])
        return len(keys)

    @transaction.atomic
    def recount(self, keys: Collection[Any]) -> None:
        """Count the number of these rows anew."""
        rows = self.model._base_manager.filter(pk__in=keys)
        # Locked first: a statement that waits for a lock counts what it saw before it waited.
        list(rows.select_for_update().order_by("pk").values_list("pk"))
        rows.update(**{self.field: self.facts()})

    def _drifted(self) -> Iterator[tuple[Any, Any, Any]]:
        rows = self.model._base_manager.annotate(counted_anew=self.facts())
        rows = rows.exclude(**{self.field: models.F("counted_anew")}).order_by("pk")
        for key, stored, counted in rows.values_list("pk", self.field, "counted_anew").iterator():
            if stored != counted:  # SQL holds two nulls to differ.
                yield key, stored, counted


_registered: dict[str, Provable] = {}


def register(*numbers: Provable) -> None:
    """Have these proved by `check_counters`."""
    _registered.update({number.name: number for number in numbers})


def registered() -> list[Provable]:
    """All that can be proved, by name."""
    return [_registered[name] for name in sorted(_registered)]
