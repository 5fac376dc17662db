"""Reads the demo's files. A thread is Markdown with a line of its own before each act:

    title: Router drops Wi-Fi every night
    kind: problem
    by: jo
    asked: 50d 4h
    tags: wifi, firmware
    votes: +17 -1
    same: 12, marek.d

    What Jo wrote.

    === comment | tomasberg | 25m
    === answer | ana as support | 41m | +18
    === edit | jo | 1h | Added the log
    === accept | jo | 2d
    === aside | jo | 3h
    === status | ana as support | 12d | planned
    === duplicate | wanjiku | 1h | key-of-the-older-question
    === lock | etienne | 9d | Why
    === hide | etienne | 9d | Why
    === promise | ana as support | 2h | 17d
    === progress | ana | 8d
    === move | ana | 12d | 20d
    === keep | ana | 14d | ana
    === unpromise | ana | 14d
    === still-true | jo | 90d | Two calls at once | deshawn404
    === did-not-work | svenja | 230d | What happened | gus.sparky

`asked` counts back from now, the times of acts count from the asking. Comments, edits, acceptances
and hiding are about the post before them: the latest answer, or the question, or what the last edit
changed, or, after a status, the question. A comment or edit may name another one at its end:
`question`, or the answer's author.
An edit finds the editor's own latest post, gives the whole new text, and may begin with a title.
`(question:key)` links to another thread.

A promise is about the question; its words, or those of a step, stand below. The second time is when
it is due, from the asking too. Who keeps one may name the answer that keeps it, by its author. What
somebody says of an accepted answer names its author at the end.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from home.demo.entry_files import EntryFile, read_entries
from home.demo.parsing import ACT, HERE, DemoError, field_of, listed, time_of

QUESTION = 0  # answers are numbered from 1
PROMISING = frozenset({"promise", "progress", "move", "keep", "unpromise"})
SAYING = frozenset({"still-true", "did-not-work"})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the demo; `joined` counts back from now."""

    handle: str
    name: str
    joined: timedelta
    time_zone: str
    about: str
    email: str = ""
    sign_in: str = ""
    works: dict[str, str] = field(default_factory=dict)
    moderator: bool = False
    administrator: bool = False


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many others voted or said so, and who was surely among them."""

    ups: int = 0
    downs: int = 0
    same: int = 0
    surely: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing done in a thread. `post` is the number of the post it makes or is about."""

    what: str
    who: str
    team: str
    after: timedelta
    post: int
    words: str = ""
    title: str = ""
    more: str = ""
    crowd: Crowd = Crowd()


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A question with all that became of it; the first act is the asking."""

    key: str
    kind: str
    title: str
    tags: tuple[str, ...]
    language: str
    age: timedelta
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Community:
    """All that the files tell."""

    teams: list[dict[str, Any]]
    people: list[Person]
    tags: dict[str, dict[str, Any]]
    threads: list[Thread]
    entries: list[EntryFile]


def read_community(folder: Path = HERE) -> Community:
    """Everything in the folder. Raises DemoError."""
    people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
    return Community(
        teams=people["team"],
        people=[_person(entry) for entry in people["person"]],
        tags=tomllib.loads((folder / "tags.toml").read_text(encoding="utf-8")),
        threads=[read_thread(path) for path in sorted((folder / "questions").glob("*.md"))],
        entries=read_entries(folder),
    )


def _person(entry: dict[str, Any]) -> Person:
    return Person(**{**entry, "joined": timedelta(days=entry["joined"])})


def read_thread(path: Path) -> Thread:
    """The thread in a file. Raises DemoError, naming the file and the line."""
    try:
        return _thread(path.stem, path.read_text(encoding="utf-8"))
    except (KeyError, ValueError) as error:
        raise DemoError(f"{path.name}: {error}") from error


def _thread(key: str, text: str) -> Thread:
    opening, *others = ACT.split(text)
    head, _blank, words = opening.partition("\n\n")
    fields = dict(field_of(line) for line in head.splitlines())
    same, *surely = listed(fields.get("same", "0"))
    ups, downs = _votes(fields.get("votes", ""))
    asking = Act(
        what="ask",
        who=fields["by"],
        team="",
        after=timedelta(),
        post=QUESTION,
        words=words.strip(),
        crowd=Crowd(ups=ups, downs=downs, same=int(same), surely=tuple(surely)),
    )
    return Thread(
        key=key,
        kind=fields["kind"],
        title=fields["title"],
        tags=tuple(listed(fields["tags"])),
        language=fields.get("language", "en"),
        age=time_of(fields["asked"]),
        acts=tuple(_acts(asking, others)),
    )


def _acts(asking: Act, others: list[str]) -> list[Act]:
    acts = [asking]
    for text in others:
        acts.append(_act(text, acts))
    return acts


def _act(text: str, before: list[Act]) -> Act:
    line, _newline, words = text.partition("\n")
    what, who, after, *more = (part.strip() for part in line.split("|"))
    who, _as, team = who.partition(" as ")
    title = ""
    if what == "edit" and words.startswith("title: "):
        title, _blank, words = words.removeprefix("title: ").partition("\n\n")
    ups, downs = _votes(more[0]) if what == "answer" and more else (0, 0)
    return Act(
        what=what,
        who=who,
        team=team,
        after=time_of(after),
        post=_post(what, who, more, before),
        words=words.strip(),
        title=title,
        more=more[0] if more else "",
        crowd=Crowd(ups=ups, downs=downs),
    )


def _post(what: str, who: str, more: list[str], before: list[Act]) -> int:
    """The number of the post that an act makes or is about."""
    authors = [act.who for act in before if act.what in {"ask", "answer"}]
    if what == "answer":
        return len(authors)
    if what in {"aside", "status", "duplicate", "lock", *PROMISING}:
        return QUESTION
    if what in SAYING:
        return _latest_of(more[-1], authors)
    named = more[-1] if len(more) > (1 if what == "edit" else 0) else ""
    if named == "question":
        return QUESTION
    if what == "edit" or (what in {"comment", "accept"} and named):
        return _latest_of(named or who, authors)
    return next(
        act.post
        for act in reversed(before)
        if act.what in {"ask", "answer", "edit", "comment", "status"}
    )


def _latest_of(handle: str, authors: list[str]) -> int:
    if handle not in authors:
        raise ValueError(f"{handle} has written nothing here yet.")
    return max(number for number, author in enumerate(authors) if author == handle)


def _votes(text: str) -> tuple[int, int]:
    """“+17 -1” as ups and downs."""
    signs = [part for part in text.split() if part != "0"]
    return (
        sum(int(part) for part in signs if part.startswith("+")),
        sum(int(part[1:]) for part in signs if part.startswith("-")),
    )
