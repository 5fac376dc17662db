"""What the organisation says to an idea."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import IdeaDecided, publish
from community.markup import render
from community.models import Member
from community.permissions import require
from questions.actions.locking import locked_question
from questions.actions.words import clean_text
from questions.models import IdeaDecision, Question
from questions.models.posts import COMMENT_LENGTH
from questions.permissions import can_decide_idea


@transaction.atomic
def decide_idea(
    question: Question,
    *,
    status: str,
    by: Member,
    response: str = "",
    speaking_as: str = "",
    at: datetime | None = None,
) -> IdeaDecision:
    """Give an idea a status, with the organisation's words. The history stays.

    Raises ValidationError for an unknown status, or a decline without a word.
    """
    question = locked_question(question.pk)
    require(can_decide_idea(by, question))
    if status not in Question.IdeaStatus.values:
        raise ValidationError({"status": _("Choose a status.")})
    if status == Question.IdeaStatus.DECLINED and not response.strip():
        raise ValidationError({"response": _("Say why; whoever had the idea deserves it.")})
    if response.strip():
        response = clean_text(response, longest=COMMENT_LENGTH, field="response")
    now = at or timezone.now()
    decision = question.decisions.create(
        status=status,
        response=response,
        html=render(response) if response.strip() else "",
        decided_by=by,
        capacity=capacity_for(by, speaking_as),
        decided_at=now,
    )
    question.idea_status = status
    question.save(update_fields=["idea_status"])
    publish(
        IdeaDecided(
            actor_id=by.pk,
            capacity_id=decision.capacity_id,
            question_id=question.pk,
            status=status,
            decision_id=decision.pk,
            at=now,
        )
    )
    return decision
