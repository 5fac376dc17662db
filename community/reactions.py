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
    table: dict[type, Reactions] = import_string(settings.REACTIONS)
    return table.get(event_type, NONE)
