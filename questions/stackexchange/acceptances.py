"""Which answers solved their questions."""

from questions.models import Acceptance, Answer, Question
from questions.stackexchange.kinds import QUESTION
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage


class Acceptances(FileStage[list[Row]]):
    """The dump says which answer, and in its votes when; who is always the asker."""

    name, title, file = "acceptances", "acceptances", "Posts"

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") == QUESTION and bool(row.number("AcceptedAnswerId"))

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        wanted = {row.id: row.the_number("AcceptedAnswerId") for row in batch}
        answers = {
            answer.old_id: answer
            for answer in Answer.objects.filter(
                imported_from=self.source, old_id__in=wanted.values()
            ).only("pk", "old_id", "question_id", "posted_at")
        }
        questions = Question.objects.filter(imported_from=self.source, old_id__in=wanted)
        # Whatever was decided here since, also that nothing solves it, stays.
        undecided = questions.filter(acceptances=None)
        made = []
        for pk, old_id, author_id in undecided.values_list("pk", "old_id", "author_id"):
            answer = answers.get(wanted[old_id or 0])
            if answer is None or answer.question_id != pk:
                self.tally.noted["accepted answers that are not among the question's answers"] += 1
                continue
            made.append(
                Acceptance(
                    question_id=pk,
                    answer=answer,
                    accepted_by_id=author_id,
                    accepted_at=answer.posted_at,
                )
            )
        Acceptance.objects.bulk_create(made)
        self.tally.added["acceptances"] += len(made)
