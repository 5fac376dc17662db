"""How fresh knowledge is: one function of stored facts and a moment, and its twin in SQL.

A test holds the two equal over random facts and times. Nothing stores a state, so nothing has to be
brought up to date when time passes.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.db.models import Case, CharField, Q, Value, When


class State(StrEnum):
    """confirmed → due soon → unconfirmed → lapsed; and let go, by decision."""

    CONFIRMED = "confirmed"
    DUE = "due"
    UNCONFIRMED = "unconfirmed"
    LAPSED = "lapsed"
    GONE = "gone"


class Dates(Protocol):
    """The stored facts that a state follows from."""

    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def soon_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def lapses_at(self) -> datetime: ...
    @property
    def let_go_at(self) -> datetime | None: ...


def state_of(dates: Dates, now: datetime) -> State:
    """The state at a moment. A date belongs to what begins with it.

    What nobody here ever confirmed, such as what an import brought, is unconfirmed from the start.
    """
    if dates.let_go_at is not None and dates.let_go_at <= now:
        return State.GONE
    if dates.lapses_at <= now:
        return State.LAPSED
    if dates.confirmed_at is None or dates.due_at <= now:
        return State.UNCONFIRMED
    if dates.soon_at <= now:
        return State.DUE
    return State.CONFIRMED


def state_at(now: datetime, prefix: str = "") -> Case:
    """`state_of` as an expression; `prefix` is the way to the lifetime, such as "lifetime__"."""

    def until(field: str) -> Q:
        return Q(**{f"{prefix}{field}__lte": now})

    unconfirmed = Q(**{f"{prefix}confirmed_at": None}) | until("due_at")
    return Case(
        When(until("let_go_at"), then=Value(State.GONE)),
        When(until("lapses_at"), then=Value(State.LAPSED)),
        When(unconfirmed, then=Value(State.UNCONFIRMED)),
        When(until("soon_at"), then=Value(State.DUE)),
        default=Value(State.CONFIRMED),
        output_field=CharField(),
    )


def share_left(since: datetime, due_at: datetime, now: datetime) -> float:
    """What is left of the time from `since` to `due_at`, from 0 to 100: what a ring shows."""
    whole = (due_at - since).total_seconds()
    left = (due_at - now).total_seconds()
    return max(0.0, min(100.0, 100 * left / whole)) if whole > 0 else 0.0
