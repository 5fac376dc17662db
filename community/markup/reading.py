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
    text = ""
    verbatim, position = False, 0
    for tag in TAG.finditer(html):
        text += _words(html[position : tag.start()], text, verbatim)
        position = tag.end()
        if tag["name"] == "pre":
            verbatim = not tag["end"]
        text += _instead_of(tag, text)
    text += _words(html[position:], text, verbatim)
    lines = (line.rstrip() for line in text.split("\n"))
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


def _words(html: str, before: str, verbatim: bool) -> str:
    words = unescape(html)
    if verbatim:
        return words
    words = SPACE.sub(" ", words)
    return words.lstrip(" ") if before.endswith("\n") else words


def _instead_of(tag: re.Match[str], before: str) -> str:
    name = tag["name"]
    if name == "img":
        return attributes_of(tag["rest"]).get("alt", "")
    if name in PARTS:
        return "\n\n"
    if name == "li" and not tag["end"]:
        return "- " if before.endswith("\n") else "\n- "
    if name in {"td", "th"} and tag["end"]:
        return " "
    return "\n" if name in LINES else ""
