"""Long lists in pages that begin after the last row seen.

No page counts rows or skips over them, so the thousandth costs what the first does, and new rows
at the top move nobody's place.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)
LARGEST_NUMBER = 2**63 - 1  # what a column holds
LONGEST_CURSOR = 1000


class Direction(StrEnum):
    AFTER = "a"
    BEFORE = "b"
    UP_TO = "u"  # as BEFORE, and the row itself


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursors of the pages after and before; empty where none is."""

    items: list[Row]
    next: str = ""
    previous: str = ""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class _Place:
    direction: Direction
    values: list[Any]


def page_of(
    queryset: QuerySet[Row],
    *,
    order_by: Sequence[str] = ("-pk",),
    cursor: str = "",
    size: int = 25,
) -> Page[Row]:
    """The page of a list at a cursor, the first without one. Raises ValidationError.

    The columns of `order_by` are never null, and the last of them is unique.
    """
    place = _read(cursor, queryset, order_by) if cursor else None
    if place is None:
        return _forward(queryset, order_by, None, size)
    if place.direction == Direction.AFTER:
        return _forward(queryset, order_by, place, size)
    return _backward(queryset, order_by, place, size)


def _forward(
    queryset: QuerySet[Row], order_by: Sequence[str], place: _Place | None, size: int
) -> Page[Row]:
    rows = queryset.order_by(*order_by)
    if place:
        rows = rows.filter(_beyond(order_by, place.values))
    found = list(rows[: size + 1])
    items = found[:size]
    following = _cursor(Direction.AFTER, order_by, items[-1]) if len(found) > size else ""
    if not place:
        return Page(items, following)
    if not items:  # what stood here has gone; the way back still holds
        return Page([], "", _written(Direction.UP_TO, order_by, place.values))
    return Page(items, following, _cursor(Direction.BEFORE, order_by, items[0]))


def _backward(
    queryset: QuerySet[Row], order_by: Sequence[str], place: _Place, size: int
) -> Page[Row]:
    turned = [_turned(name) for name in order_by]
    before = _beyond(turned, place.values)
    if place.direction == Direction.UP_TO:
        before |= Q(**dict(zip(map(_column, order_by), place.values, strict=True)))
    found = list(queryset.order_by(*turned).filter(before)[: size + 1])
    if len(found) < size:
        return _forward(queryset, order_by, None, size)  # a full first page rather than half of one
    items = found[:size][::-1]
    following = _cursor(Direction.AFTER, order_by, items[-1])
    earlier = _cursor(Direction.BEFORE, order_by, items[0]) if len(found) > size else ""
    return Page(items, following, earlier)


def _beyond(order_by: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows after a place. The first condition alone is what lets an index lead there."""
    condition = Q(**{f"{_column(order_by[0])}__{_comparison(order_by[0])}e": values[0]})
    ties, choices = Q(), Q()
    for name, value in zip(order_by, values, strict=True):
        choices |= ties & Q(**{f"{_column(name)}__{_comparison(name)}": value})
        ties &= Q(**{_column(name): value})
    return condition & choices


def _comparison(name: str) -> str:
    return "lt" if name.startswith("-") else "gt"


def _column(name: str) -> str:
    return name.removeprefix("-")


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _cursor(direction: Direction, order_by: Sequence[str], row: Model) -> str:
    return _written(direction, order_by, [getattr(row, _column(name)) for name in order_by])


def _written(direction: Direction, order_by: Sequence[str], values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    packed = json.dumps([direction, *order_by, *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _read(cursor: str, queryset: QuerySet[Row], order_by: Sequence[str]) -> _Place:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        direction, *rest = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        names, values = rest[: len(order_by)], rest[len(order_by) :]
        if names != list(order_by):  # made for this list in another order
            raise ValueError
        pairs = zip(names, values, strict=True)
        return _Place(Direction(direction), [_value(queryset, *pair) for pair in pairs])
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise _wrong() from error


def _value(queryset: QuerySet[Row], name: str, value: Any) -> Any:
    try:
        value = _field(queryset, _column(name)).to_python(value)
    except ValidationError as error:
        raise ValueError from error
    if isinstance(value, datetime) and timezone.is_naive(value):
        raise ValueError
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise ValueError
    return value


def _field(queryset: QuerySet[Row], name: str) -> "Field[Any, Any]":
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field
    if name == "pk":
        return queryset.model._meta.pk
    return cast("Field[Any, Any]", queryset.model._meta.get_field(name))


def _wrong() -> ValidationError:
    return ValidationError(
        _("This address of a page does not fit the list. Begin at its first page."), code="cursor"
    )
