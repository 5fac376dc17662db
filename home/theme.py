"""One accent colour in, every colour that follows from it out, always with enough contrast."""

import re
from dataclasses import dataclass
from functools import cache
from zlib import crc32

RGB = tuple[float, float, float]

READABLE = 4.5  # WCAG 2.2, 1.4.3: text against what it stands on
EASY = 6.0  # light text on dark glows and wants more
LINEAR_BELOW = 0.04045  # where sRGB's curve begins
DEFAULT_ACCENT = "#0b6a5c"

WHITE = "#ffffff"
BLACK = "#000000"


@dataclass(frozen=True)
class Ground:
    """What text stands on in one mode, and the other colours that stand on the tint as text."""

    paper: str
    sheet: str
    towards: str  # where a colour goes to gain contrast
    link_contrast: float
    tint_share: float
    texts: tuple[str, ...]


# The same values as in base.css.
LIGHT = Ground(
    "#fbfaf7", "#ffffff", BLACK, READABLE, 0.07, ("#1e1d1a", "#5f5b52", "#8a5200", "#9a3324")
)
DARK = Ground("#171614", "#1f1e1b", WHITE, EASY, 0.15, ("#eceae4", "#aaa59a", "#e2a64a", "#ee8f7d"))


@dataclass(frozen=True)
class Mode:
    link: str
    tint: str


@dataclass(frozen=True)
class Theme:
    accent: str
    on_accent: str
    accent_over: str
    light: Mode
    dark: Mode


def rgb(colour: str) -> RGB:
    """`#0b6a5c` as three numbers from 0 to 1. Raises ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"a colour is # and six hexadecimal digits, not {colour!r}")
    return (
        int(colour[1:3], 16) / 255,
        int(colour[3:5], 16) / 255,
        int(colour[5:7], 16) / 255,
    )


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`share` of the second colour in the first."""
    parts = (a + (b - a) * share for a, b in zip(rgb(colour), rgb(other), strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def readable(colour: str, towards: str, grounds: tuple[str, ...], least: float) -> str:
    """The colour itself, or the least change of it that can be read on all these grounds."""
    for percent in range(101):
        tried = mix(colour, towards, percent / 100)
        if all(contrast(tried, ground) >= least for ground in grounds):
            return tried
    return towards


def _tint(accent: str, ground: Ground) -> str:
    """As much accent in the ground as all other text still stands out from."""
    for percent in range(round(ground.tint_share * 100), 0, -1):
        tried = mix(ground.sheet, accent, percent / 100)
        if all(contrast(tried, text) >= READABLE for text in ground.texts):
            return tried
    return ground.sheet


def _mode(accent: str, ground: Ground) -> Mode:
    tint = _tint(accent, ground)
    grounds = (ground.paper, ground.sheet, tint)
    return Mode(readable(accent, ground.towards, grounds, ground.link_contrast), tint)


def theme_of(accent: str) -> Theme:
    """All that follows from the owner's colour."""
    on_accent = WHITE if contrast(accent, WHITE) >= READABLE else BLACK
    away = BLACK if on_accent == WHITE else WHITE
    return Theme(
        accent=accent,
        on_accent=on_accent,
        accent_over=mix(accent, away, 0.14),
        light=_mode(accent, LIGHT),
        dark=_mode(accent, DARK),
    )


@cache
def stylesheet(accent: str) -> str:
    """What `/theme.css` says."""
    theme = theme_of(accent)
    return (
        ":root{"
        f"--accent:{theme.accent};"
        f"--on-accent:{theme.on_accent};"
        f"--accent-over:{theme.accent_over};"
        f"--link:light-dark({theme.light.link},{theme.dark.link});"
        f"--tint:light-dark({theme.light.tint},{theme.dark.tint})"
        "}\n"
    )


@cache
def version(accent: str) -> str:
    """Changes with every word of the stylesheet, so that browsers may keep it for ever."""
    return f"{crc32(stylesheet(accent).encode()):08x}"
