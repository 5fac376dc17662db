"""Reactions that only tests know: `settings.REACTIONS = "tests.community.reacting.TABLE"`."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from community.events import AnswerPosted, AsideWritten, Event, QuestionAsked, TagChanged
from community.live import tell_open_pages
from community.models import Member, Notice
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


def note_slowly(event: Event) -> None:
    """A job with moments before and after its effect in which it can be killed."""
    pause = float(os.environ["PAUSE"])
    write_line(Path(os.environ["RAN_FILE"]), event.id)
    time.sleep(random.uniform(pause / 2, pause))
    someone_else = Member.objects.exclude(pk=event.actor_id).get()
    Notice.objects.get_or_create(
        member=someone_else, event_id=event.id, defaults={"reasons": ["later"]}
    )
    time.sleep(random.uniform(pause / 2, pause))


def write_line(path: Path, line: object) -> None:
    """Add a line in one write, so that a kill cannot tear it."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


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
NOTHING: dict[type[Event], Reactions] = {}
SLOW = {QuestionAsked: Reactions(now=(count_at_once,), later=(note_slowly,))}
TOLD = dict.fromkeys((AnswerPosted, AsideWritten), Reactions(live=(tell_open_pages,)))
UNQUEUEABLE = {QuestionAsked: Reactions(later=(lambda event: None,))}


def wait_until(true: Callable[[], object], within: float = 20) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
