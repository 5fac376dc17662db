"""@people and #tags in what members write."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db.models.functions import Lower
from markdown_it.token import Token

from community.models import Member

MOST = 50  # names looked up in one text; whoever calls more people is shouting
LONGEST = 50
NAME = re.compile(rf"([@#])(\w(?:[\w.+_-]{{0,{LONGEST - 2}}}[\w+])?)")
CUTS = re.compile(r"[.+_-]+|(?<=[\x00-\x7f])(?=[^\x00-\x7f])")
# Right after these a sign belongs to an address, a path, an entity or another name.
CLINGING = frozenset("@#/&=._+-~:\\")

TagLookup = Callable[[set[str]], set[str]]
_tag_lookups: list[TagLookup] = []


def know_tags(lookup: TagLookup) -> TagLookup:
    """Register the function that says which of some lower-case names are tags. A decorator, too."""
    if lookup not in _tag_lookups:
        _tag_lookups.append(lookup)
    return lookup


@dataclass(frozen=True)
class Names:
    """The people and tags that exist among the names in a text."""

    handles: dict[str, str] = field(default_factory=dict)  # in lower case → as it is
    tags: set[str] = field(default_factory=set)


def mentions(text: str) -> set[str]:
    """The handles of the members that a Markdown text calls by name. One query at most."""
    from community.markup.rendering import parse

    tokens = parse(text)
    handles = _known_handles(_wanted(tokens, "@"))
    longest = (
        next((name for name in _readings(found[2]) if name in handles), None)
        for found in _all_found(tokens, "@")
    )
    return {handles[name] for name in longest if name}


def known_names(tokens: list[Token]) -> Names:
    return Names(_known_handles(_wanted(tokens, "@")), _known_tags(_wanted(tokens, "#")))


def link_names(tokens: Iterable[Token], names: Names) -> None:
    """Put links into the places where existing people and tags are named."""
    if not names.handles and not names.tags:
        return
    for inline in tokens:
        if inline.children:
            inline.children = list(_with_links(inline.children, names))


def texts(children: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """Each token with whether names in it count: it is plain text and not part of a link."""
    links = 0
    for token in children:
        links += token.nesting if token.type in {"link_open", "link_close"} else 0
        yield token, token.type == "text" and not links


def _with_links(children: list[Token], names: Names) -> Iterator[Token]:
    before = ""
    for token, counts in texts(children):
        if counts:
            yield from _split(token, before, names)
        else:
            yield token
        before = token.content[-1:]


def _split(token: Token, before: str, names: Names) -> Iterator[Token]:
    text, position = token.content, 0
    for found in _found(text, before):
        address, length = _address(found, names)
        if not address:
            continue
        yield _text(token, text[position : found.start()])
        position = found.start(2) + length
        yield Token("link_open", "a", 1, attrs={"href": address, "class": _kind(found)})
        yield _text(token, text[found.start() : position])
        yield Token("link_close", "a", -1)
    yield _text(token, text[position:])


def _kind(found: re.Match[str]) -> str:
    return "mention" if found[1] == "@" else "tag"


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, level=like.level, content=content)


def _address(found: re.Match[str], names: Names) -> tuple[str, int]:
    """Where the longest existing name leads, and how long it is."""
    for name in _readings(found[2]):
        if found[1] == "@" and name in names.handles:
            return f"/people/{quote(names.handles[name])}/", len(name)
        if found[1] == "#" and name in names.tags:
            return f"/tags/{quote(name, safe='')}/", len(name)
    return "", 0


def _wanted(tokens: Iterable[Token], sign: str) -> set[str]:
    wanted: set[str] = set()
    for found in _all_found(tokens, sign):
        if len(wanted) >= MOST:
            break
        wanted |= set(_readings(found[2]))
    return wanted


def _all_found(tokens: Iterable[Token], sign: str) -> Iterator[re.Match[str]]:
    for inline in tokens:
        before = ""
        for token, counts in texts(inline.children or ()):
            if counts:
                yield from (f for f in _found(token.content, before) if f[1] == sign)
            before = token.content[-1:]


def _found(text: str, before: str) -> Iterator[re.Match[str]]:
    for found in NAME.finditer(text):
        previous = text[found.start() - 1] if found.start() else before
        if _is_free(previous) and not (found[1] == "#" and found[2].isdigit()):
            yield found


def _is_free(previous: str) -> bool:
    """Whether a name may begin here. Scripts without spaces between words do not hold it up."""
    if not previous:
        return True
    if previous.isalnum():
        return unicodedata.category(previous) == "Lo"
    return previous not in CLINGING


def _readings(name: str) -> Iterator[str]:
    """The name in lower case, then ever shorter: “ana.However” may be ana and a full stop."""
    name = name.lower()
    yield name
    yield from (name[: cut.start()] for cut in reversed(list(CUTS.finditer(name))) if cut.start())


def _known_handles(wanted: set[str]) -> dict[str, str]:
    if not wanted:
        return {}
    members = Member.objects.filter(erased_at=None).annotate(lower=Lower("handle"))
    return dict(members.filter(lower__in=wanted).values_list("lower", "handle"))


def _known_tags(wanted: set[str]) -> set[str]:
    if not wanted:
        return set()
    return {tag for lookup in _tag_lookups for tag in lookup(wanted)}
