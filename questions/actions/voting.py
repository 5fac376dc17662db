"""Votes, and “I have this too”."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.events import (
    SameProblemSaid,
    SameProblemWithdrawn,
    VoteCast,
    VoteWithdrawn,
    publish,
)
from community.models import Member
from community.permissions import require
from questions.actions.following import begin_following
from questions.actions.locking import locked, locked_question
from questions.models import Answer, Question, QuestionFollow, SameProblem, Vote
from questions.permissions import can_say_same, can_vote


def _names(post: Question | Answer) -> dict[str, Any]:
    return {
        "question_id": post.question_id,
        "answer_id": post.pk if isinstance(post, Answer) else None,
        "author_id": post.author_id,
    }


@transaction.atomic
def cast_vote(
    post: Question | Answer, *, value: int, by: Member, at: datetime | None = None
) -> Vote:
    """Vote +1 or -1, or change one's vote. The same vote twice counts once."""
    if value not in (Vote.UP, Vote.DOWN):
        raise ValidationError(_("A vote is up (1) or down (-1)."))
    post = locked(post)
    require(can_vote(by, post))
    now = at or timezone.now()
    vote, made = post.votes.get_or_create(member=by, defaults={"value": value, "cast_at": now})
    if not made and vote.value == value:
        return vote
    if not made:
        publish(VoteWithdrawn(actor_id=by.pk, vote_id=vote.pk, at=now, **_names(post)))
        vote.value, vote.cast_at = value, now
        vote.save(update_fields=["value", "cast_at"])
    publish(VoteCast(actor_id=by.pk, vote_id=vote.pk, value=value, at=now, **_names(post)))
    return vote


@transaction.atomic
def withdraw_vote(post: Question | Answer, *, by: Member) -> None:
    """Take one's vote back; nothing happens where there is none."""
    post = locked(post)
    require(can_vote(by, post))
    vote = post.votes.filter(member=by).first()
    if vote is None:
        return
    vote_id = vote.pk
    vote.delete()
    publish(VoteWithdrawn(actor_id=by.pk, vote_id=vote_id, **_names(post)))


@transaction.atomic
def say_same(question: Question, *, by: Member, at: datetime | None = None) -> SameProblem:
    """“I have this too”, and want to hear what becomes of it."""
    question = locked_question(question.pk)
    require(can_say_same(by, question))
    now = at or timezone.now()
    same, made = question.same_problems.get_or_create(member=by, defaults={"said_at": now})
    if made:
        begin_following(question, by, QuestionFollow.Because.SAME, at=now)
        publish(SameProblemSaid(actor_id=by.pk, question_id=question.pk, at=now))
    return same


@transaction.atomic
def withdraw_same(question: Question, *, by: Member) -> None:
    """No longer have the problem; nothing happens to somebody who never said so."""
    question = locked_question(question.pk)
    require(can_say_same(by, question))
    gone, _rows = question.same_problems.filter(member=by).delete()
    if gone:
        publish(SameProblemWithdrawn(actor_id=by.pk, question_id=question.pk))
