"""Lets the demo's people do what the files tell, one act after the other, in the order of time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from home.demo.crowd import Window, chosen, moments
from home.demo.knowledge import count_reads, deeds_of
from home.demo.parsing import DemoError
from home.demo.promising import ACTS as PROMISING
from home.demo.reading import QUESTION, Act, Community, Thread
from home.demo.stage import Stage
from questions import actions
from questions.models import Answer, Question, Vote

READERS_A_VOTE = 19  # how many read for each who votes, so that lists show true-to-life numbers


Deed = tuple[datetime, int, Callable[[], None]]


def play(community: Community, stage: Stage, tell: Callable[[str], None]) -> None:
    """Do everything that the threads and entries tell."""
    deeds: list[Deed] = []
    for thread in community.threads:
        for moment, do in _deeds(thread, stage):
            deeds.append((moment, len(deeds), do))
    for entry in community.entries:
        for moment, do in deeds_of(entry, stage):
            deeds.append((moment, len(deeds), do))
    deeds.sort(key=lambda deed: deed[:2])
    step = max(1, len(deeds) // 4)
    for number, (_moment, _order, do) in enumerate(deeds, start=1):
        do()
        if number % step == 0:
            tell(f"{number} of {len(deeds)} acts")
    stage.done = len(deeds)
    for thread in community.threads:
        _count_readers(thread, stage)
    count_reads(community.entries, stage)


def _deeds(thread: Thread, stage: Stage) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """All acts of a thread with their moments, votes among them."""
    asked = stage.now - thread.age
    for act in thread.acts:
        at = asked + act.after
        if at > stage.now:
            raise DemoError(f"{thread.key}: {act.what} by {act.who} would be in the future.")
        yield at, partial(ACTS[act.what], stage, thread, act, at)
        if act.what in {"ask", "answer"}:
            yield from _votes(thread, act, at, stage)
    yield from _same(thread, asked, stage)


def _window(thread: Thread, post: int, opens: datetime, stage: Stage) -> Window:
    """A post can be voted on until it is hidden or its thread is locked or hidden."""
    asked = stage.now - thread.age
    ends = [
        asked + act.after
        for act in thread.acts
        if act.what == "lock" or (act.what == "hide" and act.post in {post, QUESTION})
    ]
    return Window(opens, min([stage.now, *ends]))


def _votes(
    thread: Thread, act: Act, at: datetime, stage: Stage
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    words = (thread.key, act.post)
    others = [handle for handle in stage.people if handle != act.who]
    voters = chosen(others, act.crowd.ups + act.crowd.downs, *words)
    window = _window(thread, act.post, at, stage)
    for number, (moment, handle) in enumerate(moments(voters, stage.joined, window, *words)):
        value = Vote.UP if number < act.crowd.ups else Vote.DOWN
        yield moment, partial(_vote, stage, thread, act.post, handle, value=value, at=moment)


def _same(
    thread: Thread, asked: datetime, stage: Stage
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    asking = thread.acts[0]
    customers = [
        handle
        for handle, member in stage.people.items()
        if handle != asking.who
        and handle not in asking.crowd.surely
        and not (member.is_employee or member.is_moderator)
    ]
    missing = asking.crowd.same - len(asking.crowd.surely)
    people = [*asking.crowd.surely, *chosen(customers, missing, thread.key, "same")]
    window = _window(thread, QUESTION, asked, stage)
    for moment, handle in moments(people, stage.joined, window, thread.key, "same"):
        yield moment, partial(_say_same, stage, thread, handle, moment)


def _count_readers(thread: Thread, stage: Stage) -> None:
    question = stage.question(thread.key)
    crowd = thread.acts[0].crowd
    interested = crowd.ups + crowd.downs + crowd.same + len(thread.acts)
    a_day = timedelta(days=1)
    readers = interested * READERS_A_VOTE + 2 * (thread.age // a_day)
    Question.objects.filter(pk=question.pk).update(read_count=readers)


# What each act of the files does


def _ask(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    stage.posts[thread.key, QUESTION] = actions.ask_question(
        title=thread.title,
        body=stage.linked(act.words),
        by=stage.people[act.who],
        kind=thread.kind,
        tags=thread.tags,
        language=thread.language,
        at=at,
    )


def _answer(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    stage.posts[thread.key, act.post] = actions.post_answer(
        stage.question(thread.key),
        body=stage.linked(act.words),
        by=stage.people[act.who],
        speaking_as=act.team,
        at=at,
    )


def _comment(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.post_comment(
        stage.posts[thread.key, act.post],
        body=stage.linked(act.words),
        by=stage.people[act.who],
        speaking_as=act.team,
        at=at,
    )


def _edit(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    post, by, body = (
        stage.posts[thread.key, act.post],
        stage.people[act.who],
        stage.linked(act.words),
    )
    if isinstance(post, Answer):
        actions.edit_answer(post, body=body, by=by, reason=act.more, at=at)
        return
    post.refresh_from_db()
    actions.edit_question(
        post, title=act.title or post.title, body=body, by=by, reason=act.more, at=at
    )


def _accept(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.accept_answer(stage.answer(thread.key, act.post), by=stage.people[act.who], at=at)


def _aside(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.write_aside(
        stage.question(thread.key),
        body=act.words,
        by=stage.people[act.who],
        speaking_as=act.team,
        at=at,
    )


def _status(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.decide_idea(
        stage.question(thread.key),
        status=act.more,
        response=act.words,
        by=stage.people[act.who],
        speaking_as=act.team,
        at=at,
    )


def _duplicate(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.mark_duplicate(
        stage.question(thread.key), of=stage.question(act.more), by=stage.people[act.who], at=at
    )


def _lock(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.lock_question(
        stage.question(thread.key), reason=act.more, by=stage.people[act.who], at=at
    )


def _hide(stage: Stage, thread: Thread, act: Act, at: datetime) -> None:
    actions.hide_post(
        stage.posts[thread.key, act.post], reason=act.more, by=stage.people[act.who], at=at
    )


def _vote(
    stage: Stage, thread: Thread, post: int, handle: str, *, value: int, at: datetime
) -> None:
    actions.cast_vote(stage.posts[thread.key, post], value=value, by=stage.people[handle], at=at)


def _say_same(stage: Stage, thread: Thread, handle: str, at: datetime) -> None:
    actions.say_same(stage.question(thread.key), by=stage.people[handle], at=at)


ACTS: dict[str, Callable[[Stage, Thread, Act, datetime], None]] = {
    "ask": _ask,
    "answer": _answer,
    "comment": _comment,
    "edit": _edit,
    "accept": _accept,
    "aside": _aside,
    "status": _status,
    "duplicate": _duplicate,
    "lock": _lock,
    "hide": _hide,
    **PROMISING,
}
