"""Every number stored with a question, an answer or a tag, and how it follows from facts."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, DateTimeField, F, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from questions.models import Acceptance, Answer, Comment, Question, Revision, SameProblem, Tag, Vote

INTEGER = IntegerField()
SHOWN_COMMENT = Q(hidden_at=None) & (Q(answer=None) | Q(answer__hidden_at=None))


def _aggregate(rows: Any, by: str, aggregate: Any) -> Subquery:
    """An aggregate of the rows that point to the outer row, as a correlated subquery."""
    of_this = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Subquery(of_this.annotate(total=aggregate).values("total"))


def _count(rows: Any, by: str) -> Combinable:
    return Coalesce(_aggregate(rows, by, Count("pk")), 0, output_field=INTEGER)


def _score(by: str) -> Combinable:
    votes = Coalesce(_aggregate(Vote.objects, by, Sum("value")), 0, output_field=INTEGER)
    return F("imported_ups") - F("imported_downs") + votes


def _latest(rows: Any, field: str) -> Combinable:
    return Coalesce(
        _aggregate(rows, "question", Max(field)), F("posted_at"), output_field=DateTimeField()
    )


def _active_at() -> Combinable:
    answers = Answer.objects.filter(hidden_at=None)
    comments = Comment.objects.filter(SHOWN_COMMENT)
    return Greatest(
        F("posted_at"),
        Coalesce(F("edited_at"), F("posted_at")),
        _latest(answers, "posted_at"),
        _latest(answers, "edited_at"),
        _latest(comments, "posted_at"),
    )


def question_facts() -> dict[str, Combinable]:
    """Field → expression that computes it from facts."""
    same = _count(SameProblem.objects, "question")
    return {
        "score": _score("question"),
        "answer_count": _count(Answer.objects.filter(hidden_at=None), "question"),
        "same_count": same,
        "wanted": _score("question") + same,
        "solved_at": _aggregate(
            Acceptance.objects.current().filter(answer__hidden_at=None),
            "question",
            Max("accepted_at"),
        ),
        "active_at": _active_at(),
        "revision_count": _count(Revision.objects, "question"),
    }


def answer_facts() -> dict[str, Combinable]:
    return {
        "score": _score("answer"),
        "accepted_at": _aggregate(Acceptance.objects.current(), "answer", Max("accepted_at")),
        "revision_count": _count(Revision.objects, "answer"),
    }


def tag_facts() -> dict[str, Combinable]:
    through = Question.tags.through.objects.filter(question__hidden_at=None)
    return {"question_count": _count(through, "tag")}


def recount_question(question_id: int, *, facts: bool = False) -> None:
    """Bring a question's numbers in line with the facts, and its version past what is cached.

    With `facts`, what apps above know of it may be different now, too.
    """
    Question.objects.filter(pk=question_id).update(
        **question_facts(), version=F("version") + 1, facts_version=F("facts_version") + int(facts)
    )


def recount_score_of_question(question_id: int) -> None:
    """What a vote changes: two of seven numbers, a third of the work."""
    same = _count(SameProblem.objects, "question")
    Question.objects.filter(pk=question_id).update(
        score=_score("question"), wanted=_score("question") + same, version=F("version") + 1
    )


def recount_answer(answer_id: int) -> None:
    Answer.objects.filter(pk=answer_id).update(**answer_facts())


def recount_score_of_answer(answer_id: int) -> None:
    Answer.objects.filter(pk=answer_id).update(score=_score("answer"))


def recount_tags(tag_ids: Collection[int]) -> None:
    """Locked first, in one order: writers never wait in a circle, and count what is there then."""
    tags = Tag.objects.filter(pk__in=tag_ids)
    list(tags.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    tags.update(**tag_facts())


def renew_thread(question_id: int) -> None:
    """Let everything that is cached of a thread be made anew."""
    Question.objects.filter(pk=question_id).update(version=F("version") + 1)


def renew_facts(question_id: int) -> None:
    """As `renew_thread`, and what apps above add to it is asked anew too."""
    Question.objects.filter(pk=question_id).update(
        version=F("version") + 1, facts_version=F("facts_version") + 1
    )
