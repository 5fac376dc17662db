"""Why something was found: the words of it that were looked for, marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import words_of
from search.parsing import Words

LENGTH = 220  # characters, two lines on a wide screen
BEFORE = 60  # characters of what led to the first word that was looked for
READ = 40_000  # characters; an excerpt comes from the beginning of a very long text


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text that is looked for, and which of the words it is."""

    start: int
    end: int
    which: frozenset[int]


def marked(text: str, words: Words, language: str) -> SafeString:
    """A short text, such as a title, with all that was looked for marked."""
    return _mark(text, 0, len(text), places_in(text, words, language))


def places_in(text: str, words: Words, language: str) -> list[Place]:
    """Where a text has words that are looked for, and which of them."""
    places = []
    for word in words_of(text[:READ], language):
        which = words.met_by(word.forms)
        if word.joined and (together := words.met_by((word.joined,))):
            places.append(Place(word.start, word.joined_end, which | together))
        elif which:
            places.append(Place(word.start, word.end, which))
    return places


def met_in(places: Sequence[Place]) -> frozenset[int]:
    """Which of the words that are looked for stand somewhere in a text."""
    return frozenset().union(*(place.which for place in places))


def excerpt(text: str, places: Sequence[Place]) -> SafeString:
    """The part of a text that has most of what was looked for; its beginning if it has nothing."""
    begin = _best_begin(places)
    begin = 0 if begin < BEFORE else _word_boundary(text, begin - BEFORE // 2)
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        end = max(begin + LENGTH // 2, text.rfind(" ", begin, end))
    return mark_safe(  # noqa: S308, escaped by _mark
        ("…" if begin else "")
        + _mark(text, begin, end, places).strip()
        + ("…" if end < len(text) else "")
    )


def _best_begin(places: Sequence[Place]) -> int:
    """Where the stretch begins in which most different words stand, the first of them."""
    best, begin = 0, 0
    for number, first in enumerate(places):
        seen: set[int] = set()
        for place in places[number:]:
            if place.end > first.start + LENGTH - BEFORE:
                break
            seen |= place.which
        if len(seen) > best:
            best, begin = len(seen), first.start
    return begin


def _word_boundary(text: str, position: int) -> int:
    """The beginning of the word after this position, where there are spaces near."""
    space = text.find(" ", position, position + BEFORE // 2)
    return space + 1 if space >= 0 else position


def _mark(text: str, begin: int, end: int, places: Sequence[Place]) -> SafeString:
    parts: list[str] = []
    position = begin
    for start, stop in _stretches(begin, end, places):
        parts += [escape(text[position:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        position = stop
    parts.append(escape(text[position:end]))
    return mark_safe("".join(parts))  # noqa: S308, every part is escaped


def _stretches(begin: int, end: int, places: Sequence[Place]) -> list[tuple[int, int]]:
    """What is to be marked; characters of scripts without spaces that touch become one."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if place.start < begin or place.end > end:
            continue
        if stretches and place.start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(place.end, stretches[-1][1]))
        else:
            stretches.append((place.start, place.end))
    return stretches
