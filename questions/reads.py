"""How often a question is read (see `community.reading_counts`)."""

from django.db.models import F
from django.http import HttpRequest

from community.reading_counts import ReadingCount
from questions.models import Question

READS = ReadingCount("question")


def note_read(request: HttpRequest, question: Question) -> None:
    """Count a visit, once per reader and half hour; robots that say so not at all."""
    READS.note(request, question.pk)


def write_reads_down() -> dict[int, int]:
    """Bring the counted reads into the database. Returns how often which question was read."""
    counted = READS.take()
    for question_id, reads in counted.items():
        Question.objects.filter(pk=question_id).update(read_count=F("read_count") + reads)
    return counted
