"""Questions and answers."""

from datetime import datetime
from typing import Any, NamedTuple

from questions.models import Answer, Question
from questions.stackexchange.authors import EDITOR, OWNER, Person, author_of, named_in
from questions.stackexchange.kinds import ANSWER, LONG_TAG_TEXT, QUESTION, SHORT_TAG_TEXT, named
from questions.stackexchange.reading import Row
from questions.stackexchange.tags import tag_ids
from questions.stackexchange.texts import tags_in, title_of
from questions.stackexchange.work import FileStage

READ_BY_OTHERS = frozenset({QUESTION, ANSWER, SHORT_TAG_TEXT, LONG_TAG_TEXT})


class Draft(NamedTuple):
    """A question or answer, ready but for the ids of what it points to."""

    row: Row
    at: datetime
    author: Person
    editor: Person | None
    fields: dict[str, Any]


class Posts(FileStage[list[Draft]]):
    """What questions and answers have in common."""

    file = "Posts"
    size = 250

    def prepare(self, batch: list[Row]) -> list[Draft]:
        return [self._draft(row) for row in batch]

    def _draft(self, row: Row) -> Draft:
        at = row.the_moment("CreationDate")
        edited_at = row.moment("LastEditDate")
        texts = self.work.texts
        html = texts.html(row.text("Body"))
        return Draft(
            row=row,
            at=at,
            author=author_of(row, OWNER, at),
            editor=named_in(row, EDITOR, edited_at) if edited_at else None,
            fields={
                "body": texts.from_html(html),
                "html": html,
                "posted_at": at,
                "edited_at": edited_at,
                "imported_from": self.source,
                "old_id": row.id,
                "licence": texts.licence_of(row),
            },
        )

    def _people(self, drafts: list[Draft]) -> dict[int, int]:
        return self.work.authors.find(
            person for draft in drafts for person in (draft.author, draft.editor)
        )

    def _who(self, draft: Draft, people: dict[int, int]) -> dict[str, int | None]:
        return {
            "author_id": people[draft.author.old_id],
            "edited_by_id": people[draft.editor.old_id] if draft.editor else None,
        }


class Questions(Posts):
    name, title = "questions", "questions"

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") == QUESTION

    def write(self, batch: list[Draft]) -> None:
        known = {
            question.old_id: question
            for question in Question.objects.filter(
                imported_from=self.source, old_id__in=[draft.row.id for draft in batch]
            ).only("old_id", "closed_at")
        }
        fresh: dict[int, Draft] = {}
        for draft in batch:
            if draft.row.id in known or draft.row.id in fresh:
                self.tally.keep(draft.row, "question, already here")
            else:
                self.tally.keep(draft.row, "question")
                fresh[draft.row.id] = draft
        self._close([draft.row for draft in batch if draft.row.id in known], known)
        people = self._people(list(fresh.values()))
        made = Question.objects.bulk_create(
            self._question(draft, people) for draft in fresh.values()
        )
        self.tally.added["questions"] += len(made)
        self._tag(fresh, made)

    def _close(self, rows: list[Row], known: dict[int | None, Question]) -> None:
        """Closed or opened again there since an earlier dump; nobody here closes questions."""
        changed = []
        for row in rows:
            question = known[row.id]
            closed_at = row.moment("ClosedDate")
            if question.closed_at != closed_at:
                question.closed_at = closed_at
                question.closed_because = Question.Closing.OTHER if closed_at else ""
                changed.append(question)
        Question.objects.bulk_update(changed, ["closed_at", "closed_because"])
        self.tally.noted["questions closed or opened again since the last dump"] += len(changed)

    def _question(self, draft: Draft, people: dict[int, int]) -> Question:
        row = draft.row
        title, cut = title_of(row)
        self.tally.noted["titles shortened"] += cut
        closed_at = row.moment("ClosedDate")
        return Question(
            **draft.fields,
            **self._who(draft, people),
            title=title,
            slug=Question.slug_for(title),
            language=self.work.language,
            read_count=max(row.count("ViewCount"), 0),
            closed_at=closed_at,
            closed_because=Question.Closing.OTHER if closed_at else "",
            active_at=draft.at,
        )

    def _tag(self, drafts: dict[int, Draft], questions: list[Question]) -> None:
        names = {
            question.pk: tags_in(drafts[question.old_id or 0].row.text("Tags"))
            for question in questions
        }
        ids = tag_ids([name for some in names.values() for name in some])
        pairs = {(pk, ids[name]) for pk, some in names.items() for name in some}
        through = Question.tags.through
        through.objects.bulk_create(
            through(question_id=question_id, tag_id=tag_id) for question_id, tag_id in sorted(pairs)
        )
        self.tally.added["tags on questions"] += len(pairs)


class Answers(Posts):
    name, title = "answers", "answers"

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") == ANSWER

    def write(self, batch: list[Draft]) -> None:
        ours = {"imported_from": self.source}
        known = set(
            Answer.objects.filter(**ours, old_id__in=[draft.row.id for draft in batch]).values_list(
                "old_id", flat=True
            )
        )
        questions = dict(
            Question.objects.filter(
                **ours, old_id__in=[draft.row.the_number("ParentId") for draft in batch]
            ).values_list("old_id", "pk")
        )
        fresh = []
        for draft in batch:
            if draft.row.id in known:
                self.tally.keep(draft.row, "answer, already here")
            elif draft.row.the_number("ParentId") not in questions:
                self.tally.skip(draft.row, "answer", "its question is not in the dump")
            else:
                self.tally.keep(draft.row, "answer")
                known.add(draft.row.id)
                fresh.append(draft)
        people = self._people(fresh)
        Answer.objects.bulk_create(
            Answer(
                **draft.fields,
                **self._who(draft, people),
                question_id=questions[draft.row.the_number("ParentId")],
            )
            for draft in fresh
        )
        self.tally.added["answers"] += len(fresh)


class OtherPosts(FileStage[list[Row]]):
    """Election pages, help pages and whatever kinds the site has thought of since."""

    name, title, file = "other posts", "posts of other kinds", "Posts"

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") not in READ_BY_OTHERS

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        for row in batch:
            kind = named("Posts", row.the_number("PostTypeId"))
            self.tally.skip(row, kind, "there is nothing of this kind here")
