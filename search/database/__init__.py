"""Find in the database's own full text: FTS5 on SQLite, `tsvector` with GIN on PostgreSQL."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from search.database import ranking
from search.database.dialect import Dialect, Match
from search.database.postgres import PostgreSQL
from search.database.sqlite import SQLite
from search.engine import KNOWLEDGE, Findable, Found, Hit, Query
from search.models import Document
from search.parsing import Words

# Fewer than this with all the words, and those with any of them follow: a page half full.
FEW = 5
FIELDS = ["what", "question", "answer", "member", "entry", "language", "put_at"]
What = Document.What


class DatabaseEngine:
    """An `Engine` on the tables of `search.models` and what the database adds to them."""

    @property
    def dialect(self) -> Dialect:
        return PostgreSQL() if connection.vendor == "postgresql" else SQLite()

    def put(self, findables: Iterable[Findable]) -> None:
        findables = list(findables)
        if not findables:
            return
        now = timezone.now()
        documents = [
            Document(
                key=findable.key,
                what=findable.what,
                question_id=findable.question_id,
                answer_id=findable.answer_id,
                member_id=findable.member_id,
                entry_id=findable.entry_id,
                language=findable.language,
                put_at=now,
            )
            for findable in findables
        ]
        with transaction.atomic():
            Document.objects.bulk_create(
                documents, update_conflicts=True, unique_fields=["key"], update_fields=FIELDS
            )
            self.dialect.keep(
                [
                    (document.pk, findable)
                    for document, findable in zip(documents, findables, strict=True)
                ]
            )

    def drop(self, keys: Iterable[str]) -> None:
        Document.objects.filter(key__in=list(keys)).delete()

    def find(self, query: Query) -> Found:
        if not query.words:
            return Found((), 0)
        what = _sorts(query)
        every = self.dialect.match(query.words, every=True, what=what)
        found = self._some(every, query)
        if found.total >= FEW or len(query.words.wanted) == 1:
            return found
        best = self._some(every, replace(query, start=0, limit=FEW)).hits
        start, limit = max(0, query.start - found.total), query.limit - len(found.hits)
        some = self.dialect.match(query.words, every=False, what=what)
        more = self._some(some, replace(query, start=start, limit=limit), without=best)
        return Found(
            [*found.hits, *more.hits],
            found.total + more.total,
            all_words=not more.total,
            lapsed=max(found.lapsed, more.lapsed),  # who has all words has some of them
        )

    def saying(self, words: Words, question_ids: Sequence[int]) -> dict[int, list[int]]:
        if not words or not question_ids:
            return {}
        match = self.dialect.match(words, every=False, what=[What.ANSWER])
        rows = _rows(*ranking.answers_saying(match, question_ids))
        answers: dict[int, list[int]] = {}
        for question_id, answer_id in rows:
            answers.setdefault(question_id, []).append(answer_id)
        return answers

    def similar(self, query: Query) -> list[Hit]:
        if not query.words:
            return []
        match = self.dialect.match(
            query.words, every=False, what=_sorts(query), weights=ranking.SIMILAR
        )
        return list(self._some(match, query).hits)

    def people(self, words: Words, limit: int) -> list[int]:
        if not words:
            return []
        match = self.dialect.match(words, every=True, what=[What.PERSON])
        return [member_id for (member_id,) in _rows(*ranking.people(match, limit))]

    def rebuild(self, batches: Iterable[Sequence[Findable]], *, after: int = 0) -> None:
        began = timezone.now()
        for batch in batches:
            self.put(batch)
        left_over = Document.objects.filter(put_at__lt=began)
        whole = Q(what__in=[What.PERSON, What.ENTRY])
        left_over.filter(whole | Q(question_id__gt=after)).delete()
        self.dialect.settle()

    def _some(self, match: Match, query: Query, *, without: Sequence[Hit] = ()) -> Found:
        """What is asked for of all that matches, and how much this is."""
        clock = ranking.Clock(
            self.dialect.moment,
            connection.ops.adapt_datetimefield_value(query.now),
            self.dialect.age_in_days,
        )
        sql, params = ranking.best(match, clock, query, sorts=_sorts(query), without=without)
        rows = _rows(f"{sql} LIMIT %s OFFSET %s", [*params, query.limit, query.start])
        if not rows and (query.start or not query.limit):
            # Beyond the last page nobody counts: the first row says how many there are.
            rows = [(*row[:2], True, *row[3:]) for row in _rows(f"{sql} LIMIT 1", params)]
        if not rows:
            return Found((), 0)
        hits = [Hit(what, pk) for what, pk, is_out, *_totals in rows if not is_out]
        *_row, total, lapsed = rows[0]
        return Found(hits, total, lapsed=lapsed)


def _sorts(query: Query) -> Sequence[str]:
    """Which documents can be what is looked for."""
    if not query.kind:
        return (What.QUESTION, What.ENTRY)
    return (What.ENTRY,) if query.kind == KNOWLEDGE else (What.QUESTION,)


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
