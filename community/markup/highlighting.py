"""Colours for code: a few classes, set when the text is written."""

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

LONGEST_BLOCK = 20_000  # characters; longer code is a file, and stays plain
PATIENCE = 1.0  # seconds for all code of one text; what is not done by then stays plain
BLOCK = re.compile(r'<pre><code class="language-([\w+#.-]{1,30})">([^<]*)</code></pre>')

# The more particular comes first. Names, operators and punctuation take the colour of the text.
KINDS = [
    (Comment.Preproc, "cp"),
    (Comment, "c"),
    (Keyword.Constant, "kc"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Function, "nf"),
    (Name.Class, "nc"),
    (Name.Decorator, "nd"),
    (Name.Builtin, "nb"),
    (Name.Tag, "nt"),
    (Name.Attribute, "na"),
    (Number, "m"),
    (String, "s"),
    (Literal, "s"),
    (Generic.Deleted, "gd"),
    (Generic.Inserted, "gi"),
    (Generic.Heading, "gh"),
    (Generic.Subheading, "gh"),
    (Generic.Prompt, "gp"),
    (Generic.Output, "go"),
    (Generic.Error, "gr"),
]
CLASSES = frozenset(name for _kind, name in KINDS)


def highlight_blocks(html: str) -> str:
    """Clean HTML with its blocks of code coloured, where their language is known."""
    if 'class="language-' not in html:
        return html
    until = time.monotonic() + PATIENCE
    return BLOCK.sub(lambda found: _highlighted(found, until), html)


def _highlighted(found: re.Match[str], until: float) -> str:
    language, code = found[1], unescape(found[2])
    lexer_class = _lexer_class(language.lower())
    if lexer_class is None or len(code) > LONGEST_BLOCK:
        return found[0]
    try:
        coloured = "".join(_spans(lexer_class(stripnl=False, ensurenl=False), code, until))
    except Exception:  # a lexer's own mistake must not cost anybody their text
        return found[0]
    return f'<pre><code class="language-{language}">{coloured}</code></pre>'


def _spans(lexer: Lexer, code: str, until: float) -> Iterator[str]:
    for name, pieces in groupby(lexer.get_tokens(code), key=lambda piece: _class_of(piece[0])):
        if time.monotonic() > until:
            raise TimeoutError
        text = escape("".join(piece for _kind, piece in pieces), quote=False)
        yield f'<span class="{name}">{text}</span>' if name and text.strip() else text


@lru_cache(maxsize=200)
def _class_of(kind: _TokenType) -> str:
    return next((name for ours, name in KINDS if kind in ours), "")


@lru_cache(maxsize=500)
def _lexer_class(alias: str) -> type[Lexer] | None:
    """None for a language that nobody knows; asking costs a look at every installed package."""
    try:
        return find_lexer_class_by_name(alias)
    except ClassNotFound:
        return None
