"""Answering, and making an answer better."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.capacities import capacity_for
from community.events import AnswerEdited, AnswerPosted, publish
from community.markup import render
from community.models import Member
from community.permissions import require
from questions.actions.following import begin_following
from questions.actions.locking import locked, locked_question
from questions.actions.revising import check_base, write_revision
from questions.actions.words import clean_reason, clean_text
from questions.models import Answer, Question, QuestionFollow
from questions.permissions import can_answer, can_edit


@transaction.atomic
def post_answer(
    question: Question, *, body: str, by: Member, speaking_as: str = "", at: datetime | None = None
) -> Answer:
    """Answer a question. Raises ValidationError for an empty or endless text."""
    question = locked_question(question.pk)
    require(can_answer(by, question))
    body = clean_text(body)
    now = at or timezone.now()
    answer = Answer.objects.create(
        question=question,
        author=by,
        capacity=capacity_for(by, speaking_as),
        body=body,
        html=render(body),
        posted_at=now,
    )
    write_revision(answer, author=by, at=now)
    begin_following(question, by, QuestionFollow.Because.ANSWERED, at=now)
    publish(
        AnswerPosted(
            actor_id=by.pk,
            capacity_id=answer.capacity_id,
            question_id=question.pk,
            answer_id=answer.pk,
            at=now,
        )
    )
    return answer


@transaction.atomic
def edit_answer(
    answer: Answer,
    *,
    body: str,
    by: Member,
    reason: str = "",
    base: int | None = None,
    restores: int | None = None,
    at: datetime | None = None,
) -> Answer:
    """Change what an answer says. `base` is the revision the editor began from.

    Raises EditConflict when somebody else has changed it since, ValidationError for a bad text.
    """
    answer = locked(answer)
    require(can_edit(by, answer))
    body, reason = clean_text(body), clean_reason(reason, required=False)
    if answer.body == body:
        return answer
    check_base(answer, base)
    now = at or timezone.now()
    answer.body, answer.html = body, render(body)
    answer.edited_at, answer.edited_by = now, by
    answer.save(update_fields=["body", "html", "edited_at", "edited_by"])
    write_revision(answer, author=by, reason=reason, restores=restores, at=now)
    publish(
        AnswerEdited(
            actor_id=by.pk,
            question_id=answer.question_id,
            answer_id=answer.pk,
            reason=reason,
            at=now,
        )
    )
    answer.refresh_from_db()
    return answer
