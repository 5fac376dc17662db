"""Words within a block, from clean HTML to Markdown, with every sign escaped that would act."""

import re
from collections.abc import Iterable, Iterator

from community.markup.tree import VOID, Element

SIGNS = {"em": "*", "strong": "**", "s": "~~"}
KEPT_TAGS = frozenset({"em", "ins", "kbd", "s", "strong", "sub", "sup"})
WRITTEN = KEPT_TAGS | {"a", "code"}
SPACE = re.compile(r"[ \t\n\r\f]+")
ACTING = re.compile(
    r"[\\`*\[\]]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|~(?=~)|(?<=~)~"
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
)
ESCAPES = {"<": "&lt;", "&": "&amp;"}
# What a line must not begin with, unless it means it.
BEGINNINGS = re.compile(r"#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|~~~|=+ *$|[-|:][-|: ]*$")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
OUTER_SPACE = re.compile(r"^\s|\s$")
BREAK = "\\\n"


def phrase(children: Iterable[Element | str]) -> str:
    """The words of a paragraph."""
    return _block_of_lines(_written(list(children), BREAK).split(BREAK), BREAK)


def in_one_line(children: Iterable[Element | str]) -> str:
    """The words of a heading or a cell, where a line cannot end."""
    return _block_of_lines(_written(list(children), "<br>").split("<br>"), "<br>")


def _block_of_lines(lines: list[str], between: str) -> str:
    lines = [line.strip(" ") for line in lines]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    text = between.join(map(_harmless_beginning, lines))
    # Space of other kinds would be lost at the edges unless it is named.
    return OUTER_SPACE.sub(lambda space: f"&#{ord(space[0])};", text)


def _harmless_beginning(line: str) -> str:
    if BEGINNINGS.match(line):
        return f"\\{line}"
    return NUMBER.sub(r"\1\\\2", line, count=1) if NUMBER.match(line) else line


def _written(
    children: list[Element | str], line_end: str, inside: frozenset[str] = frozenset()
) -> str:
    text, children = "", _merged(children, inside)
    for place, child in enumerate(children):
        if isinstance(child, str):
            text += escaped(SPACE.sub(" ", child))
            continue
        following = children[place + 1] if place + 1 < len(children) else ""
        piece = _piece(child, line_end, inside, before=text[-1:], after=following)
        if text.endswith("!") and piece.startswith("["):
            text = f"{text[:-1]}\\!"
        text += piece
    return text


def _merged(children: Iterable[Element | str], inside: frozenset[str]) -> list[Element | str]:
    """The same without marks that change nothing, and with code that touches code as one piece."""
    merged: list[Element | str] = []
    for child in _flat(children, inside):
        last = merged[-1] if merged else None
        if isinstance(child, str) and isinstance(last, str):
            merged[-1] = last + child
        elif _is_code(child) and _is_code(last):
            assert isinstance(child, Element)
            assert isinstance(last, Element)
            merged[-1] = Element("code", {}, [*last.children, *child.children])
        else:
            merged.append(child)
    return merged


def _flat(children: Iterable[Element | str], inside: frozenset[str]) -> Iterator[Element | str]:
    for child in children:
        if isinstance(child, str) or child.name in VOID:
            yield child
        elif child.name in inside or child.name not in WRITTEN:
            yield from _flat(child.children, inside)
        elif child.name in KEPT_TAGS and not child.all_text().strip(" \n"):
            yield from _flat(child.children, inside | {child.name})
        else:
            yield child


def _is_code(child: Element | str | None) -> bool:
    return isinstance(child, Element) and child.name == "code"


def escaped(text: str) -> str:
    return ACTING.sub(lambda sign: ESCAPES.get(sign[0], f"\\{sign[0]}"), text)


def _piece(
    element: Element, line_end: str, inside: frozenset[str], *, before: str, after: Element | str
) -> str:
    match element.name:
        case "br":
            return line_end
        case "img":
            return _picture(element)
        case "code":
            return _code(element.all_text())
    inner = _written(element.children, line_end, inside | {element.name})
    if element.name == "a":
        return _link(element, inner)
    return _marked(element.name, inner, before, after)


def _marked(name: str, inner: str, before: str, after: Element | str) -> str:
    words = inner.strip(" ")
    if not words:
        return inner
    left, right = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    sign = SIGNS.get(name)
    free = (bool(left) or _is_apart(before)) and (bool(right) or _is_apart(_beginning(after)))
    if sign and free and words[0].isalnum() and words[-1].isalnum():
        return f"{left}{sign}{words}{sign}{right}"
    return f"{left}<{name}>{words}</{name}>{right}"


def _is_apart(neighbour: str) -> bool:
    """Whether a sign next to this character is read as one that marks words."""
    return not neighbour or (not neighbour.isalnum() and neighbour not in "*_~\\")


def _beginning(child: Element | str) -> str:
    """The first character after, or one that is in the way."""
    if isinstance(child, str):
        return child[:1]
    return " " if child.name == "br" else "*"


def _code(code: str) -> str:
    code = code.replace("\n", " ")
    if not code:
        return ""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    shortest_free = next(
        n for n in range(1, longest + 2) if not re.search(rf"(?<!`)`{{{n}}}(?!`)", code)
    )
    fence = "`" * shortest_free
    padded = code.strip(" ") and (code[0] == code[-1] == " " or "`" in (code[0], code[-1]))
    space = " " if padded else ""
    return f"{fence}{space}{code}{space}{fence}"


def _link(element: Element, inner: str) -> str:
    address = element.attributes.get("href", "")
    words = inner.strip(" ")
    if not address or not words:
        return inner
    title = element.attributes.get("title", "")
    shown = element.all_text()
    if not title and re.fullmatch(r"https?://[^\s<>\\]+", address) and shown == address:
        return f"<{address}>"
    if address == f"mailto:{shown}" and not title and re.fullmatch(r"[\w.+-]+@[\w.-]+", shown):
        return f"<{shown}>"
    left, right = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    return f"{left}[{words}]({_target(address, title)}){right}"


def _picture(element: Element) -> str:
    attributes = element.attributes
    return picture(
        attributes.get("src", ""), attributes.get("alt", ""), attributes.get("title", "")
    )


def picture(address: str, alternative_text: str, title: str = "") -> str:
    """The Markdown of a picture."""
    words = escaped(SPACE.sub(" ", alternative_text)).strip(" ")
    return f"![{words}]({_target(address, title)})"


def _target(address: str, title: str) -> str:
    address = re.sub(r"[\s<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
    address = re.sub(r"&(?=#?\w+;)", "&amp;", address)
    if re.search("[()]", address) or not address:
        address = f"<{address}>"
    if not title:
        return address
    words = escaped(SPACE.sub(" ", title)).replace('"', '\\"')
    return f'{address} "{words}"'
