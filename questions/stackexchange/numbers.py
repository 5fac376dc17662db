"""Brings the stored numbers in line with what came in."""

from typing import Any

from django.db.models import F, QuerySet

from questions.counters import answer_facts, question_facts, tag_facts
from questions.models import Answer, Question, Tag
from questions.stackexchange.work import RangeStage


class QuestionNumbers(RangeStage):
    name, title = "question numbers", "counting: questions"

    def table(self) -> QuerySet[Any]:
        return Question.objects.filter(imported_from=self.source)

    def write(self, batch: tuple[int, int]) -> None:
        self.table().filter(pk__range=batch).update(**question_facts(), version=F("version") + 1)


class AnswerNumbers(RangeStage):
    name, title = "answer numbers", "counting: answers"

    def table(self) -> QuerySet[Any]:
        return Answer.objects.filter(imported_from=self.source)

    def write(self, batch: tuple[int, int]) -> None:
        self.table().filter(pk__range=batch).update(**answer_facts())


class TagNumbers(RangeStage):
    name, title = "tag numbers", "counting: tags"
    size = 100  # each counts all of its questions

    def table(self) -> QuerySet[Any]:
        return Tag.objects.all()

    def write(self, batch: tuple[int, int]) -> None:
        self.table().filter(pk__range=batch).update(**tag_facts())
