"""Find on SQLite: one virtual table of FTS5, a row for each document under its id.

It has each part of a document twice: its words in a row, for phrases, and their other forms.
"""

from collections.abc import Sequence

from django.db import connection

from search.database.dialect import DEFAULT, Weights, parts_of
from search.database.dialect import Match as Matching
from search.engine import Findable
from search.parsing import Option, Wanted, Words

PUT = (
    "INSERT INTO search_fts (rowid, what, title, tags, text, answers,"
    " title_forms, tags_forms, text_forms, answers_forms) VALUES (%s, %s, %s, %s, %s, %s, %s, %s,"
    " %s, %s)"
)
# bm25 weighs a word before it lets repetition and length count: the greater the figures, the less
# these do. With plain weights a long thread hardly ever wins; on 620 reworded questions about 125
# threads of a real community the right one came first for 67 % with 1, for 71 % with 3 to 10.
SCALE = 5.0


class SQLite:
    moment = "%s"
    age_in_days = "(julianday(clock.now) - julianday(q.active_at))"

    def keep(self, documents: Sequence[tuple[int, Findable]]) -> None:
        ids = [[pk] for pk, _findable in documents]
        rows: list[list[int | str]] = []
        for pk, findable in documents:
            parts = parts_of(findable)
            in_rows = (" ".join(part.row) for part in parts)
            others = (" ".join(form for forms in part.others for form in forms) for part in parts)
            rows.append([pk, findable.what, *in_rows, *others])
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", ids)
            cursor.executemany(PUT, rows)

    def match(
        self,
        words: Words,
        *,
        every: bool,
        what: Sequence[str],
        weights: Weights = DEFAULT,
    ) -> Matching:
        wanted = (" AND " if every else " OR ").join(map(_expression, words.wanted))
        # A word that every document of a sort has, so that the others are not looked at.
        sorts = " OR ".join(map(_quoted, what))
        expression = f"(what : ({sorts})) AND ({wanted})"
        for unwanted in words.unwanted:
            expression = f"({expression}) NOT {_expression(unwanted)}"
        by_part = (weights.title, weights.tags, weights.text, weights.answers)
        figures = ", ".join(str(SCALE * figure) for figure in (0.0, *by_part, *by_part))
        return Matching(
            source="search_fts JOIN search_document d ON d.id = search_fts.rowid",
            where="search_fts MATCH %s",
            where_params=(expression,),
            rank=f"-bm25(search_fts, {figures})",
            rank_params=(),
        )

    def settle(self) -> None:
        """Merge what many small writes left in pieces."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


def _expression(wanted: Wanted) -> str:
    return "(" + " OR ".join(map(_option, wanted.options)) + ")"


def _option(option: Option) -> str:
    ways = [_quoted(form) for form in option.forms]
    if option.beginning:
        ways.append(_quoted(option.beginning) + " *")
    if option.row:
        ways.append(_quoted(" ".join(option.row)))
    return "(" + " OR ".join(ways) + ")"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "") + '"'
