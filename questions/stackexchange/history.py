"""What the history of a dump says beside the texts: why questions were closed, which are locked."""

import json
from typing import Any

from questions.models import Question
from questions.stackexchange.authors import USER, named_in
from questions.stackexchange.kinds import (
    CLOSED,
    CLOSINGS,
    LOCKED,
    REOPENED,
    UNLOCKED,
    WHY_NO_HISTORY,
    named,
)
from questions.stackexchange.links import mark_duplicate
from questions.stackexchange.reading import Row
from questions.stackexchange.revisions import EDITS
from questions.stackexchange.work import FileStage

DECISIONS = frozenset({CLOSED, REOPENED, LOCKED, UNLOCKED})
ONLY_THE_LAST = "only what held in the end is kept"


class History(FileStage[list[Row]]):
    """Of what was decided again and again only what holds in the end. Whether a question is
    closed stands with it; the history says why."""

    name, title, file = "history", "closed and locked questions", "PostHistory"
    size = 2000

    def wants(self, row: Row) -> bool:
        return row.number("PostHistoryTypeId") not in EDITS

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        decisions = [row for row in batch if row.number("PostHistoryTypeId") in DECISIONS]
        questions = {
            question.old_id: question
            for question in Question.objects.filter(
                imported_from=self.source,
                old_id__in={row.the_number("PostId") for row in decisions},
            ).defer("body", "html")
        }
        for row in batch:
            kind = row.the_number("PostHistoryTypeId")
            question = questions.get(row.the_number("PostId"))
            what = named("PostHistory", kind)
            if kind not in DECISIONS:
                why = WHY_NO_HISTORY.get(kind, "there is no place for it here")
                self.tally.skip(row, what, why)
            elif question is None:
                self.tally.skip(row, what, "it is of no question in the dump")
            elif kind in {CLOSED, REOPENED}:
                self._close(row, what, question)
            elif question.pk <= self.work.run.questions_before:
                self.tally.skip(row, what, "the question was here already")
            else:
                self._lock(row, what, question)
        Question.objects.bulk_update(
            questions.values(), ["closed_because", "locked_at", "locked_by", "locked_reason"]
        )

    def _close(self, row: Row, what: str, question: Question) -> None:
        if row.the_number("PostHistoryTypeId") == REOPENED or question.closed_at is None:
            self.tally.skip(row, what, ONLY_THE_LAST)
            return
        because = _reason(row)
        question.closed_because = CLOSINGS.get(because, Question.Closing.OTHER)
        self.tally.keep(row, what)
        if because not in CLOSINGS:
            self.tally.noted[f"questions closed for reason {because}, which nobody here knows"] += 1
        if "PostLinks" not in self.work.dump.files:
            self._mark_duplicate(row, question)

    def _mark_duplicate(self, row: Row, question: Question) -> None:
        """Dumps without links name the original where the question was closed."""
        for original in Question.objects.filter(
            imported_from=self.source, old_id__in=_originals(row)
        ).only("pk"):
            if mark_duplicate(question, original):
                self.tally.added["duplicates"] += 1

    def _lock(self, row: Row, what: str, question: Question) -> None:
        at = row.the_moment("CreationDate")
        if row.the_number("PostHistoryTypeId") == UNLOCKED:
            question.locked_at, question.locked_by, question.locked_reason = None, None, ""
            self.tally.skip(row, what, ONLY_THE_LAST)
            return
        person = named_in(row, USER, at)
        people = self.work.authors.find([person])
        question.locked_at = at
        question.locked_by_id = people[person.old_id] if person else None
        question.locked_reason = ""
        self.tally.keep(row, what)


def _reason(row: Row) -> int:
    """Older dumps have a column for it, newer ones the number as the comment."""
    said = row.text("CloseReasonId") or row.text("Comment")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0  # noqa: PLR2004


def _originals(row: Row) -> list[int]:
    try:
        told: Any = json.loads(row.text("Text") or "{}")
    except ValueError:
        return []
    ids = told.get("OriginalQuestionIds") if isinstance(told, dict) else None
    return [one for one in ids if isinstance(one, int)] if isinstance(ids, list) else []
