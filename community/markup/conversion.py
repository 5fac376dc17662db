"""From clean HTML back to Markdown, so that what came from elsewhere can be edited here."""

import re
from collections.abc import Iterable
from itertools import groupby

from community.markup.phrases import in_one_line, phrase
from community.markup.tree import Element, tree_of

BLOCKS = frozenset(
    {"blockquote", "dd", "dl", "dt", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
ALIGNED = {"align-left": ":---", "align-center": ":---:", "align-right": "---:"}
HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
ONLY_SIGNS = re.compile(r"[-*](\s+[-*])*")  # of empty items within items
LEADING_TABS = re.compile(r"^\t+")


def to_markdown(html: str) -> str:
    """Markdown that renders to this clean HTML, or to something with the same words and shape."""
    return _joined(tree_of(html))


def _blocks(element: Element) -> list[str]:
    blocks: list[str] = []
    previous_list = ""
    for is_block, children in groupby(element.children, key=_is_block):
        if not is_block:
            words = phrase(children)
            if words:
                blocks.append(words)
                previous_list = ""
            continue
        for child in children:
            assert isinstance(child, Element)
            if child.name not in {"ol", "ul"}:
                previous_list = ""
            # A list right after a list of its kind is told from it by another sign.
            other_sign = previous_list == child.name
            block = _block(child, other_sign)
            if block:
                blocks.append(block)
                previous_list = "" if other_sign else child.name
    return blocks


def _is_block(child: Element | str) -> bool:
    return isinstance(child, Element) and child.name in BLOCKS


def _block(element: Element, other_sign: bool) -> str:
    if element.name in {"ol", "ul"}:
        return _list(element, other_sign)
    if element.name in HEADINGS:
        return _heading(element)
    write = {"hr": _rule, "pre": _code, "table": _table, "blockquote": _quotation, "dt": _term}
    return write.get(element.name, _joined)(element)


def _joined(element: Element) -> str:
    return "\n\n".join(_blocks(element))


def _rule(_element: Element) -> str:
    return "___"  # the one rule that cannot be read as an item of a list


def _quotation(element: Element) -> str:
    return _behind("> ", "> ", _joined(element))


def _term(element: Element) -> str:
    return in_one_line([Element("strong", {}, element.children)])


def _heading(element: Element) -> str:
    # Signs at the end of a heading would close it.
    words = re.sub(r"(^| )(#+)$", r"\1\\\2", in_one_line(element.children))
    return f"{'#' * (int(element.name[1]) - 2)} {words}" if words else ""


def _code(element: Element) -> str:
    code = element.all_text()
    inner = next(element.elements("code"), element)
    language = inner.attributes.get("class", "").removeprefix("language-")
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code.removesuffix(chr(10))}\n{fence}"


def _list(element: Element, other_sign: bool) -> str:
    items = list(element.elements("li"))
    loose = any(next(item.elements("p"), None) for item in items)
    start = element.attributes.get("start", "1")
    number = int(start) if start.isdigit() else 1
    lines: list[str] = []
    for item in items:
        if element.name == "ol":
            sign = f"{number}{')' if other_sign else '.'} "
        else:
            sign = "* " if other_sign else "- "
        text = _item(item, loose)
        indent = " " * len(sign)
        if ONLY_SIGNS.fullmatch(text):  # three in a row would be a rule
            lines += [sign.rstrip(), _behind(indent, indent, text)]
        else:
            lines.append(_behind(sign, indent, text) or sign.rstrip())
        number += 1
    return ("\n\n" if loose else "\n").join(lines)


def _item(item: Element, loose: bool) -> str:
    blocks = _blocks(item)
    text = blocks[0] if blocks else ""
    for block in blocks[1:]:
        follows_closely = not loose and re.match(r"[-*] \S|1[.)] \S", block)
        text += ("\n" if follows_closely else "\n\n") + block
    return text


def _behind(first: str, others: str, text: str) -> str:
    """The lines of a text, each with what makes it part of a quotation or an item."""
    if not text:
        return ""
    marked = []
    for number, written in enumerate(text.split("\n")):
        line = LEADING_TABS.sub(lambda tabs: "    " * len(tabs[0]), written)
        marked.append(((others if number else first) + line) if line else others.rstrip())
    return "\n".join(marked)


def _table(element: Element) -> str:
    rows = [list(row.elements("td", "th")) for row in _rows(element)]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    aligned = [ALIGNED.get(cell.attributes.get("class", ""), "---") for cell in rows[0]]
    written = [_row(_cells(row, width)) for row in rows]
    written.insert(1, _row([*aligned, *["---"] * (width - len(aligned))]))
    return "\n".join(written)


def _rows(element: Element) -> Iterable[Element]:
    for child in element.elements("tr", "thead", "tbody"):
        yield from [child] if child.name == "tr" else child.elements("tr")


def _cells(row: list[Element], width: int) -> list[str]:
    words = [in_one_line(_flat(cell)).replace("|", "\\|") for cell in row]
    return [*words, *[""] * (width - len(words))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _flat(element: Element) -> list[Element | str]:
    """What stands in a cell, with breaks where it had blocks."""
    flat: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element) and child.name in BLOCKS:
            if flat:
                flat.append(Element("br"))
            flat += _flat(child)
        else:
            flat.append(child)
    return flat
