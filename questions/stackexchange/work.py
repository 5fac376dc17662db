"""What the stages of an import share: the work in hand, what came of its rows, the batches."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Max, Min, QuerySet

from community.models import ImportedSource
from questions.models import ImportRun
from questions.stackexchange.authors import Authors
from questions.stackexchange.dump import Dump
from questions.stackexchange.reading import Row, rows
from questions.stackexchange.texts import Texts

Prepared = TypeVar("Prepared")
Counts = dict[str, dict[str, int]]


@dataclass
class Tally:
    """What came of every row, as it is stored with the run and shown in the report.

    Each row of a file is counted once, under `kept` or under `skipped`, so that the two add up to
    the file. `added` counts rows of our tables, `noted` what else somebody should know.
    """

    kept: dict[str, Counter[str]] = field(default_factory=dict)
    skipped: dict[str, Counter[str]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)

    def keep(self, row: Row, what: str) -> None:
        self.kept.setdefault(row.file, Counter())[what] += 1

    def skip(self, row: Row, what: str, why: str) -> None:
        self.skipped.setdefault(row.file, Counter())[f"{what}: {why}"] += 1

    def stored(self) -> dict[str, Any]:
        return {
            "kept": self.kept,
            "skipped": self.skipped,
            "added": self.added,
            "noted": self.noted,
        }

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> "Tally":
        return cls(
            kept={file: Counter(counts) for file, counts in stored.get("kept", {}).items()},
            skipped={file: Counter(counts) for file, counts in stored.get("skipped", {}).items()},
            added=Counter(stored.get("added", {})),
            noted=Counter(stored.get("noted", {})),
        )


@dataclass
class Work:
    """One dump on its way in."""

    dump: Dump
    source: ImportedSource
    run: ImportRun
    tally: Tally
    texts: Texts
    language: str = "en"
    batches: int = 0

    def __post_init__(self) -> None:
        self.authors = Authors(self.source)


class Stage(ABC, Generic[Prepared]):
    """One step of an import: reads, works out outside a transaction, writes inside a short one."""

    name: ClassVar[str]  # stands in the checkpoint: never renamed
    title: ClassVar[str]  # what the terminal says

    def __init__(self, work: Work) -> None:
        self.work = work
        self.source = work.source
        self.tally = work.tally

    def applies(self) -> bool:
        return True

    def length(self, rows: dict[str, int]) -> int | None:
        """The last position, for the bar, where it is known; `rows` says how many a file has."""
        return None

    @abstractmethod
    def batches(self, after: int) -> Iterator[tuple[Prepared, int]]:
        """What to write, each with the position that is reached once it is written."""

    @abstractmethod
    def write(self, batch: Prepared) -> None:
        """Runs in a transaction that also moves the checkpoint on."""


class FileStage(Stage[Prepared]):
    """Goes through the rows of one file. Its position is the number of rows that were read."""

    file: ClassVar[str]
    size: ClassVar[int] = 500  # rows a transaction; some 100 ms on SQLite, where others wait

    def applies(self) -> bool:
        return self.file in self.work.dump.files

    def length(self, rows: dict[str, int]) -> int | None:
        return rows[self.file]

    def wants(self, row: Row) -> bool:
        return True

    def divisible(self, before: Row, after: Row) -> bool:
        """Whether a batch may end between these two rows."""
        return True

    @abstractmethod
    def prepare(self, batch: list[Row]) -> Prepared:
        """The slow part: no transaction is open."""

    def batches(self, after: int) -> Iterator[tuple[Prepared, int]]:
        batch: list[Row] = []
        read = 0
        for read, row in enumerate(rows(self.work.dump.files[self.file]), 1):
            if read <= after or not self.wants(row):
                continue
            if len(batch) >= self.size and self.divisible(batch[-1], row):
                yield self.prepare(batch), read - 1
                batch = []
            batch.append(row)
        if batch:
            yield self.prepare(batch), read


class RangeStage(Stage[tuple[int, int]]):
    """Goes through the ids of one table. Its position is the last id that was seen to."""

    size: ClassVar[int] = 500

    @abstractmethod
    def table(self) -> QuerySet[Any]:
        """The rows that may be concerned."""

    def batches(self, after: int) -> Iterator[tuple[tuple[int, int], int]]:
        while True:
            ahead = self.table().filter(pk__gt=after).order_by("pk")
            ends = ahead.values("pk")[: self.size]
            first_and_last = (
                self.table().filter(pk__in=ends).aggregate(first=Min("pk"), last=Max("pk"))
            )
            if first_and_last["first"] is None:
                return
            after = first_and_last["last"]
            yield (first_and_last["first"], after), after
