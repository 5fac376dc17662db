"""What the two databases say differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from search.analysis import words_of
from search.engine import Findable
from search.parsing import Words

MOST_WORDS = 20_000  # of one part of a document; what stands behind them is found by its answer


@dataclass(frozen=True)
class Weights:
    """How much a word counts by where it stands.

    A title is chosen to say what it is about, and a tag more so than any sentence. Answers say
    much that nobody asked.
    """

    title: float = 1.0
    tags: float = 0.6
    text: float = 0.3
    answers: float = 0.1


DEFAULT = Weights()


@dataclass(frozen=True)
class Match:
    """Documents that match, as SQL: where they come from, which, and how well.

    Documents are `d` in all three; parameters are listed in the order of the parts.
    """

    source: str
    where: str
    where_params: tuple[Any, ...]
    rank: str
    rank_params: tuple[Any, ...]


class Dialect(Protocol):
    moment: str  # a parameter that is one
    age_in_days: str  # of q.active_at, at clock.now

    def keep(self, documents: Sequence[tuple[int, Findable]]) -> None:
        """Keep the words of these documents, by their id."""

    def match(
        self,
        words: Words,
        *,
        every: bool,
        what: Sequence[str],
        weights: Weights = DEFAULT,
    ) -> Match:
        """Documents of some sorts that have every word, or any."""

    def settle(self) -> None:
        """After much was put: let the database find its way quickly."""


@dataclass(frozen=True)
class Part:
    """The words of one part of a document: as they follow each other, and their other forms."""

    row: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


def part_of(text: str, language: str) -> Part:
    words = [word.all_forms for word in islice(words_of(text, language), MOST_WORDS)]
    return Part(tuple(forms[0] for forms in words), tuple(forms[1:] for forms in words))


def parts_of(findable: Findable) -> tuple[Part, Part, Part, Part]:
    language = findable.language
    return (
        part_of(findable.title, language),
        part_of(findable.tags, ""),
        part_of(findable.text, language),
        part_of(findable.answers, language),
    )
