"""From what somebody types to what is looked for; whatever is typed, this has an answer."""

import re
from dataclasses import dataclass

from search.analysis import (
    DOT,
    IS_SPACELESS,
    PAIR,
    PART,
    RUN,
    TOGETHER,
    base_language,
    fold,
    forms_in_query,
    joined_form,
    words_of,
)
from search.stopwords import STOPWORDS

LONGEST_QUERY = 300  # characters; what somebody pastes beyond it seldom says more
MOST_WORDS = 12
SHORTEST_BEGINNING = 2  # letters; one letter begins too many words
QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')


@dataclass(frozen=True)
class Option:
    """One way a word can stand in a text: any of some forms, a beginning, or words in a row."""

    forms: tuple[str, ...] = ()
    beginning: str = ""
    row: tuple[str, ...] = ()

    def is_met_by(self, forms: tuple[str, ...]) -> bool:
        """Whether a word with these forms is, or is part of, what this option means."""
        if self.beginning and any(form.startswith(self.beginning) for form in forms):
            return True
        return any(form in self.forms or form in self.row for form in forms)


@dataclass(frozen=True)
class Wanted:
    """One word, or words in quotation marks, in all the ways it can stand in a text."""

    options: tuple[Option, ...]

    def is_met_by(self, forms: tuple[str, ...]) -> bool:
        return any(option.is_met_by(forms) for option in self.options)


@dataclass(frozen=True)
class Words:
    """What is looked for, and what must not be there."""

    wanted: tuple[Wanted, ...] = ()
    unwanted: tuple[Wanted, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    def met_by(self, forms: tuple[str, ...]) -> frozenset[int]:
        """Which of the wanted words a word of a text is, by their place."""
        return frozenset(
            place for place, wanted in enumerate(self.wanted) if wanted.is_met_by(forms)
        )


def parse(typed: str, languages: tuple[str, ...], *, finished: bool = False) -> Words:
    """Quotation marks keep words in a row, a minus excludes one; the last may be a beginning."""
    typed = typed.replace("\x00", " ")[:LONGEST_QUERY]
    languages = tuple(dict.fromkeys(map(base_language, languages))) or ("en",)
    wanted: list[tuple[str, Wanted]] = []
    unwanted: list[Wanted] = []
    position = 0
    for quoted in QUOTED.finditer(typed):
        _take(typed[position : quoted.start()], languages, wanted, unwanted)
        row = _row(quoted[1], languages[0])
        if row:
            wanted.append(("", Wanted((Option(row=row),))))
        position = quoted.end()
    _take(typed[position:], languages, wanted, unwanted)
    telling = _most_telling(wanted, languages)[:MOST_WORDS]
    if not finished and telling and typed[-1:].isalnum():
        telling[-1] = _as_beginning(*telling[-1])
    return Words(tuple(way for _written, way in telling), tuple(dict.fromkeys(unwanted)))


def _take(
    typed: str,
    languages: tuple[str, ...],
    wanted: list[tuple[str, Wanted]],
    unwanted: list[Wanted],
) -> None:
    for together in TOGETHER.finditer(typed):
        before = typed[max(0, together.start() - 2) : together.start()]
        ways = _ways_of(together[0], languages)
        if before.strip() == "-" and before.endswith("-") and wanted:
            unwanted.extend(way for _written, way in ways)
        else:
            wanted.extend(ways)


def _ways_of(written: str, languages: tuple[str, ...]) -> list[tuple[str, Wanted]]:
    """What words written together mean; a change of script begins a new word."""
    parts = [part[0] for part in PART.finditer(written)]
    joined = joined_form(written, parts)
    if joined:
        row = _row(" ".join(parts), languages[0])
        options = [Option(forms=(joined,))]
        if len(row) > 1 and DOT not in joined:  # 6.2.4 is no other number's 6
            options.append(Option(row=row))
        return [(written, Wanted(tuple(options)))]
    runs = [run[0] for part in parts for run in RUN.finditer(part)]
    return [(run, Wanted((_way_of(run, languages),))) for run in runs]


def _way_of(run: str, languages: tuple[str, ...]) -> Option:
    if not IS_SPACELESS.match(run):
        return Option(forms=forms_in_query(run, languages))
    if len(run) == 1:
        return Option(beginning=fold(run))
    return Option(row=_row(run, languages[0]))


def _row(text: str, language: str) -> tuple[str, ...]:
    """The words of a text as they follow each other, wherever else they may stand."""
    words = list(words_of(text, language))
    if len(words) >= PAIR and words[-1].start < words[-2].end:
        words.pop()  # the last character of a pair, alone only at the end of its text
    return tuple(word.surface for word in words)


def _as_beginning(written: str, wanted: Wanted) -> tuple[str, Wanted]:
    """The last word, that somebody may still be typing."""
    first = wanted.options[0]
    if first.forms and len(written) >= SHORTEST_BEGINNING:
        first = Option(first.forms, beginning=first.forms[0])
    return written, Wanted((first, *wanted.options[1:]))


def _most_telling(
    wanted: list[tuple[str, Wanted]], languages: tuple[str, ...]
) -> list[tuple[str, Wanted]]:
    """Each once, without those that only hold a sentence together unless there are no others."""
    empty = frozenset[str]().union(*(STOPWORDS.get(each, ()) for each in languages))
    telling = [pair for pair in wanted if pair[0].casefold() not in empty]
    return list({way: (written, way) for written, way in telling or wanted}.values())
