"""What came from elsewhere as HTML can be edited here as Markdown, with nothing lost."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from community.markup import plain, render, render_html, to_markdown
from tests.community.markup_samples import Shape

pytestmark = pytest.mark.django_db


def shape_of(html: str) -> str:
    return str(Shape(html))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Two</p><p>paragraphs</p>", "Two\n\nparagraphs"),
        ("<h1>One</h1><h2>Two</h2><h3>Three</h3>", "# One\n\n## Two\n\n### Three"),
        ("<p><b>bold</b>, <i>leaning</i>, <del>gone</del></p>", "**bold**, *leaning*, ~~gone~~"),
        ("<p>un<em>believ</em>able</p>", "un<em>believ</em>able"),
        ("<p>H<sub>2</sub>O, <kbd>Ctrl</kbd></p>", "H<sub>2</sub>O, <kbd>Ctrl</kbd>"),
        ("<p>one<br>two</p>", "one\\\ntwo"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c"),
        ("<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b"),
        ("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>", "> a\n>\n> > b"),
        ("<p>a</p><hr><p>b</p>", "a\n\n___\n\nb"),
        ("<pre><code>a\n\n  b\n</code></pre>", "```\na\n\n  b\n```"),
        ("<pre class='lang-py s-code'><code>x = 1\n</code></pre>", "```py\nx = 1\n```"),
        ("<pre><code>```\n</code></pre>", "````\n```\n````"),
        ("<p><code>a`b</code> <code>`</code></p>", "``a`b`` `` ` ``"),
        ("<p><a href='https://a.example/b_c'>d</a></p>", "[d](https://a.example/b_c)"),
        ("<p><a href='https://a.example/'>https://a.example/</a></p>", "<https://a.example/>"),
        ("<p><a href='/q/1' title='t'>d</a></p>", '[d](/q/1 "t")'),
        ("<p><img src='https://a.example/b.png' alt='c'></p>", "![c](https://a.example/b.png)"),
        (
            "<table><thead><tr><th>a</th><th>b|c</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<p>1. no list</p>", "1\\. no list"),
        ("<p># no heading *or* [or](this)</p>", "\\# no heading \\*or\\* \\[or\\](this)"),
        ("<p>&lt;b&gt; &amp;amp; a &lt; b &amp; c</p>", "&lt;b> &amp;amp; a < b & c"),
        ("<p>snake_case_name and _this_</p>", "snake_case_name and \\_this\\_"),
    ],
)  # fmt: skip
def test_html_becomes_the_markdown_one_would_write(html, markdown):
    assert to_markdown(render_html(html)) == markdown
    assert shape_of(render(markdown)) == shape_of(render_html(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>a *b* **c** _d_ `e` ~~f~~ \\ \\* [g] [h](i) ![j](k) &lt;kbd> &amp;lt; a_b</p>",
        "<p>- a</p><p>+ b</p><p>* c</p><p>1) d</p><p>> e</p><p># f</p><p>#g</p><p>===</p>",
        "<p>---</p><p>***</p><p>___</p><p>```</p><p>~~~</p>",
        "<p>a<br>- b<br>---<br>===<br># c<br>1. d<br>| e |<br>| - |<br>~~~<br>```</p>",
        "<p>a\n- b\n1. c\n# d</p>",
        "<p>!<a href='/b'>c</a> [<a href='/d'>e</a>](f)</p>",
        "<p><b>a</b><b>b</b><i>c</i><code>d</code>e<code>f</code></p>",
        "<p>x<b>(a)</b>y <b> a </b>z <i><b>n</b></i> <b>a <i>b</i></b> <b><i>c</i> d</b></p>",
        "<p><b></b>a<i> </i>b</p>",
        "<p><a href='https://a.example/b_(c)?d=e&amp;f=g&amp;copy;'>h</a></p>",
        "<p><a href='https://a.example/' title='a \"b\" &lt;c> \\'>*d* <code>]</code></a></p>",
        "<p><a href='/a'><img src='https://a.example/b.png' alt='c ] d'></a></p>",
        "<p><code> a </code> <code>``</code> <code>a``b`c</code> <code>&amp;lt;</code></p>",
        "<p><code>&lt;/sup></code><sup>a<code>&lt;/sup></code>b</sup></p>",
        "<ul><li></li><li>a<ul><li></li><li>b</li></ul></li></ul>",
        "<ul><li>a<pre><code>b\n\n  c\n</code></pre></li><li><blockquote>d</blockquote></li></ul>",
        "<ul><li><ul><li>a</li></ul></li></ul>",
        "<ul><li><hr></li><li># a</li><li><h1>b</h1></li></ul>",
        "<ol start=2><li>a<ol start=3><li>b</li></ol></li></ol>",
        "<ol><li>a</li></ol><ol><li>b</li></ol><ol><li>c</li></ol>",
        "<ul>a<li>b</li>c</ul>",
        "<blockquote><ul><li>a</li></ul><pre><code>b\n\nc\n</code></pre></blockquote>",
        "<blockquote>a</blockquote><blockquote>b</blockquote>",
        "<h2>a<br>b #</h2><h3>#</h3>",
        "<table><tr><td>a</td><td></td></tr><tr><td>b</td><td>c</td></tr></table>",
        "<table><tr><th>a</th></tr><tr><td>b<br>c <code>|</code></td></tr></table>",
        "<table><tr><th>a</th></tr><tr><td>\\| <code>\\|</code></td></tr></table>",
        "a <b>b</b><p>c</p>d",
        "<div>a</div><div>b</div>",
        "<p>&nbsp;a&nbsp;</p><p>\u3000b</p>",
    ],
)  # fmt: skip
def test_words_and_shape_survive_the_way_to_markdown_and_back(html):
    before = render_html(html)

    after = render(to_markdown(before))

    assert words_of(after) == words_of(before)
    assert loosely(shape_of(after)) == loosely(shape_of(before))


def words_of(html: str) -> list[str]:
    return plain(html).split()


def loosely(shape: str) -> str:
    """Without what may move: elements without words go, spaces leave the edges of marked words."""
    shape = re.sub(r"<(em|strong)>( ?)</\1>", r"\2", shape)
    return re.sub(r" ?(</?(?:a|em|s|strong)(?: [^>]*)?>) ?", r" \1 ", shape).replace("  ", " ")


WORDS = st.text(
    alphabet=st.sampled_from("ab Z1.,!?*_`~[]()<>&#+-=|\\'\"\u00e9\u05d0\u4f60\U0001f642/:;"),
    min_size=1,
    max_size=8,
)


def marked(inner):
    names = st.sampled_from(["b", "i", "del", "sup", "sub", "kbd", "code", "ins"])
    return st.builds(lambda name, html: f"<{name}>{html}</{name}>", names, inner)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PHRASES = st.recursive(
    WORDS.map(escape) | st.just("<br>") | WORDS.map(lambda w: f"<code>{escape(w)}</code>"),
    lambda inner: st.lists(marked(inner) | inner, min_size=1, max_size=3).map("".join),
    max_leaves=6,
)
LINKS = PHRASES.map(lambda html: f'<a href="https://a.example/b?c=d&amp;e=(f)">{html}</a>')


def blocks(inner):
    listed = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        listed.map(lambda items: "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>"),
        listed.map(lambda items: "<ol>" + "".join(f"<li>{i}</li>" for i in items) + "</ol>"),
        listed.map(lambda parts: "<blockquote>" + "".join(parts) + "</blockquote>"),
        listed.map("".join),
    )


TEXTS = st.recursive(
    st.one_of(
        st.lists(PHRASES | LINKS, min_size=1, max_size=3).map("".join).map("<p>{}</p>".format),
        st.lists(PHRASES, min_size=1, max_size=2).map("".join),
        PHRASES.map("<h2>{}</h2>".format),
        WORDS.map(lambda words: f"<pre><code>{escape(words)}\n</code></pre>"),
        PHRASES.map(lambda h: f"<table><tr><th>{h}</th></tr><tr><td>{h}</td></tr></table>"),
    ),
    blocks,
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
@example("<p>a</p>")
@example("<ul><li><ul><li><ul><li><h2><br></h2></li></ul></li></ul></li></ul>")
@example("<ul><li><ul><li><ul><li><ul><li></li></ul></li></ul></li></ul></li></ul>")
def test_no_words_are_lost_on_the_way_to_markdown_and_back(html):
    before = render_html(html)

    after = render(to_markdown(before))

    assert "".join(words_of(after)) == "".join(words_of(before)), to_markdown(before)
