"""The words of a clean HTML: for cards, descriptions and mails."""

import re
from html import unescape

from community.markup.tree import TAG, attributes_of

SPACE = re.compile(r"\s+")
PARTS = frozenset(
    {"blockquote", "dl", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"}
)
LINES = frozenset({"br", "dd", "dt", "li", "tr"})


def plain(html: str) -> str:
    """The words of clean HTML with an empty line between paragraphs and a dash at each item."""
    parts: list[str] = []
    verbatim, position = False, 0
    for tag in TAG.finditer(html):
        parts.append(_words(html[position : tag.start()], verbatim))
        position = tag.end()
        if tag["name"] == "pre":
            verbatim = not tag["end"]
        parts.append(_instead_of(tag))
    parts.append(_words(html[position:], verbatim))
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def excerpt(html: str, length: int = 200) -> str:
    """The first words of clean HTML in one line, at most `length` characters."""
    line = SPACE.sub(" ", plain(html)).strip()
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    whole_words, space, _rest = cut.rpartition(" ")
    # Scripts without spaces, and very long words, are cut where they are.
    if space and line[length - 1] != " " and len(whole_words) > length // 2:
        cut = whole_words
    return cut.rstrip(" ,;:–—-") + "…"


def _words(html: str, verbatim: bool) -> str:
    text = unescape(html)
    return text if verbatim else SPACE.sub(" ", text)


def _instead_of(tag: re.Match[str]) -> str:
    name = tag["name"]
    if name == "img":
        return attributes_of(tag["rest"]).get("alt", "")
    if name in PARTS:
        return "\n\n"
    if name == "li" and not tag["end"]:
        return "\n- "
    if name in {"td", "th"} and tag["end"]:
        return " "
    return "\n" if name in LINES else ""
