"""Which questions repeat others, and which belong together."""

from questions.models import Question
from questions.stackexchange.kinds import DUPLICATE, RELATED, named
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage

LONGEST_CHAIN = 20


class Links(FileStage[list[Row]]):
    name, title, file = "links", "links between questions", "PostLinks"

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        ends = {row.the_number(end) for row in batch for end in ("PostId", "RelatedPostId")}
        questions = {
            question.old_id: question
            for question in Question.objects.filter(
                imported_from=self.source, old_id__in=ends
            ).only("pk", "old_id", "duplicate_of_id")
        }
        related = set()
        for row in batch:
            one = questions.get(row.the_number("PostId"))
            other = questions.get(row.the_number("RelatedPostId"))
            kind = row.the_number("LinkTypeId")
            what = named("PostLinks", kind)
            if kind not in {RELATED, DUPLICATE}:
                self.tally.skip(row, what, "nobody here knows what it means")
            elif one is None or other is None:
                self.tally.skip(row, what, "one of the two is no question in the dump")
            elif one.pk == other.pk:
                self.tally.skip(row, what, "it leads to itself")
            elif kind == DUPLICATE and self._mark(one, other):
                self.tally.keep(row, what)
            else:
                self.tally.keep(row, what if kind == RELATED else f"{what}, of one more: related")
                related.add((one.pk, other.pk))
        through = Question.related.through
        known = set(
            through.objects.filter(from_question__in={one for one, _other in related}).values_list(
                "from_question", "to_question"
            )
        )
        made = through.objects.bulk_create(
            through(from_question_id=one, to_question_id=other)
            for one, other in sorted(related - known)
        )
        self.tally.added["related questions"] += len(made)

    def _mark(self, one: Question, other: Question) -> bool:
        if one.duplicate_of_id == other.pk:
            return True
        if not mark_duplicate(one, other):
            return False
        self.tally.added["duplicates"] += 1
        return True


def mark_duplicate(one: Question, other: Question) -> bool:
    """A question repeats one other, and no chain of them leads back to where it began."""
    if one.duplicate_of_id is not None:
        return False
    ahead: int | None = other.pk
    for _step in range(LONGEST_CHAIN):
        if ahead is None:
            break
        if ahead == one.pk:
            return False
        ahead = Question.objects.values_list("duplicate_of", flat=True).get(pk=ahead)
    one.duplicate_of_id = other.pk
    Question.objects.filter(pk=one.pk).update(duplicate_of=other.pk)
    # Where nothing else says why it was closed, this does.
    Question.objects.filter(
        pk=one.pk, closed_at__isnull=False, closed_because=Question.Closing.OTHER
    ).update(closed_because=Question.Closing.DUPLICATE)
    return True
