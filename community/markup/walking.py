"""A walk over the sanitiser's tree that takes as long as the tree is large.

The library's own walk looks up each element's place among its siblings, so that a list of ten
thousand items takes a hundred times as long as one of a thousand.
"""

from collections.abc import Iterator
from typing import Any

from bleach.html5lib_shim import getTreeWalker  # type: ignore[attr-defined]

from community.markup.balancing import VOID

ELEMENT_DETAILS = 5  # what the library says of an element; of a comment it says less

Token = dict[str, Any]


class Walker(getTreeWalker("etree")):  # type: ignore[misc]
    def __iter__(self) -> Iterator[Token]:
        yield from self._text(self.tree.text)
        ways: list[tuple[Iterator[Any], Any, tuple[Any, str]]] = [
            (iter(self.tree), None, (None, ""))
        ]
        while ways:
            children, element, name = ways[-1]
            child = next(children, None)
            if child is not None:
                yield from self._begin(child, ways)
                continue
            ways.pop()
            if element is not None:
                yield self.endTag(*name)
                yield from self._text(element.tail)

    def _begin(self, element: Any, ways: list[Any]) -> Iterator[Token]:
        details = self.getNodeDetails(element)
        if len(details) == ELEMENT_DETAILS:
            _kind, namespace, name, attributes, _has_children = details
            if name not in VOID:
                yield self.startTag(namespace, name, attributes)
                yield from self._text(element.text)
                ways.append((iter(element), element, (namespace, name)))
                return
            yield from self.emptyTag(namespace, name, attributes)
        yield from self._text(element.tail)

    def _text(self, text: str | None) -> Iterator[Token]:
        if text:
            yield from self.text(text)
