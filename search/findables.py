"""What of the community can be found: public words only, never asides, drafts or hidden posts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from community.markup import plain
from community.models import Member
from ephemeral.models import Entry, EntryQuestion
from questions.models import Answer, Question, Tag
from search.engine import Findable
from search.models import Document

LONGEST_THREAD = 120_000  # characters of answers in a thread's document, about forty long answers
BATCH = 200  # questions; some 2 MB of text


def question_key(question_id: int) -> str:
    return f"question-{question_id}"


def answer_key(answer_id: int) -> str:
    return f"answer-{answer_id}"


def person_key(member_id: int) -> str:
    return f"person-{member_id}"


def entry_key(entry_id: int) -> str:
    return f"entry-{entry_id}"


def of_questions(question_ids: Iterable[int]) -> list[Findable]:
    """The documents of these questions and of their answers, as far as everybody may see them."""
    answers = Answer.objects.public().best_first()
    tags = Tag.objects.prefetch_related("synonyms")
    questions = (
        Question.objects.public()
        .filter(pk__in=list(question_ids))
        .prefetch_related(Prefetch("answers", answers), Prefetch("tags", tags))
        .order_by("pk")
    )
    return [findable for question in questions for findable in _of_question(question)]


def _of_question(question: Question) -> Iterator[Findable]:
    answers = [(answer.pk, plain(answer.html)) for answer in question.answers.all()]
    yield Findable(
        key=question_key(question.pk),
        what=Document.What.QUESTION,
        language=question.language,
        title=question.title,
        tags=" ".join(_names_of(question.tags.all())),
        text=plain(question.html),
        answers="\n\n".join(text for _pk, text in answers)[:LONGEST_THREAD],
        question_id=question.pk,
    )
    for pk, text in answers:
        yield Findable(
            key=answer_key(pk),
            what=Document.What.ANSWER,
            language=question.language,
            text=text,
            question_id=question.pk,
            answer_id=pk,
        )


def _names_of(tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        yield tag.name
        yield from (synonym.name for synonym in tag.synonyms.all())


def of_entries(entry_ids: Iterable[int]) -> list[Findable]:
    """The documents of these entries, as far as they are published."""
    settled = EntryQuestion.objects.filter(question__hidden_at=None).select_related("question")
    tags = Tag.objects.prefetch_related("synonyms")
    entries = (
        Entry.objects.public()
        .filter(pk__in=list(entry_ids))
        .prefetch_related(Prefetch("settles", settled.order_by("pk")), Prefetch("tags", tags))
        .order_by("pk")
    )
    return [
        Findable(
            key=entry_key(entry.pk),
            what=Document.What.ENTRY,
            language=entry.language,
            title=entry.title,
            tags=" ".join(_names_of(entry.tags.all())),
            text=text_of(entry),
            answers=settled_titles(entry),
            entry_id=entry.pk,
        )
        for entry in entries
    ]


def text_of(entry: Entry) -> str:
    return f"{entry.summary}\n\n{plain(entry.html)}"


def settled_titles(entry: Entry) -> str:
    """How people asked for it: the titles of the questions that it settles, as prefetched."""
    return "\n\n".join(link.question.title for link in entry.settles.all())[:LONGEST_THREAD]


def of_members(member_ids: Iterable[int]) -> list[Findable]:
    """The documents of these people, by name and handle; who left is not found."""
    members = Member.objects.filter(pk__in=list(member_ids), is_active=True, erased_at=None)
    return [
        Findable(
            key=person_key(member.pk),
            what=Document.What.PERSON,
            language="",
            title=f"{member.name} {member.handle}".strip(),
            text="",
            member_id=member.pk,
        )
        for member in members.order_by("pk")
    ]


def everything() -> Iterator[list[Findable]]:
    """All there is to find, in batches."""
    for _last, batch in question_batches():
        yield batch
    yield from entry_batches()
    yield from member_batches()


def question_batches(after: int = 0) -> Iterator[tuple[int, list[Findable]]]:
    """All questions there are to find, in batches, each with the id it ends with."""
    for question_ids in _in_batches(Question.objects.public(), after):
        yield question_ids[-1], of_questions(question_ids)


def entry_batches() -> Iterator[list[Findable]]:
    """All entries there are to find, in batches."""
    for entry_ids in _in_batches(Entry.objects.public(), 0):
        yield of_entries(entry_ids)


def member_batches() -> Iterator[list[Findable]]:
    """All people there are to find, in batches."""
    for member_ids in _in_batches(Member.objects.filter(is_active=True, erased_at=None), 0):
        yield of_members(member_ids)


def _in_batches(rows: QuerySet[Any], after: int) -> Iterator[Sequence[int]]:
    while True:
        ids = rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        batch = list(ids[:BATCH])
        if not batch:
            return
        yield batch
        after = batch[-1]
