"""The asker says which answer solved it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.events import AcceptanceWithdrawn, AnswerAccepted, publish
from community.models import Member
from community.permissions import require
from questions.actions.locking import locked
from questions.models import Acceptance, Answer
from questions.permissions import can_accept


@transaction.atomic
def accept_answer(answer: Answer, *, by: Member, at: datetime | None = None) -> Acceptance:
    """Mark the answer that solved the question. The asker may change their mind."""
    answer = locked(answer)
    require(can_accept(by, answer))
    question = answer.question
    now = at or timezone.now()
    current = question.acceptances.current().select_related("answer").first()
    if current and current.answer_id == answer.pk:
        return current
    if current:
        _lock_authors(current.answer, answer)
        _withdraw(current, by=by, now=now)
    acceptance = question.acceptances.create(answer=answer, accepted_by=by, accepted_at=now)
    publish(AnswerAccepted(actor_id=by.pk, acceptance_id=acceptance.pk, at=now, **_names(answer)))
    return acceptance


@transaction.atomic
def withdraw_acceptance(answer: Answer, *, by: Member) -> None:
    """The answer did not solve it after all; nothing happens where it was not accepted."""
    answer = locked(answer)
    require(can_accept(by, answer))
    current = answer.acceptances.current().select_related("answer").first()
    if current:
        _withdraw(current, by=by, now=timezone.now())


def _withdraw(acceptance: Acceptance, *, by: Member, now: datetime) -> None:
    acceptance.withdrawn_at = now
    acceptance.save(update_fields=["withdrawn_at"])
    publish(
        AcceptanceWithdrawn(
            actor_id=by.pk, acceptance_id=acceptance.pk, at=now, **_names(acceptance.answer)
        )
    )


def _lock_authors(*answers: Answer) -> None:
    """Both ledgers change: lock their owners in one order, so that two moves never deadlock."""
    authors = Member.objects.filter(pk__in={answer.author_id for answer in answers})
    list(authors.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _names(answer: Answer) -> dict[str, Any]:
    return {
        "question_id": answer.question_id,
        "answer_id": answer.pk,
        "author_id": answer.author_id,
    }
