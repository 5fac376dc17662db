"""Whatever somebody writes or an import brings, only harmless HTML comes out, in bounded time."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.markup import (
    check_length,
    clean,
    excerpt,
    mentions,
    plain,
    render,
    render_html,
    to_markdown,
)
from community.markup.rendering import parse
from community.models import Member
from tests.community.markup_samples import HOSTILE, assert_harmless

pytestmark = pytest.mark.django_db
often = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

TAGS = "b p a table tr td ul li pre code h1 dl dt kbd sup strong em svg math style div"
SIGNS = """* ** _ ` ``` ~~ [ ]( ) ![ > - 1. # | \\ @ana #wi-fi http:// < > ' " = / <!-- -->
<![CDATA[ ]]> &lt; &amp; &quot; &#x202e; &# ;"""
PIECES = st.sampled_from(
    [
        *HOSTILE,
        *(f"<{tag}>" for tag in TAGS.split()),
        *(f"</{tag}>" for tag in TAGS.split()),
        *SIGNS.split(),
        *(f"{sign} " for sign in SIGNS.split()),
        *(f"\n{sign}" for sign in SIGNS.split()),
        "<a href=/x>",
        "<img src=https://x.example/a.png>",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "\x00",
        "\u202e",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_does_no_harm(text):
    assert_harmless(render(text))


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_does_no_harm(html):
    assert_harmless(render_html(html))
    assert_harmless(render(to_markdown(render_html(html))))


@often
@given(TEXTS)
def test_no_text_does_harm(text):
    html = render(text)

    assert_harmless(html)
    assert clean(html) == html
    assert plain(html) is not None
    assert len(excerpt(html, 40)) <= 40


@often
@given(TEXTS)
def test_no_html_does_harm(text):
    html = render_html(text)

    assert_harmless(html)
    assert clean(html) == html
    assert_harmless(render(to_markdown(html)))


@often
@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)

    assert_harmless(once)
    assert clean(once) == once


def test_the_words_of_scripts_and_styles_are_not_shown():
    html = "a<script>let b</script><style>c {}</style><!-- d --><title>e</title>f"

    assert render_html(html) == "af"


def test_marks_that_turn_the_direction_of_text_are_left_out():
    assert "\u202e" not in render("abc\u202edef &#x202e; \u2066x")
    html = render_html('abc&#x202e;&#8238;<a href="/x" title="a&#x202E;b">def</a>')
    assert not re.search("\u202e|202e|8238", html, re.IGNORECASE)


def test_marks_that_scripts_need_are_kept():
    assert "\u200f" in render("\u05d0\u200f!")  # a right-to-left mark
    assert "\u200d" in render("👩\u200d🔬")


def test_lone_surrogates_can_be_stored():
    render("\ud800 and \udfff").encode()


def test_no_text_is_too_long_up_to_the_limit():
    check_length("a" * 30_000)


HUGE = {
    "brackets": "[" * 30_000,
    "pictures": "![" * 15_000,
    "pictures in links": "[![a](" * 5_000,
    "links": "[a](" * 7_500,
    "emphasis": "*a_ " * 7_500,
    "strong": "**a *a " * 4_000,
    "code": "".join("`" * length + "a" for length in range(1, 240)),
    "quotations": ">" * 30_000,
    "quotation with words": "> " * 15_000 + "a",
    "lists": "- " * 15_000,
    "a deep list": "\n".join("  " * depth + "- a" for depth in range(170)),
    "tags": "<sup>" * 6_000,
    "closed tags": "<sup>" * 2_700 + "</sup>" * 2_700,
    "a tag closed once": "<sup>" * 5_990 + "</sup>",
    "a wide table": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|x\n" * 9_000,
    "a long table": "|-\n" * 10_000,
    "addresses": "http://a.b/(" * 2_500,
    "mail": "a@b.c " * 5_000,
    "mail without end": "x" * 29_000 + "@a",
    "names": "@a." * 10_000,
    "entities": "&#" + "1" * 29_000,
    "definitions": "[a]: b\n" * 4_000,
    "rules": "- - x\n" * 5_000,
    "code blocks": "```py\na\n```\n" * 2_500,
    "a block of code": "```js\n" + "/(" * 14_000 + "\n```",
    "elements": "<b>" * 10_000,
    "nested elements": "<blockquote><p>" * 2_000,
    "misnested elements": "".join(f"<p><b x={n}></p>" for n in range(2_000)),
    "tables in tables": "<table><tr><td>" * 2_000,
    "half a tag": '<a "' * 7_500,
    "pictures without end": "<img " * 6_000,
    "attributes": "<p " + " ".join(f"a{n}=b" for n in range(3_000)) + ">",
    "comments": "<!--" * 7_500,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_what_a_hostile_text_costs_is_bounded(text):
    """A second or two of work; at a cost that grows with the square it would be minutes."""
    started = time.process_time()
    made = (render(text), render_html(text))
    for html in made:
        to_markdown(html)
        plain(html)

    assert time.process_time() - started < 10
    for html in made:
        assert_harmless(html[:5_000].rpartition("<")[0])


def test_more_names_than_a_text_can_call_cost_one_query(django_assert_num_queries):
    Member.objects.create_user("a1", "a@mail.example")

    with django_assert_num_queries(1):
        assert mentions(" ".join(f"@a{n}" for n in range(5_000))) == {"a1"}


def test_threads_do_not_disturb_each_other():
    """The parser's link finder keeps notes between calls, so each thread has its own."""
    texts = [f"{'x' * n} https://a.example/{n} *{n}* `{n}`\n\n- {n}" for n in range(200)]
    alone = [parse_and_write(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(parse_and_write, texts))

    assert together == alone


def parse_and_write(text: str) -> list[str]:
    return [f"{token.type} {token.content} {token.children}" for token in parse(text)]
