"""Comments on questions and answers."""

from typing import NamedTuple

from questions.models import Answer, Comment, Question
from questions.stackexchange.authors import USER, Person, author_of
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage


class Said(NamedTuple):
    row: Row
    author: Person
    body: str
    html: str


class Comments(FileStage[list[Said]]):
    name, title, file = "comments", "comments", "Comments"

    def prepare(self, batch: list[Row]) -> list[Said]:
        return [
            Said(
                row,
                author_of(row, USER, row.the_moment("CreationDate")),
                *self.work.texts.comment(row.text("Text")),
            )
            for row in batch
        ]

    def write(self, batch: list[Said]) -> None:
        posts = {said.row.the_number("PostId") for said in batch}
        ours = {"imported_from": self.source}
        questions = dict(
            Question.objects.filter(**ours, old_id__in=posts).values_list("old_id", "pk")
        )
        answers: dict[int | None, tuple[int, int | None]] = {
            old_id: (question_id, pk)
            for old_id, question_id, pk in Answer.objects.filter(
                **ours, old_id__in=posts
            ).values_list("old_id", "question_id", "pk")
        }
        places = answers | {old_id: (pk, None) for old_id, pk in questions.items()}
        known = set(
            Comment.objects.filter(**ours, old_id__in=[said.row.id for said in batch]).values_list(
                "old_id", flat=True
            )
        )
        fresh = []
        for said in batch:
            if said.row.id in known:
                self.tally.keep(said.row, "comment, already here")
            elif said.row.the_number("PostId") not in places:
                self.tally.skip(said.row, "comment", "its post is not in the dump")
            else:
                known.add(said.row.id)
                self.tally.keep(said.row, "comment")
                fresh.append(said)
        people = self.work.authors.find(said.author for said in fresh)
        Comment.objects.bulk_create(
            self._comment(said, places[said.row.the_number("PostId")], people) for said in fresh
        )
        self.tally.added["comments"] += len(fresh)

    def _comment(
        self, said: Said, place: tuple[int, int | None], people: dict[int, int]
    ) -> Comment:
        question_id, answer_id = place
        return Comment(
            question_id=question_id,
            answer_id=answer_id,
            author_id=people[said.author.old_id],
            body=said.body,
            html=said.html,
            posted_at=said.row.the_moment("CreationDate"),
            imported_ups=max(said.row.count("Score"), 0),
            imported_from=self.source,
            old_id=said.row.id,
            licence=self.work.texts.licence_of(said.row),
        )
