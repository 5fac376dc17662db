"""Plays the demo's entries, whose files `home.demo.entry_files` reads, like its threads."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from ephemeral import actions as knowledge
from ephemeral.models import Entry, Lifespan, Lifetime
from home.demo.entry_files import EntryAct, EntryFile
from home.demo.parsing import DemoError
from home.demo.stage import Stage

NOBODY = "nobody"
HANDED_ON = timedelta(days=1)


def deeds_of(entry: EntryFile, stage: Stage) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """All that is done to an entry, with the moments."""
    written = stage.now - entry.age
    yield written, partial(_write, stage, entry, written)
    if entry.steward == (NOBODY,):
        yield written + HANDED_ON, partial(_leave, stage, entry, written + HANDED_ON)
    for act in entry.acts:
        at = written + act.after
        if at > stage.now:
            raise DemoError(f"{entry.key}: {act.what} by {act.who} would be in the future.")
        yield at, partial(ACTS[act.what], stage, entry, act, at)


def _write(stage: Stage, entry: EntryFile, at: datetime) -> None:
    people = [name for name in entry.steward if name in stage.people]
    teams = [name for name in entry.steward if name in stage.teams]
    answer = None
    if entry.made_from:
        key, author = entry.made_from
        answer = stage.answer_by(key, author)
    stage.entries[entry.key] = knowledge.write_entry(
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        by=stage.people[entry.who],
        lifespan=Lifespan.objects.get(name=entry.lifespan),
        tags=entry.tags,
        language=entry.language,
        sources=entry.sources,
        versions=entry.versions,
        steward=stage.people[people[0]] if people else None,
        team=stage.teams[teams[0]] if teams else None,
        answer=answer,
        questions=[stage.question(key) for key in entry.settles],
        speaking_as=entry.team,
        at=at,
    )


def _leave(stage: Stage, entry: EntryFile, at: datetime) -> None:
    """Its writer keeps it no longer, and nobody took it up."""
    knowledge.hand_over(
        _lifetime(stage, entry),
        steward=None,
        team=None,
        by=stage.people[entry.who],
        because="I have no such device any more, so I cannot try it.",
        now=at,
    )


def _lifetime(stage: Stage, entry: EntryFile) -> Lifetime:
    return Lifetime.objects.get(entry=stage.entries[entry.key])


def _say(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    knowledge.give_evidence(
        _lifetime(stage, entry),
        holds=act.what == "still-true",
        by=stage.people[act.who],
        note=act.said,
        version=act.more,
        at=at,
    )


def _renew(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    knowledge.renew(
        _lifetime(stage, entry),
        because=act.said,
        by=stage.people[act.who],
        speaking_as=act.team,
        at=at,
    )


def _revise(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    now = Entry.objects.get(pk=stage.entries[entry.key].pk)
    knowledge.revise_entry(
        now,
        title=now.title,
        summary=now.summary,
        body=act.words,
        by=stage.people[act.who],
        reason=act.said,
        speaking_as=act.team,
        at=at,
    )


def _suggest(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    now = Entry.objects.get(pk=stage.entries[entry.key].pk)
    knowledge.suggest_change(
        now,
        title=now.title,
        summary=now.summary,
        body=act.words,
        why=act.said,
        by=stage.people[act.who],
        at=at,
    )


def _let_go(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    knowledge.let_go(
        _lifetime(stage, entry),
        because=act.said,
        by=stage.people[act.who],
        successor=stage.entries[act.more] if act.more else None,
        at=at,
    )


def _ask_back(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    knowledge.ask_back(_lifetime(stage, entry), by=stage.people[act.who], at=at)


def _link(stage: Stage, entry: EntryFile, act: EntryAct, at: datetime) -> None:
    knowledge.link_entry(
        stage.entries[entry.key],
        question=stage.question(act.said),
        by=stage.people[act.who],
        at=at,
    )


ACTS = {
    "link": _link,
    "still-true": _say,
    "did-not-work": _say,
    "renew": _renew,
    "revise": _revise,
    "suggest": _suggest,
    "let-go": _let_go,
    "ask-back": _ask_back,
}


def count_reads(entries: list[EntryFile], stage: Stage) -> None:
    """As often as the files say, most of it since the last decision."""
    for entry in entries:
        Lifetime.objects.filter(entry=stage.entries[entry.key]).update(
            reads=entry.reads, reads_decided=entry.reads // 4, used_at=stage.now
        )
