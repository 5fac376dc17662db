"""From text to the words that find compares: one way for every database and for both sides.

A word stands at its place in the text under several forms: as written (case and accents folded),
its stem in the text's language, what it is joined to ("wi-fi" is "wifi" too) and, in languages
that build long words, their endings. Scripts without spaces become pairs of characters.

A stem that differs from the word carries its language, lest German "Router" find English "route".
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

PAIR = 2  # characters
LONGEST_WORD = 60  # characters; what is longer is a key or a line of noise, its beginning will do
DOT = "\u02d1"  # a letter to every tokenizer, written by nobody: "6.2.4" is one word around it

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
# Languages that write "Routereinstellungen" as one word; its end is found too.
COMPOUNDING = frozenset({"da", "de", "fi", "nb", "nl", "nn", "no", "sv"})
COMPOUND_LENGTH = 10
ENDING_LENGTH = 5

# Letters of scripts that put no spaces between words; Hangul does, but glues endings to them.
SPACELESS = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul
)
RUN = re.compile(f"[{SPACELESS}]+|[^{SPACELESS}]+")
IS_SPACELESS = re.compile(f"[{SPACELESS}]")
MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
WORD = rf"(?:[^\W_]|[{MARKS}{SPACELESS}]|(?<=\w)['’](?=\w))+"
# Words with signs between them and no space, as in wi-fi, 6.2.4, max_age; C++, C#.
TOGETHER = re.compile(rf"{WORD}(?:[._+-]{WORD})*(?:\+\+|#(?!\w))?")
PART = re.compile(WORD)

_of_thread = threading.local()  # stemmers keep notes while they work


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place: the form that stands in a phrase, then all others."""

    start: int
    end: int
    forms: tuple[str, ...]
    joined: str = ""  # the word that it and those after it are together, up to `joined_end`
    joined_end: int = 0

    @property
    def surface(self) -> str:
        return self.forms[0]

    @property
    def all_forms(self) -> tuple[str, ...]:
        return (*self.forms, self.joined) if self.joined else self.forms


def words_of(text: str, language: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for together in TOGETHER.finditer(text):
        yield from _parts_of(together, base_language(language))


def base_language(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _parts_of(together: re.Match[str], language: str) -> Iterator[Word]:
    parts = list(PART.finditer(together[0]))
    joined = joined_form(together[0], [part[0] for part in parts])
    for part in parts:
        for run in RUN.finditer(part[0]):
            start = together.start() + part.start() + run.start()
            if IS_SPACELESS.match(run[0]):
                yield from _pairs(run[0], start)
            else:
                forms = forms_in_text(run[0], language)
                yield Word(start, start + len(run[0]), forms, joined, together.end())
                joined = ""


def joined_form(written: str, parts: list[str]) -> str:
    """The one word that several together also are; nothing for a single one."""
    if written.endswith("++"):
        return fold("".join(parts)) + "plusplus"
    if written.endswith("#"):
        return fold("".join(parts)) + "sharp"
    if len(parts) == 1:
        return ""
    if all(part.isdigit() for part in parts):
        return DOT.join(parts)[:LONGEST_WORD]
    return fold("".join(parts))


def _pairs(run: str, start: int) -> Iterator[Word]:
    """Each character with the next; the last alone, so that its word can be found by it."""
    for place in range(len(run)):
        pair = run[place : place + PAIR]
        yield Word(start + place, start + place + len(pair), (fold(pair),))


@lru_cache(maxsize=100_000)
def forms_in_text(word: str, language: str) -> tuple[str, ...]:
    """A word as written, folded; then its stem, and the endings of a long one."""
    word = word.replace("'", "").replace("’", "")
    surface, whole = fold(word), stem(word, language)
    forms = [surface]
    if whole != surface:
        forms.append(whole + DOT + language)
    if language in COMPOUNDING and len(surface) >= COMPOUND_LENGTH:
        begins = range(3, len(whole) - ENDING_LENGTH + 1)
        forms.extend(whole[begin:] + DOT + language for begin in begins)
    return tuple(forms)


def forms_in_query(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """All under which a text in one of these languages may have the word; as written first."""
    word = word.replace("'", "").replace("’", "")
    forms = {fold(word): None}
    for language in languages:
        whole = stem(word, language)
        forms |= {whole: None, whole + DOT + language: None}
    return tuple(forms)


def fold(word: str) -> str:
    """A word without regard to case, width and accents."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    if folded.isascii():
        return folded[:LONGEST_WORD]
    letters = (char for char in unicodedata.normalize("NFD", folded) if not _is_accent(char))
    whole = unicodedata.normalize("NFC", "".join(letters))
    # What folding leaves that no tokenizer takes for a letter, such as signs in ligatures, goes.
    return "".join(char for char in whole if _is_of_a_word(char))[:LONGEST_WORD] or DOT


def _is_accent(char: str) -> bool:
    """Of Latin, Greek and Cyrillic letters; in other scripts marks are vowels."""
    return "\u0300" <= char <= "\u036f" or "\u0483" <= char <= "\u0487"


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def stem(word: str, language: str) -> str:
    """What the forms of a word have in common; the folded word in a language without stems."""
    algorithm = STEMMERS.get(language)
    if algorithm is None or not word.isalpha():
        return fold(word)
    return fold(_stemmer(algorithm).stemWord(unicodedata.normalize("NFKC", word).lower()))


def _stemmer(algorithm: str) -> Any:
    known: dict[str, Any] = _of_thread.__dict__.setdefault("stemmers", {})
    if algorithm not in known:
        known[algorithm] = snowballstemmer.stemmer(algorithm)
    return known[algorithm]
