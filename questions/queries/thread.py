"""One question with everything said under it, as one reader may see it.

What all readers see of a thread is made once and kept under the question's version. It holds slots
where readers differ or time passes; `questions.slots` fills them when the page is read.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import translation

from community import log
from community.models import Member
from community.permissions import Viewer
from questions import additions
from questions.models import (
    Answer,
    Comment,
    Question,
    Tag,
)
from questions.queries.reader import Reader

KEPT_FOR = 24 * 60 * 60  # seconds; a version is never right again, so this only bounds memory
EVERYBODY = AnonymousUser()
RELATED = 5  # more is a list of its own
DUPLICATES = 5
WHO_KNOW = 3


@dataclass(frozen=True)
class AnswerInThread:
    answer: Answer
    comments: list[Comment]


@dataclass(frozen=True)
class Thread:
    """What stands on the page of a question."""

    question: Question
    answers: list[AnswerInThread]
    comments: list[Comment]
    tags: list[Any]
    decisions: list[Any]
    duplicates: list[Question]
    related: list[Question]
    who_knows: list[Member]
    after: int | None  # the event up to which open pages need not be told anything


def question_for(viewer: Viewer, pk: int) -> Question:
    """The question alone. Raises Http404 when this viewer may not see it."""
    rows = Question.objects.visible_to(viewer).select_related("author")
    question = rows.filter(pk=pk).first()
    if question is None:
        raise Http404
    return question


def thread_of(question: Question, viewer: Viewer) -> Thread:
    """Everything said under a question that this viewer may see, in seven queries at most."""
    questions = Question.objects.with_people().select_related("duplicate_of")
    # The place in the log comes with the first query: what is read after it can only be newer.
    question = questions.annotate(after=Subquery(log.places()[:1])).get(pk=question.pk)
    comments: dict[int | None, list[Comment]] = {}
    for comment in (
        Comment.objects.visible_to(viewer)
        .filter(question=question)
        .with_people()
        .order_by("posted_at", "pk")
    ):
        comment.question = question
        comments.setdefault(comment.answer_id, []).append(comment)
    answers = Answer.objects.visible_to(viewer).filter(question=question).with_people()
    in_thread = []
    for answer in answers.best_first():
        answer.question = question
        in_thread.append(AnswerInThread(answer, comments.get(answer.pk, [])))
    is_idea = question.kind == Question.Kind.IDEA
    tags = list(question.tags.order_by("name"))
    near = _near(question, tags)
    return Thread(
        question=question,
        answers=in_thread,
        comments=comments.get(None, []),
        tags=tags,
        decisions=list(question.decisions.select_related("decided_by", "capacity"))
        if is_idea
        else [],
        duplicates=[other for other in near if other.duplicate_of_id == question.pk],
        related=[other for other in near if other.duplicate_of_id != question.pk][:RELATED],
        who_knows=[] if is_idea else _who_know(tags),
        after=question.after,  # type: ignore[attr-defined]  # annotated above
    )


def _near(question: Question, tags: list[Tag]) -> list[Question]:
    """Questions that repeat this one, are linked from it, or share its tags: the nearest first."""
    through = Question.tags.through.objects.filter(tag__in=tags, question=OuterRef("pk"))
    each = through.order_by().values("question").annotate(total=Count("pk"))
    shared = each.values("total")  # type: ignore[misc]  # django-stubs does not see the line above
    linked = Question.related.through.objects.filter(
        from_question=question, to_question=OuterRef("pk")
    )
    near = (
        Question.objects.public()
        .exclude(pk=question.pk)
        .annotate(shared=Coalesce(Subquery(shared), 0), linked=Exists(linked))
        .filter(Q(duplicate_of=question) | Q(linked=True) | Q(tags__in=tags, duplicate_of=None))
        .distinct()
        .only("pk", "slug", "title", "duplicate_of_id", "answer_count", "solved_at")
    )
    return list(near.order_by("-linked", "-shared", "-score", "-pk")[: RELATED + DUPLICATES])


def _who_know(tags: list[Tag]) -> list[Member]:
    """Whose answers solved most questions under these tags."""
    if not tags:
        return []
    solved = Q(answers__accepted_at__isnull=False, answers__hidden_at=None)
    members = Member.objects.filter(is_active=True, answers__question__tags__in=tags)
    counted = members.annotate(solved=Count("answers", filter=solved, distinct=True))
    return list(counted.filter(solved__gt=0).order_by("-solved", "pk")[:WHO_KNOW])


def thread_parts(question: Question, reader: Reader) -> dict[str, Any]:
    """The thread's HTML with its slots still open: `thread`, `beside` and `structured`.

    With it, as `facts`, what apps above know of the question.
    """
    if reader.sees_more:
        return _render(thread_of(question, reader.viewer), _facts(question))
    key = f"thread:{question.pk}:{question.version}:{translation.get_language()}"
    parts: dict[str, Any] | None = cache.get(key)
    if parts is None:
        parts = _render(thread_of(question, EVERYBODY), _facts(question))
        cache.set(key, parts, KEPT_FOR)
    return parts


def _facts(question: Question) -> dict[str, Any]:
    """What apps above know of a question: asked once for each version of just that."""
    key = f"facts:{question.pk}:{question.facts_version}"
    facts: dict[str, Any] | None = cache.get(key)
    if facts is None:
        facts = additions.facts_of([question.pk])[question.pk]
        cache.set(key, facts, KEPT_FOR)
    return facts


def _render(thread: Thread, facts: dict[str, Any]) -> dict[str, Any]:
    from questions.structured import qa_page

    context = {"thread": thread, "question": thread.question, "SITE_URL": settings.SITE_URL}
    return {
        "thread": render_to_string("questions/_thread.html", context),
        "beside": render_to_string("questions/_thread_beside.html", context),
        "structured": qa_page(
            thread,
            additions.described("structured", facts),
            additions.described("structured page", facts),
        ),
        "facts": facts,
    }
