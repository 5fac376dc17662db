"""Tags brought into order before the sanitiser reads them, so that its work stays bounded.

An HTML5 parser repairs bad nesting at a cost that grows with the square of the badness, and keeps
the words of scripts as text. What comes out here closes what it opens, is of modest depth, and
holds only elements that may stay; whether it is safe is for the sanitiser to say.
"""

import re
from collections import Counter
from html import escape, unescape

from community.markup.limits import tidy

DEEPEST = 60  # elements within elements; real posts stay below twenty
LONGEST_TAG = 5000  # characters; what is longer carries a whole file in an address
VOID = frozenset({"br", "hr", "img"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements whose words are not for readers.
SILENT = frozenset(
    {
        "head",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "xmp",
    }
)
BLOCKS = HEADINGS | frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
# What an element must stand in directly; elsewhere its tags go and its words stay.
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"table", "thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}
IN_TABLES = frozenset({"table", "thead", "tbody", "tr"})
# What is put around anything else that stands directly in a list.
ITEMS = {"ul": "li", "ol": "li", "dl": "dd"}
# The open elements that a new one ends, and those past which it does not look for them.
ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "tr": ({"tr"}, {"table"}),
    "thead": ({"thead", "tbody", "tr"}, {"table"}),
    "tbody": ({"thead", "tbody", "tr"}, {"table"}),
}
PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<[!?][^<>]*>"
    r"""|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""",
    re.DOTALL,
)
NUMBER = re.compile(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);?")
LONGEST_NUMBER = 12  # characters of a reference such as &#x10FFFF;


def balanced(html: str, tags: frozenset[str]) -> str:
    """The same HTML with its tags in order, and without those that are not in `tags`."""
    balancer = _Balancer(tags)
    position = 0
    for piece in PIECE.finditer(html):
        balancer.text(html[position : piece.start()])
        position = piece.end()
        if piece["name"]:
            balancer.tag(piece["name"].lower(), piece["rest"], ending=bool(piece["end"]))
    balancer.text(html[position:])
    balancer.close(0)
    return "".join(balancer.parts)


def _decoded(text: str) -> str:
    return tidy(unescape(NUMBER.sub(_fit_number, text)))


def _fit_number(found: re.Match[str]) -> str:
    """The reference to a character by its number, unless no page should carry it."""
    if len(found[0]) > LONGEST_NUMBER:
        return "\ufffd"
    return found[0] if tidy(unescape(found[0])) else ""


class _Balancer:
    def __init__(self, tags: frozenset[str]) -> None:
        self.tags = tags
        self.parts: list[str] = []
        self.open: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.silent = ""

    def text(self, text: str) -> None:
        if not text or self.silent:
            return
        if text.strip():
            self._make_room()
        elif self._inmost() in IN_TABLES:
            return
        if self.open and self.open[-1] == "pre" and self.parts[-1].startswith("<pre"):
            text = text.lstrip("\n")  # which a browser would leave out too
        self.parts.append(escape(_decoded(text), quote=False))

    def tag(self, name: str, rest: str, *, ending: bool) -> None:
        if self.silent:
            if ending and name == self.silent:
                self.silent = ""
        elif name in SILENT:
            self.silent = "" if ending else name
        elif name not in self.tags:
            self.text("\n" if name in BLOCKS else "")
        elif ending:
            self._end(name)
        else:
            self._start(name, rest)

    def close(self, depth: int) -> None:
        while len(self.open) > depth:
            self.parts.append(f"</{self.open.pop()}>")

    def _start(self, name: str, rest: str) -> None:
        self._end_what_cannot_hold(name)
        if name not in PARENTS:
            self._make_room()
        allowed = name not in PARENTS or self._inmost() in PARENTS[name]
        if not allowed or (name == "a" and "a" in self.open) or len(self.open) >= DEEPEST:
            if name not in VOID:
                self.left_out[name] += 1
            return
        rest = NUMBER.sub(_fit_number, rest).rstrip("/ ") if len(rest) < LONGEST_TAG else ""
        self.parts.append(f"<{name}{' ' if rest[:1] not in ' ' else ''}{rest}>")
        if name not in VOID:
            self.open.append(name)

    def _inmost(self) -> str:
        return self.open[-1] if self.open else ""

    def _make_room(self) -> None:
        """End the table, or begin an item of the list, where words cannot stand directly."""
        inmost = self._inmost()
        if inmost in IN_TABLES:
            self.close(self.open.index("table"))
            self._make_room()
        elif inmost in ITEMS and len(self.open) < DEEPEST:
            self.parts.append(f"<{ITEMS[inmost]}>")
            self.open.append(ITEMS[inmost])

    def _end_what_cannot_hold(self, name: str) -> None:
        if name in BLOCKS:
            self._end_nearest({"p"}, {"blockquote", "li", "dd", "dt", "td", "th"})
        if name in HEADINGS:
            self._end_nearest(set(HEADINGS), {"blockquote", "li", "dd", "dt", "td", "th"})
        if name in ENDS:
            self._end_nearest(*ENDS[name])

    def _end_nearest(self, ended: set[str], barrier: set[str]) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] in ended:
                self.close(depth)
                return
            if self.open[depth] in barrier:
                return

    def _end(self, name: str) -> None:
        if self.left_out[name]:
            self.left_out[name] -= 1
            return
        barrier = set() if name in IN_TABLES else {"td", "th"} - {name}
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] == name:
                self.close(depth)
                return
            if self.open[depth] in barrier:
                return
