"""From Markdown, or from the HTML of an import, to the clean HTML that pages show."""

import logging
import re
import threading
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from community.markup.cleaning import clean, own_pictures, sizes_of
from community.markup.highlighting import highlight_blocks
from community.markup.limits import tidy
from community.markup.names import known_names, link_names

logger = logging.getLogger(__name__)

# A text of the greatest length that is nothing but a list makes 40,000; more is made by tables of
# a few characters that fill themselves up with tens of thousands of cells.
MOST_TOKENS = 60_000
DEEPEST = 40  # blocks within blocks; a list takes two of them
# Bare tags, without attributes, for what Markdown has no signs for.
PLAIN_TAG = re.compile(r"<(br|em|ins|kbd|s|strong|sub|sup)>")
PRE_WITH_LANGUAGE = re.compile(
    r"""<pre class=["'](?:[^"'<>]*\s)?lang(?:uage)?-([\w+#.-]{1,30})[^"'<>]*["']>\s*<code>"""
)
ALIGNMENT = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}
_of_thread = threading.local()  # the parser's link finder keeps notes between calls


def render(text: str, *, naming: bool = True) -> str:
    """The clean HTML of a Markdown text. Whatever the text, this answers with something safe.

    Without `naming`, @people and #tags stay words: those of another place may be others here.
    """
    tokens = parse(text)
    if naming:
        link_names(tokens, known_names(tokens))
    text_join(StateCore("", _parser(), {}, tokens))
    html = _parser().renderer.render(tokens, _parser().options, {})
    return highlight_blocks(clean(html, sizes_of(own_pictures(html))))


def render_html(html: str) -> str:
    """The clean HTML of a text that another place had stored as HTML."""
    html = PRE_WITH_LANGUAGE.sub(r'<pre><code class="language-\1">', html)
    return highlight_blocks(clean(html, sizes_of(own_pictures(html)), demote=True))


def parse(text: str) -> list[Token]:
    """The text as the parser's tokens, its headings below the page's own."""
    text = tidy(text)
    try:
        tokens = _parser().parse(text)
    except Exception:
        logger.exception("The Markdown parser failed; the text is shown as it was typed.")
        return _as_typed(text)
    if len(tokens) > MOST_TOKENS:
        return _as_typed(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        style = str(token.attrs.pop("style", ""))
        if style in ALIGNMENT:
            token.attrs["class"] = ALIGNMENT[style]
    return tokens


def _as_typed(text: str) -> list[Token]:
    return [Token("html_block", "", 0, content=f"<pre>{escape(text)}</pre>")]


def _parser() -> MarkdownIt:
    parser: MarkdownIt | None = getattr(_of_thread, "parser", None)
    if parser is None:
        parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": DEEPEST})
        parser.enable(["table", "strikethrough", "linkify"])
        # Until names are looked for, “\\@” stays apart from what follows it; see `render`.
        parser.disable("text_join")
        parser.inline.ruler.before("html_inline", "plain_tag", plain_tag)
        assert parser.linkify is not None
        # “README.md” is a file and “e.g.so” a slip; addresses begin with http, https or www.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
        _of_thread.parser = parser
    return parser


def plain_tag(state: StateInline, silent: bool) -> bool:
    """<kbd>, <sub> and the like, where they are closed again, and <br>."""
    found = PLAIN_TAG.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    name = found[1]
    if name == "br":
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = found.end()
        return True
    begin, limit = found.end(), state.posMax
    end = _closing(state, f"</{name}>", begin)
    if end < 0:
        return False
    if not silent:
        state.push(f"{name}_open", name, 1)
        state.pos, state.posMax = begin, end
        state.md.inline.tokenize(state)
        state.push(f"{name}_close", name, -1)
    state.pos, state.posMax = end + len(name) + 3, limit
    return True


def _closing(state: StateInline, tag: str, begin: int) -> int:
    """Where a tag is closed: not within code, nor within another one of its kind."""
    if state.src.find(tag, begin, state.posMax) < 0:
        return -1
    before, state.pos = state.pos, begin
    while state.pos < state.posMax and not state.src.startswith(tag, state.pos):
        state.md.inline.skipToken(state)
    found, state.pos = state.pos, before
    return found if state.src.startswith(tag, found) and found < state.posMax else -1
