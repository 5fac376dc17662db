"""Reading the event log: in order, without a gap, and only what the reader may see.

Every outlet (the API, the live line, webhooks, the activity stream) reads through here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import BigIntegerField, Func, Max, Q, QuerySet

from community import counters
from community.events import Event
from community.models import LoggedEvent
from community.permissions import Viewer

Screen: TypeAlias = Callable[[list[LoggedEvent], Viewer], Iterable[LoggedEvent]]

_screens: dict[str, Screen] = {}


class OldestRunning(Func):
    """The lowest number of a transaction that has not ended; whatever is below it is settled."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


class NextToBegin(Func):
    """A number that no transaction of this database server has had yet."""

    template = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


class OwnTransaction(Func):
    """The number of the transaction that asks, which may be above all that have ended; or -1."""

    template = "coalesce(pg_current_xact_id_if_assigned()::text::bigint, -1)"
    output_field = BigIntegerField()


@dataclass(frozen=True)
class LogPage:
    """A stretch of the log as one reader sees it. `cursor` is where the next one goes on."""

    events: list[LoggedEvent]
    cursor: int | None
    more: bool


def shows(*types: type[Event]) -> Callable[[Screen], Screen]:
    """Let a function decide which events of these types a viewer may see.

    It gets all of them in a page at once and returns the visible ones, so that it can ask the
    database once. Events of a type without such a function are shown to nobody.
    """

    def register(screen: Screen) -> Screen:
        _screens.update({event_type.__name__: screen for event_type in types})
        return screen

    return register


def shown_to_everyone(events: list[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """For events that hold nothing private: `shows(TagChanged)(shown_to_everyone)`."""
    return events


def visible(events: Iterable[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """Those of the events that the viewer may see, in the same order."""
    events = list(events)
    by_screen: dict[Screen, list[LoggedEvent]] = defaultdict(list)
    for event in events:
        if event.type in _screens:
            by_screen[_screens[event.type]].append(event)
    seen = {event.pk for screen, some in by_screen.items() for event in screen(some, viewer)}
    return [event for event in events if event.pk in seen]


def events_after(
    event_id: int | None, limit: int, *, among: QuerySet[LoggedEvent] | None = None
) -> list[LoggedEvent]:
    """The next settled events after this one; none skipped, however slow its transaction was.

    Raises LoggedEvent.DoesNotExist for an id that is not in the log.
    """
    rows = LoggedEvent.objects.all() if among is None else among
    return list(settled_after(event_id, rows)[:limit])


def settled_after(event_id: int | None, rows: QuerySet[LoggedEvent]) -> QuerySet[LoggedEvent]:
    """Those of the rows that come after this event and that nothing can come before any more."""
    return _settled(committed_after(event_id, rows))


def committed_after(event_id: int | None, rows: QuerySet[LoggedEvent]) -> QuerySet[LoggedEvent]:
    """Those of the rows that come after this event now; a slow transaction may yet add others."""
    rows = rows.order_by("transaction", "pk")
    if event_id is None:
        return rows
    last = LoggedEvent.objects.only("transaction").get(pk=event_id)
    return rows.filter(
        Q(transaction__gt=last.transaction) | Q(pk__gt=last.pk),
        transaction__gte=last.transaction,
    )


def place() -> int | None:
    """The last settled event. Whoever reads on from here misses nothing that is yet to come."""
    return places().first()


def places() -> QuerySet[LoggedEvent, int]:
    """The settled events' ids, the last one first: `place` as part of another query."""
    rows = _settled(LoggedEvent.objects.order_by("-transaction", "-pk"))
    return rows.values_list("pk", flat=True)


def _settled(rows: QuerySet[LoggedEvent]) -> QuerySet[LoggedEvent]:
    if connection.vendor == "postgresql":
        return rows.filter(transaction__lt=OldestRunning())
    return rows


def read(viewer: Viewer, *, after: int | None = None, limit: int = 100) -> LogPage:
    """What this viewer may see of the next `limit` events."""
    rows = events_after(after, limit)
    cursor = rows[-1].pk if rows else after
    return LogPage(visible(rows, viewer), cursor, more=len(rows) == limit)


class ReadingOrder:
    """A dump brings along the transaction numbers of the server it was made on.

    Where they lie ahead of this server's, readers would wait for them and then pass new events by.
    What came with the dump is settled, so its ids alone are its order.
    """

    name = "community.LoggedEvent.transaction"

    def find_drift(self) -> Iterator[counters.Drift]:
        for event in self._from_elsewhere().order_by("pk").iterator():
            yield counters.Drift(f"{self.name} of {event.pk}", event.transaction, 0)

    def mend(self) -> int:
        last = self._from_elsewhere().aggregate(last=Max("pk"))["last"]
        return LoggedEvent.objects.filter(pk__lte=last or 0).update(transaction=0)

    def _from_elsewhere(self) -> QuerySet[LoggedEvent]:
        if connection.vendor != "postgresql":
            return LoggedEvent.objects.none()
        ahead = LoggedEvent.objects.filter(transaction__gte=NextToBegin())
        return ahead.exclude(transaction=OwnTransaction())


counters.register(ReadingOrder())


def as_json(event: LoggedEvent) -> dict[str, Any]:
    """An event as every outlet tells it: ids and plain values, never a post's words."""
    return {
        "id": event.pk,
        "type": event.type,
        "at": event.at.isoformat(),
        "actor_id": event.actor_id,
        "capacity_id": event.capacity_id,
        "question_id": event.question_id,
        "entry_id": event.entry_id,
        **event.payload,
    }
