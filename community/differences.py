"""What changed between two texts, in a way people can read: whole lines, and the words in them."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

CONTEXT = 2  # unchanged lines shown on each side of a change
MOST_STEPS = 200_000  # comparisons of lines or words; beyond, what changed is shown as a whole
WORD = re.compile(r"\s+|\w+|[^\w\s]")
LEAST_FOLDED = 2  # folding fewer takes as much room as they do
EMPTY = "↵"  # an empty line that came or went
LIKE = 0.4  # how much of two lines must be the same for their words to be compared


def difference(before: str, after: str) -> SafeString:
    """Both texts in one, with what went in <del> and what came in <ins>."""
    lines: list[str] = []
    steps = _steps(before.splitlines(), after.splitlines())
    for number, (kind, old, new) in enumerate(steps):
        if kind == "equal":
            lines += _unchanged(old, first=number == 0, last=number == len(steps) - 1)
        else:
            lines += _changed(old, new)
    text = "\n".join(lines)
    return mark_safe(f'<div class="diff" dir="auto">{text}</div>')  # noqa: S308, escaped


Step = tuple[str, list[str], list[str]]


def _steps(old: list[str], new: list[str]) -> list[Step]:
    """The texts as alternating stretches that stayed and that changed."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    steps: list[Step] = [("equal", old[:start], new[:start])] if start else []
    steps += _compared(old[start : len(old) - end], new[start : len(new) - end])
    if end:
        steps.append(("equal", old[len(old) - end :], new[len(new) - end :]))
    return steps


def _compared(old: list[str], new: list[str]) -> Iterator[Step]:
    if not old and not new:
        return
    if _too_much(old, new):
        yield "replace", old, new
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield kind, old[a:b], new[c:d]


def _too_much(old: list[str], new: list[str]) -> bool:
    """Whether comparing takes long: many pieces that come again and again on both sides."""
    often: dict[str, int] = {}
    for piece in new:
        often[piece] = often.get(piece, 0) + 1
    return sum(often.get(piece, 0) for piece in old) > MOST_STEPS


def _unchanged(lines: list[str], *, first: bool, last: bool) -> Iterator[str]:
    before, after = (0 if first else CONTEXT), (0 if last else CONTEXT)
    folded = len(lines) - before - after
    if folded <= LEAST_FOLDED:
        yield from map(escape, lines)
        return
    yield from map(escape, lines[:before])
    words = ngettext("%(count)d line as before", "%(count)d lines as before", folded)
    yield f'<span class="skipped">{escape(words % {"count": folded})}</span>'
    yield from map(escape, lines[len(lines) - after :])


def _changed(old: list[str], new: list[str]) -> Iterator[str]:
    """Line for line where they can be paired; else what went, then what came."""
    if len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            yield from _words(was, now)
        return
    yield from (f"<del>{escape(line) or EMPTY}</del>" for line in old)
    yield from (f"<ins>{escape(line) or EMPTY}</ins>" for line in new)


def _words(was: str, now: str) -> Iterator[str]:
    old, new = WORD.findall(was), WORD.findall(now)
    if not _too_much(old, new):
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if _alike(matcher, old, new):
            yield "".join(_marked(matcher, old, new))
            return
    yield f"<del>{escape(was) or EMPTY}</del>"
    yield f"<ins>{escape(now) or EMPTY}</ins>"


def _alike(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> bool:
    same = sum(
        len("".join(old[block.a : block.a + block.size]).strip())
        for block in matcher.get_matching_blocks()
    )
    longest = max(len("".join(old).strip()), len("".join(new).strip()), 1)
    return same / longest >= LIKE


def _marked(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[str]:
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield escape("".join(old[a:b]))
            continue
        if a < b:
            yield f"<del>{escape(''.join(old[a:b]))}</del>"
        if c < d:
            yield f"<ins>{escape(''.join(new[c:d]))}</ins>"
