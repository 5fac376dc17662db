"""Work that follows a fact: a job is a row committed with the fact that caused it."""

from django.utils.module_loading import import_string
from django_tasks import task

from community.models import LoggedEvent
from community.reactions import Handler


def enqueue_reaction(handler: Handler, event_id: int) -> None:
    """Queue a handler for an event of the log."""
    react.enqueue(f"{handler.__module__}.{handler.__qualname__}", event_id)


@task()
def react(handler_path: str, event_id: int) -> None:
    """Let one handler react to one event."""
    from community.events import Event

    handler = import_string(handler_path)
    handler(Event.from_row(LoggedEvent.objects.get(pk=event_id)))
