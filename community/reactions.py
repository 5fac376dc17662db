"""How an app's handlers hang on an event. The table itself stands in `mayfly/reactions.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

Handler = Callable[[Any], None]


@dataclass(frozen=True)
class Reactions:
    """Handlers of one event: part of the fact, a job that follows it, a note to open pages."""

    now: tuple[Handler, ...] = ()
    later: tuple[Handler, ...] = ()
    live: tuple[Handler, ...] = ()


NONE = Reactions()

_counting: set[Handler] = set()


def counting(handler: Handler) -> Handler:
    """Mark a handler that only counts anew for a question and an answer. A decorator.

    After many facts about the same two, once is as good as each time.
    """
    _counting.add(handler)
    return handler


def only_counts(handler: Handler) -> bool:
    return handler in _counting


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


@checks.register
def check_reactions(**options: Any) -> list[checks.CheckMessage]:
    """Every handler that is queued can be found again by the path its row will hold."""
    try:
        handlers = [handler for reactions in table().values() for handler in reactions.later]
    except ImportError as error:
        return [
            checks.Error(
                f"The table of reactions cannot be read: {error}",
                hint="The setting REACTIONS is the dotted path of a dictionary.",
                id="community.E001",
            )
        ]
    return [
        checks.Error(
            f"{handler.__module__}.{handler.__qualname__} cannot be queued as a reaction.",
            hint="Make it a function of its module: a queued row holds only the dotted path.",
            id="community.E002",
        )
        for handler in handlers
        if not _can_be_found_again(handler)
    ]


def _can_be_found_again(handler: Handler) -> bool:
    try:
        return import_string(path_of(handler)) is handler
    except (ValueError, ImportError):
        return False
