"""Clean HTML as a tree, for those who walk it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*+)>"""
)
ATTRIBUTE = re.compile(r"""([a-z]+)=(?:"([^"]*)"|'([^']*)')""")
VOID = frozenset({"br", "hr", "img"})


@dataclass
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def elements(self, *names: str) -> "Iterator[Element]":
        return (c for c in self.children if isinstance(c, Element) and c.name in names)

    def all_text(self) -> str:
        return "".join(c if isinstance(c, str) else c.all_text() for c in self.children)


def tree_of(html: str) -> Element:
    """The tree of HTML that has been cleaned; the colours of code are left out."""
    stack = [Element("")]
    position = 0
    for tag in TAG.finditer(html):
        _add_text(stack[-1], html[position : tag.start()])
        position = tag.end()
        if tag["name"] == "span":
            continue
        if not tag["end"]:
            element = Element(tag["name"], attributes_of(tag["rest"]))
            stack[-1].children.append(element)
            if tag["name"] not in VOID:
                stack.append(element)
        elif len(stack) > 1:
            stack.pop()
    _add_text(stack[-1], html[position:])
    return stack[0]


def attributes_of(rest: str) -> dict[str, str]:
    """The attributes in a tag of cleaned HTML."""
    return {name: unescape(one or other) for name, one, other in ATTRIBUTE.findall(rest)}


def _add_text(element: Element, html: str) -> None:
    if not html:
        return
    text = unescape(html)
    if element.children and isinstance(element.children[-1], str):
        element.children[-1] += text
    else:
        element.children.append(text)
