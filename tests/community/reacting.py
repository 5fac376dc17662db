"""Reactions that only tests know: `settings.REACTIONS = "tests.community.reacting.TABLE"`."""

from collections.abc import Callable

from community.events import AnswerPosted, Event, QuestionAsked, TagChanged
from community.models import Notice
from community.reactions import Reactions

happened: list[tuple[str, int | None]] = []
failures: list[Exception] = []  # what the next runs of `stumble` raise, first one first
meanwhile: list[Callable[[], object]] = []  # what happens while the next job runs


def count_at_once(event: Event) -> None:
    """Part of the fact: the actor's own notice."""
    happened.append(("now", event.id))
    Notice.objects.create(member_id=event.actor_id, event_id=event.id, reasons=["now"])


def refuse(event: Event) -> None:
    raise RuntimeError("This cannot be so.")


def write_down(event: Event) -> None:
    """A job that bears being done twice."""
    happened.append(("later", event.id))
    Notice.objects.get_or_create(member_id=event.actor_id, event_id=event.id)
    if meanwhile:
        meanwhile.pop(0)()


def stumble(event: Event) -> None:
    happened.append(("stumbled" if failures else "done", event.id))
    if failures:
        raise failures.pop(0)


def show(event: Event) -> None:
    happened.append(("live", event.id))


def fail_to_show(event: Event) -> None:
    raise ConnectionError("Nobody is listening.")


TABLE = {
    QuestionAsked: Reactions(now=(count_at_once,), later=(stumble,), live=(show,)),
    AnswerPosted: Reactions(later=(write_down,), live=(fail_to_show, show)),
    TagChanged: Reactions(later=(stumble,)),
}
REFUSING = {QuestionAsked: Reactions(now=(count_at_once, refuse), later=(stumble,), live=(show,))}
UNQUEUEABLE = {QuestionAsked: Reactions(later=(lambda event: None,))}
