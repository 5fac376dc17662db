"""Find on PostgreSQL: a `tsvector` beside each document, made of the same words as everywhere.

`ts_rank` does not know which words are rare, so each word counts by what the planner's statistics
of the column say of it.
"""

import threading
from collections.abc import Sequence
from math import log
from time import monotonic

from django.db import connection

from search.database.dialect import DEFAULT, Match, Part, Weights, parts_of
from search.engine import Findable
from search.models import Document
from search.parsing import Option, Wanted, Words

LABELS = "ABCD"
LAST_POSITION = 16383  # PostgreSQL's; what stands behind shares it
MOST_PLACES = 60  # of one word in one document; PostgreSQL forgets those beyond 255
BETWEEN_PARTS = 2  # places, so that no phrase reaches from one part into the next

STATISTICS_HOLD = 600  # seconds
RAREST = 0.0005  # share of documents; a word that is not in the statistics is about as rare
COMMON = 0.2  # a word in more documents than this finds nothing by itself
BY_LENGTH = 1  # ts_rank's: divided by 1 + log(length), or long threads would win everything


class PostgreSQL:
    moment = "%s::timestamptz"
    age_in_days = "(extract(epoch FROM (clock.now - q.active_at)) / 86400)::float8"

    def keep(self, documents: Sequence[tuple[int, Findable]]) -> None:
        rows = [(vector_of(parts_of(findable)), pk) for pk, findable in documents]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_document SET vector = %s::tsvector WHERE id = %s", rows
            )

    def match(
        self,
        words: Words,
        *,
        every: bool,
        what: Sequence[str],
        weights: Weights = DEFAULT,
    ) -> Match:
        by_wanted = [_expression(wanted) for wanted in words.wanted]
        shares = [_share(wanted) for wanted in words.wanted]
        rare = [
            expression
            for expression, share in zip(by_wanted, shares, strict=True)
            if share < COMMON
        ]
        found_by = " & ".join(by_wanted) if every else " | ".join(rare or by_wanted)
        expression = f"({found_by})"
        for unwanted in words.unwanted:
            expression += f" & !{_expression(unwanted)}"
        figures = f"{weights.answers},{weights.text},{weights.tags},{weights.title}"
        rank = f"%s * ts_rank('{{{figures}}}', d.vector, %s::tsquery, {BY_LENGTH})"
        rank_params = [
            value
            for one, share in zip(by_wanted, shares, strict=True)
            for value in (telling(share), one)
        ]
        # Said for each sort by itself, as each has an index of its own.
        found = [
            f"(d.what = '{Document.What(one).value}' AND d.vector @@ %s::tsquery)" for one in what
        ]
        return Match(
            source="search_document d",
            where=f"({' OR '.join(found)})",
            where_params=(expression,) * len(found),
            rank=" + ".join([rank] * len(by_wanted)),
            rank_params=tuple(rank_params),
        )

    def settle(self) -> None:
        """Let the planner, and the ranking, know how frequent which words are."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_document")
        statistics.forget()


def vector_of(parts: Sequence[Part]) -> str:
    """A document's words with their places and the label of their part, as PostgreSQL reads it."""
    places: dict[str, list[str]] = {}
    position = 0
    for label, part in zip(LABELS, parts, strict=True):
        for surface, others in zip(part.row, part.others, strict=True):
            position = min(position + 1, LAST_POSITION)
            for form in (surface, *others):
                known = places.setdefault(form, [])
                if len(known) < MOST_PLACES:
                    known.append(f"{position}{label}")
        position += BETWEEN_PARTS
    return " ".join(f"{_quoted(form)}:{','.join(known)}" for form, known in places.items())


def telling(share: float) -> float:
    """How much a word says that stands in this share of all documents: the rarer, the more."""
    return log(1 + 0.5 / max(share, RAREST))


class Statistics:
    """The share of documents that the most frequent words stand in, as ANALYZE saw it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._shares: dict[str, float] = {}
        self._read_at = float("-inf")

    def share_of(self, form: str) -> float:
        with self._lock:
            if monotonic() - self._read_at > STATISTICS_HOLD:
                self._shares = _read_statistics()
                self._read_at = monotonic()
            return self._shares.get(form, RAREST)


def _read_statistics() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
            " WHERE schemaname = current_schema() AND tablename = 'search_document'"
            " AND attname = 'vector'"
        )
        row = cursor.fetchone()
    if not row or not row[0]:
        return {}
    # Behind the words' own figures stand the least, the greatest and that of none.
    return dict(zip(row[0], row[1], strict=False))


statistics = Statistics()


def _share(wanted: Wanted) -> float:
    forms = [form for option in wanted.options for form in option.forms]
    rows = [
        min(statistics.share_of(word) for word in option.row)
        for option in wanted.options
        if option.row
    ]
    return max([*map(statistics.share_of, forms), *rows], default=RAREST)


def _expression(wanted: Wanted) -> str:
    return "(" + " | ".join(map(_option, wanted.options)) + ")"


def _option(option: Option) -> str:
    ways = [_quoted(form) for form in option.forms]
    if option.beginning:
        ways.append(_quoted(option.beginning) + ":*")
    if option.row:
        ways.append(" <-> ".join(map(_quoted, option.row)))
    return "(" + " | ".join(ways) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "").replace("\\", "") + "'"
