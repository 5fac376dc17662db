"""What find takes for a word, on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import words_of
from search.excerpts import excerpt, marked, places_in
from search.parsing import LONGEST_QUERY, MOST_WORDS, parse


def meets(text, typed, *, language="en", finished=False):
    """Whether all that was typed stands in the text."""
    words = parse(typed, (language,), finished=finished)
    met = [words.met_by(word.all_forms) for word in words_of(text, language)]
    return bool(words) and frozenset().union(*met) == frozenset(range(len(words.wanted)))


@pytest.mark.parametrize(
    ("text", "typed", "language"),
    [
        ("The router drops updates", "routers updating", "en"),
        ("Wi-Fi", "wifi", "en"),
        ("wifi", "Wi-Fi", "en"),
        ("Since firmware 6.2.4 it drops", "6.2.4", "en"),
        ("the option max_age is ignored", "max_age", "en"),
        ("written in C++", "c++", "en"),
        ("written in C#", "c#", "en"),
        ("Zürich, Café", "zurich cafe", "en"),
        ("Zurich Cafe", "Zürich Café", "en"),
        ("ＷＩＦＩ full width", "wifi", "en"),
        ("Straße", "strasse", "de"),
        ("die Häuser", "Haus", "de"),
        ("meine Routereinstellungen", "Einstellung", "de"),
        ("les maisons", "maison", "fr"),
        ("東京都の無線LANが切れる", "無線", "ja"),
        ("東京都の無線LANが切れる", "線", "ja"),
        ("東京都の無線LANが切れる", "無線lan", "ja"),
        ("กำลังเชื่อมต่อ", "เชื่อม", "th"),
        ("무선랜이 끊겨요", "무선랜", "ko"),
        ("हिन्दी में", "हिन्दी", "hi"),
        ("error 0x80070057", "0x80070057", "en"),
        ("the router's light", "routers", "en"),
    ],
)
def test_a_word_is_found_however_it_is_written(text, typed, language):
    assert meets(text, typed, language=language, finished=True)


@pytest.mark.parametrize(
    ("text", "typed", "language"),
    [
        ("firmware 6.2.5", "6.2.4", "en"),
        ("東京の天気", "無線", "ja"),
        ("written in C", "c++", "en"),
        ("a route", "router", "en"),
    ],
)
def test_another_word_is_not_taken_for_it(text, typed, language):
    assert not meets(text, typed, language=language, finished=True)


def test_the_last_word_may_be_a_beginning():
    assert meets("router settings", "router sett")
    assert not meets("router settings", "router sett ", finished=False)
    assert not meets("router settings", "rout settings")


def test_what_only_holds_a_sentence_together_is_left_out():
    assert len(parse("how do I reset my router?", ("en",)).wanted) == 2
    assert len(parse("to be or not to be", ("en",)).wanted) == 4


def test_a_minus_leaves_a_word_out_but_not_within_one():
    words = parse("wifi -mesh wi-fi", ("en",))

    assert len(words.wanted) == 2
    assert len(words.unwanted) == 1


@given(st.text(max_size=400))
def test_whatever_is_typed_is_understood_as_something(typed):
    words = parse(typed, ("en", "de", "ja"))

    assert len(words.wanted) <= MOST_WORDS


@given(st.text(alphabet="ab \"'()&|!*:<>-+#^\\%;\x00é無", max_size=LONGEST_QUERY))
def test_signs_that_databases_read_are_no_words(typed):
    for wanted in parse(typed, ("en",)).wanted:
        for option in wanted.options:
            for form in (*option.forms, *option.row, option.beginning):
                assert not set(form) & set("\"'()&|!*:<>\\%; \x00")


@given(st.text(max_size=300))
def test_words_stand_where_they_say(text):
    last = 0
    for word in words_of(text, "de"):
        assert 0 <= last <= word.start < word.end <= len(text)
        assert all(form and " " not in form for form in word.all_forms)
        last = word.start


# What is quoted


def quoted(text, typed, language="en"):
    words = parse(typed, (language,))
    return excerpt(text, places_in(text, words, language))


def test_what_was_looked_for_is_marked_and_all_else_is_text():
    html = marked("<b>Wi-Fi</b> & routers", parse("router wifi", ("en",)), "en")

    assert html == "&lt;b&gt;<mark>Wi-Fi</mark>&lt;/b&gt; &amp; <mark>routers</mark>"


def test_a_run_of_characters_is_one_mark():
    html = marked("東京都の無線LAN", parse("無線LAN", ("ja",)), "ja")

    assert html == "東京都の<mark>無線LAN</mark>"


def test_the_part_is_quoted_that_says_most():
    filler = "Nothing of interest stands here at all. " * 20
    text = f"{filler}A radar event vacates the channel. {filler}radar {filler}"

    html = quoted(text, "radar channel")

    assert "<mark>radar</mark> event vacates the <mark>channel</mark>" in html
    assert html.startswith("…")
    assert html.endswith("…")
    assert len(html) < 300


def test_without_a_match_the_beginning_is_quoted():
    assert quoted("Short and plain.", "elsewhere") == "Short and plain."


@given(st.text(max_size=600), st.text(max_size=20))
def test_an_excerpt_is_clean_html_of_bounded_length(text, typed):
    html = quoted(text, typed)
    bare = html.replace("<mark>", "").replace("</mark>", "")

    assert "<" not in bare
    assert html.count("<mark>") == html.count("</mark>")
