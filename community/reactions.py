"""How an app's handlers hang on an event. The table itself stands in `mayfly/reactions.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

Handler = Callable[[Any], None]


@dataclass(frozen=True)
class Reactions:
    """Handlers of one event: part of the fact, a job that follows it, a note to open pages."""

    now: tuple[Handler, ...] = ()
    later: tuple[Handler, ...] = ()
    live: tuple[Handler, ...] = ()


NONE = Reactions()


def to(event_type: type) -> Reactions:
    """What is done about events of this type."""
    return table().get(event_type, NONE)


def table() -> dict[type, Reactions]:
    """Who reacts to what: the table that the setting REACTIONS names."""
    found: dict[type, Reactions] = import_string(settings.REACTIONS)
    return found


def path_of(handler: Handler) -> str:
    """The dotted path that a queued row holds. Raises ValueError for what no path leads to."""
    path = f"{handler.__module__}.{handler.__qualname__}"
    if handler.__qualname__ != handler.__name__ or handler.__name__ == "<lambda>":
        raise ValueError(f"{path} cannot be queued: a handler is a function of its module.")
    return path
