"""The third clock: how often knowledge is used. It raises how urgently somebody should look.

Being read makes nothing fresh: these functions write `reads` and `used_at`, and no date.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from community.reading_counts import ReadingCount
from ephemeral.models import Entry, Lifetime

READS = ReadingCount("entry")


def note_entry_read(request: HttpRequest, entry: Entry) -> None:
    """Count a visit, once per reader and half hour; robots that say so not at all."""
    READS.note(request, entry.pk)


def write_entry_reads_down(now: datetime | None = None) -> dict[int, int]:
    """Bring the counted reads into the database. Returns how often which entry was read."""
    counted = READS.take()
    for entry_id, reads in counted.items():
        _add(Lifetime.objects.filter(entry=entry_id), reads, now)
    return counted


def count_for_solutions(questions_read: Mapping[int, int], now: datetime | None = None) -> None:
    """Whoever reads a question reads the answer that solved it."""
    solved = Lifetime.objects.filter(question__in=questions_read, paused_at=None)
    for pk, question_id in solved.values_list("pk", "question_id"):
        _add(Lifetime.objects.filter(pk=pk), questions_read[question_id or 0], now)


def _add(lifetimes: QuerySet[Lifetime], reads: int, now: datetime | None) -> None:
    lifetimes.update(reads=F("reads") + reads, used_at=now or timezone.now())
