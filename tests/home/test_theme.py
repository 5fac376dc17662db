"""One colour in, every colour out, and all of it readable."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from home.context import current_site
from home.theme import (
    DARK,
    DEFAULT_ACCENT,
    LIGHT,
    Ground,
    Mode,
    contrast,
    luminance,
    stylesheet,
    theme_of,
    version,
)

TOKENS = (Path(settings.BASE_DIR) / "home/static/home/css/base.css").read_text()

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)


@given(colours)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#757575")
def test_whatever_the_owner_chooses_can_be_read(accent: str):
    theme = theme_of(accent)

    for ground in (theme.accent, theme.accent_over):
        assert contrast(theme.on_accent, ground) >= 4.5
    for mode, ground in ((theme.light, LIGHT), (theme.dark, DARK)):
        everything_on_it_can_be_read(mode, ground)


def everything_on_it_can_be_read(mode: Mode, ground: Ground) -> None:
    for under in (ground.paper, ground.sheet, mode.tint):
        for text in (mode.link, *ground.texts):
            assert contrast(text, under) >= 4.5


@pytest.mark.parametrize(
    "wrong", ["", "green", "#12", "#12345g", "0b6a5c", "#0b6a5c;}", "#0b6a5c\n"]
)
def test_what_is_no_colour_never_reaches_a_stylesheet(wrong: str):
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        stylesheet(wrong)


def both(name: str) -> list[str]:
    """The light and the dark value of a token in base.css."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", TOKENS)
    assert found
    return [found[1], found[2]]


def test_the_stylesheet_and_the_arithmetic_know_the_same_colours():
    theme = theme_of(DEFAULT_ACCENT)
    expected = {
        "link": (theme.light.link, theme.dark.link),
        "tint": (theme.light.tint, theme.dark.tint),
        "paper": (LIGHT.paper, DARK.paper),
        "sheet": (LIGHT.sheet, DARK.sheet),
    } | {
        name: (LIGHT.texts[index], DARK.texts[index])
        for index, name in enumerate(("ink", "soft", "due", "lapsed"))
    }

    assert {name: tuple(both(name)) for name in expected} == expected


@pytest.mark.parametrize("ground", ["shade", "due-tint", "lapsed-tint", "added", "removed"])
def test_words_can_be_read_on_every_other_ground(ground: str):
    for under, ink, soft in zip(both(ground), both("ink"), both("soft"), strict=True):
        assert contrast(ink, under) >= 7
        assert ground != "shade" or contrast(soft, under) >= 4.5


@pytest.mark.parametrize(("text", "ground"), [("due", "due-tint"), ("lapsed", "lapsed-tint")])
def test_a_warning_can_be_read_on_its_own_ground(text: str, ground: str):
    for colour, under in zip(both(text), both(ground), strict=True):
        assert contrast(colour, under) >= 4.5


def test_the_edge_of_a_field_can_be_seen():
    for edge, under in zip(both("field"), both("sheet"), strict=True):
        assert contrast(edge, under) >= 3


def test_the_colours_are_kept_for_ever_under_a_name_that_changes_with_them(client: Client):
    answer = client.get("/theme.css", {"v": current_site().theme_version})

    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert answer.text == stylesheet(current_site().accent)
    assert version("#0b6a5c") != version("#0b6a5d")
