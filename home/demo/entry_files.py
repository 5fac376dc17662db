"""Reads the demo's entries: a file each in `entries/`.

    title: Radar, DFS and why Wi-Fi changes channel
    by: ana as support
    written: 34d
    lifespan: How something is done
    steward: ana, support
    from: wifi-drops-at-two, ana
    settles: thirty-neighbours-width
    tags: wifi, firmware
    versions: 6.2.4
    summary: …
    reads: 412

    The text.

    === still-true | marek.d | 4d | Quiet since then | 6.2.4
    === did-not-work | thuy | 28d | What happened | 6.2.0
    === renew | ana as support | 31d | What it rests on
    === revise | samuel as firmware | 31d | Why
    === suggest | noor_tests | 52d | Why
    === let-go | wanjiku | 119d | Why | key-of-the-successor
    === ask-back | oldbill | 101d
    === link | ana | 216d | key-of-a-question

`written` counts back from now, the times of acts from the writing. A revision or a suggestion gives
the whole new text. `steward: nobody` is what its writer keeps no longer.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from home.demo.parsing import ACT, HERE, DemoError, field_of, listed, time_of


@dataclass(frozen=True, kw_only=True)
class EntryAct:
    """One thing done to an entry."""

    what: str
    who: str
    team: str
    after: timedelta
    said: str = ""
    more: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryFile:
    """An entry with all that became of it."""

    key: str
    title: str
    who: str
    team: str
    age: timedelta
    lifespan: str
    steward: tuple[str, ...]
    made_from: tuple[str, ...]
    settles: tuple[str, ...]
    tags: tuple[str, ...]
    language: str
    versions: str
    sources: str
    summary: str
    reads: int
    body: str
    acts: tuple[EntryAct, ...]


def read_entries(folder: Path = HERE) -> list[EntryFile]:
    """Every entry of the demo. Raises DemoError, naming the file."""
    return [read_entry(path) for path in sorted((folder / "entries").glob("*.md"))]


def read_entry(path: Path) -> EntryFile:
    """The entry in a file. Raises DemoError."""
    try:
        return _entry(path.stem, path.read_text(encoding="utf-8"))
    except (KeyError, ValueError) as error:
        raise DemoError(f"{path.name}: {error}") from error


def _entry(key: str, text: str) -> EntryFile:
    opening, *others = ACT.split(text)
    head, _blank, body = opening.partition("\n\n")
    fields = dict(field_of(line) for line in head.splitlines())
    who, _as, team = fields["by"].partition(" as ")
    return EntryFile(
        key=key,
        title=fields["title"],
        who=who,
        team=team,
        age=time_of(fields["written"]),
        lifespan=fields["lifespan"],
        steward=tuple(listed(fields["steward"])),
        made_from=tuple(listed(fields.get("from", ""))),
        settles=tuple(listed(fields.get("settles", ""))),
        tags=tuple(listed(fields["tags"])),
        language=fields.get("language", "en"),
        versions=fields.get("versions", ""),
        sources=fields.get("sources", ""),
        summary=fields["summary"],
        reads=int(fields["reads"]) if "reads" in fields else 0,
        body=body.strip(),
        acts=tuple(map(_act, others)),
    )


def _act(text: str) -> EntryAct:
    line, _newline, words = text.partition("\n")
    what, who, after, *more = (part.strip() for part in line.split("|"))
    who, _as, team = who.partition(" as ")
    return EntryAct(
        what=what,
        who=who,
        team=team,
        after=time_of(after),
        said=more[0] if more else "",
        more=more[1] if len(more) > 1 else "",
        words=words.strip(),
    )
