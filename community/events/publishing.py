"""What happened: past-tense facts, published in the transaction that made them true.

A subclass holds ids and plain values only. `publish` stores it as a row of the event log, runs
the reactions that are part of the fact, queues those that may follow and, after commit, tells
open pages.
"""

import dataclasses
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils import timezone

from community.models import LoggedEvent

logger = logging.getLogger(__name__)

# Inside `history`: the latest fact for each handler that only counts, and what it counts for.
_to_count = ContextVar[dict[Any, "Event"] | None]("_to_count", default=None)


@contextmanager
def history() -> Iterator[None]:
    """Inside, facts are written down that happened long ago: nobody is told, nothing is queued.

    What is part of a fact (`now`) happens as ever, only that numbers are counted once, at the end.
    Whoever opens this brings the rest in line.
    """
    to_count: dict[Any, Event] = {}
    before = _to_count.set(to_count)
    try:
        yield
        for (handler, *_whose), fact in to_count.items():
            handler(fact)
    finally:
        _to_count.reset(before)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """One fact. `id` is known once it stands in the log; `at` is now unless it is given."""

    types: ClassVar[dict[str, type["Event"]]] = {}

    actor_id: int | None
    capacity_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    id: int | None = dataclasses.field(default=None, compare=False)
    at: datetime | None = dataclasses.field(default=None, compare=False)

    def __init_subclass__(cls) -> None:
        Event.types[cls.__name__] = cls

    @classmethod
    def from_row(cls, row: LoggedEvent) -> "Event":
        """The fact that a row of the log holds. Raises LookupError for a type nobody knows."""
        known = Event.types.get(row.type)
        if known is None:
            raise LookupError(f"Nobody here knows events of type {row.type} (event {row.pk}).")
        names = {field.name for field in dataclasses.fields(known)}
        payload = {name: value for name, value in row.payload.items() if name in names}
        return known(
            actor_id=row.actor_id,
            capacity_id=row.capacity_id,
            question_id=row.question_id,
            entry_id=row.entry_id,
            id=row.pk,
            at=row.at,
            **payload,
        )

    def payload(self) -> dict[str, Any]:
        common = {field.name for field in dataclasses.fields(Event)}
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in common
        }


def publish(event: Event) -> LoggedEvent:
    """Store a fact and set off what follows from it. Raises RuntimeError outside a transaction."""
    from community import jobs, reactions

    if event.id is not None:
        raise ValueError(f"{type(event).__name__} {event.id} already stands in the log.")
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the transaction that made the fact true.")
    row = LoggedEvent.objects.create(
        type=type(event).__name__,
        actor_id=event.actor_id,
        capacity_id=event.capacity_id,
        question_id=event.question_id,
        entry_id=event.entry_id,
        payload=event.payload(),
        at=event.at or timezone.now(),
    )
    fact = dataclasses.replace(event, id=row.pk, at=row.at)
    reacting = reactions.to(type(event))
    to_count = _to_count.get()
    for handler in reacting.now:
        if to_count is not None and reactions.only_counts(handler):
            to_count[handler, fact.question_id, getattr(fact, "answer_id", None)] = fact
        else:
            handler(fact)
    if to_count is not None:
        return row
    for handler in reacting.later:
        jobs.enqueue_reaction(handler, row.pk)
    for handler in reacting.live:
        transaction.on_commit(lambda handler=handler: _tell(handler, fact), robust=True)  # type: ignore[misc]
    return row


def _tell(handler: Any, fact: Event) -> None:
    try:
        handler(fact)
    except Exception:
        logger.exception("Open pages were not told of %s %s", type(fact).__name__, fact.id)
