"""What changed between two texts."""

import re
import time
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.differences import difference


def body_of(html: str) -> str:
    return html.removeprefix('<div class="diff" dir="auto">').removesuffix("</div>")


def test_a_changed_word_is_shown_in_its_line():
    html = difference("Press the red button.", "Press the green button.")

    assert body_of(html) == "Press the <del>red</del><ins>green</ins> button."


def test_lines_that_came_and_went_are_shown_whole():
    html = difference("one\ntwo\nthree", "one\nthree\nfour")

    assert body_of(html) == "one\n<del>two</del>\nthree\n<ins>four</ins>"


def test_lines_with_nothing_in_common_are_not_mixed():
    html = difference("Switch it off.", "A cable was loose")

    assert body_of(html) == "<del>Switch it off.</del>\n<ins>A cable was loose</ins>"


def test_what_stayed_far_from_a_change_is_folded():
    lines = [f"line {number}" for number in range(20)]
    changed = [*lines[:10], "line ten", *lines[11:]]

    html = difference("\n".join(lines), "\n".join(changed))

    assert html.count("8 lines as before") == 1
    assert html.count("7 lines as before") == 1
    assert "line 8\nline 9\nline <del>10</del><ins>ten</ins>\nline 11\nline 12\n" in html


def test_html_in_the_texts_is_shown_as_text():
    html = difference("<script>a</script>", "<script>b</script> & more")

    assert "<script>" not in html
    assert "&lt;<" not in html.replace("&lt;<ins>", "")
    assert "&amp;" in html


def test_an_empty_line_that_came_can_be_seen():
    assert body_of(difference("a\nb", "a\n\nb")) == "a\n<ins>↵</ins>\nb"


def test_equal_texts_differ_in_nothing():
    html = difference("the same", "the same")

    assert "<ins>" not in html
    assert "<del>" not in html


LINES = st.lists(st.text(alphabet="ab <&\u00e9\u4f60.", max_size=8), max_size=8).map("\n".join)


@settings(deadline=None, max_examples=300)
@given(LINES, LINES)
def test_both_texts_can_be_read_out_of_the_difference(before, after):
    html = body_of(difference(before, after))
    if "lines as before" in html or "line as before" in html:
        return

    assert words_without("ins", html) == "".join(before.split())
    assert words_without("del", html) == "".join(after.split())


def words_without(name: str, html: str) -> str:
    kept = re.sub(rf"<{name}>.*?</{name}>", "", html)
    return "".join(unescape(re.sub(r"</?(?:ins|del)>|↵", "", kept)).split())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 15_000, "b " * 15_000),
        ("a b " * 7_500, "b a " * 7_500),
        ("a\n" * 15_000, "b\na\n" * 7_500),
        ("a" * 30_000, "b" * 30_000),
        ("\n" * 30_000, "\n" * 29_999),
        (" ".join(map(str, range(6_000))), " ".join(map(str, reversed(range(6_000))))),
        ("\n".join(map(str, range(6_000))), "\n".join(map(str, reversed(range(6_000))))),
        (".,;" * 10_000, ";.," * 10_000),
    ],
)
def test_long_texts_take_a_moment_at_most(before, after):
    started = time.process_time()

    difference(before, after)

    assert time.process_time() - started < 5
