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
from search.engine import Findable, Found, Query
from search.models import Document
from search.parsing import Words

# Fewer than this with all the words, and those with any of them follow: a page half full.
FEW = 5
FIELDS = ["what", "question", "answer", "member", "language", "put_at"]


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
        every = self.dialect.match(query.words, every=True)
        ids, total = self._some(every, query)
        if total >= FEW or len(query.words.wanted) == 1:
            return Found(ids, total)
        best, _total = self._some(every, replace(query, start=0, limit=FEW))
        rest = replace(query, start=max(0, query.start - total), limit=query.limit - len(ids))
        some = self.dialect.match(query.words, every=False)
        more, more_total = self._some(some, rest, without=best)
        return Found([*ids, *more], total + more_total, all_words=not more_total)

    def saying(self, words: Words, question_ids: Sequence[int]) -> dict[int, list[int]]:
        if not words or not question_ids:
            return {}
        match = self.dialect.match(words, every=False, what=Document.What.ANSWER)
        rows = _rows(*ranking.answers_saying(match, question_ids))
        answers: dict[int, list[int]] = {}
        for question_id, answer_id in rows:
            answers.setdefault(question_id, []).append(answer_id)
        return answers

    def similar(self, words: Words, limit: int) -> list[int]:
        if not words:
            return []
        match = self.dialect.match(words, every=False, weights=ranking.SIMILAR)
        ids, _total = self._some(match, Query(words, limit=limit))
        return ids

    def people(self, words: Words, limit: int) -> list[int]:
        if not words:
            return []
        match = self.dialect.match(words, every=True, what=Document.What.PERSON)
        return [member_id for (member_id,) in _rows(*ranking.people(match, limit))]

    def rebuild(self, batches: Iterable[Sequence[Findable]], *, after: int = 0) -> None:
        began = timezone.now()
        for batch in batches:
            self.put(batch)
        left_over = Document.objects.filter(put_at__lt=began)
        left_over.filter(Q(what=Document.What.PERSON) | Q(question_id__gt=after)).delete()
        self.dialect.settle()

    def _some(
        self, match: Match, query: Query, *, without: Sequence[int] = ()
    ) -> tuple[list[int], int]:
        """The questions asked for of all that match, and how many these are."""
        sql, params = ranking.questions(
            match, self.dialect.age_in_days, query, without=without, now=timezone.now()
        )
        rows = _rows(f"{sql} LIMIT %s OFFSET %s", [*params, query.limit, query.start])
        if rows or not query.start:
            return [pk for pk, _total in rows], rows[0][1] if rows else 0
        # Beyond the last page nobody counts: the first row says how many there are.
        first = _rows(f"{sql} LIMIT 1", params)
        return [], first[0][1] if first else 0


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
