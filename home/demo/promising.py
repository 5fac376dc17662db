"""What the demo's people promise in threads, and what they say of accepted answers."""

from datetime import datetime

from ephemeral import actions as knowledge
from ephemeral.models import Lifetime, Promise
from home.demo.parsing import DemoError, time_of
from home.demo.reading import Act, Thread
from home.demo.stage import Stage


def _make(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    asked = stage.now - thread.age
    stage.promises[thread.key, act.who] = knowledge.make_promise(
        stage.question(thread.key),
        what=act.words,
        by=stage.people[act.who],
        due_at=asked + time_of(act.more),
        speaking_as=act.team,
        at=at,
    )


def _promise(stage: Stage, thread: Thread, act: Act) -> Promise:
    found = stage.promises.get((thread.key, act.who))
    if found is None:
        raise DemoError(f"{thread.key}: {act.who} has promised nothing here yet.")
    return found


def _note(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    promise = _promise(stage, thread, act)
    knowledge.note_promise(promise, by=stage.people[act.who], words=act.words, at=at)


def _move(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    knowledge.move_promise(
        _promise(stage, thread, act),
        by=stage.people[act.who],
        reason=act.words,
        due_at=stage.now - thread.age + time_of(act.more),
        at=at,
    )


def _keep(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    answer = stage.answer_by(thread.key, act.more) if act.more else None
    promise = _promise(stage, thread, act)
    knowledge.keep_promise(promise, by=stage.people[act.who], answer=answer, at=at)


def _withdraw(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    promise = _promise(stage, thread, act)
    knowledge.withdraw_promise(promise, by=stage.people[act.who], reason=act.words, at=at)


def _say(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    """Whether the accepted answer still holds for somebody."""
    knowledge.give_evidence(
        Lifetime.objects.get(answer=stage.answer(thread.key, act.post)),
        holds=act.what == "still-true",
        by=stage.people[act.who],
        note=act.more,
        at=at,
    )


ACTS = {
    "promise": _make,
    "progress": _note,
    "move": _move,
    "keep": _keep,
    "unpromise": _withdraw,
    "still-true": _say,
    "did-not-work": _say,
}
