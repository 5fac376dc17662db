"""Keeping order: hide and restore, lock and unlock, say that a question was asked before."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.events import (
    DuplicateUnmarked,
    PostHidden,
    PostRestored,
    QuestionLocked,
    QuestionMarkedDuplicate,
    QuestionUnlocked,
    publish,
)
from community.models import Member
from community.permissions import require
from questions.actions.locking import locked, locked_question
from questions.actions.words import clean_reason
from questions.models import Answer, Comment, Question, QuestionFollow
from questions.permissions import can_hide, can_lock, can_mark_duplicate, can_restore

CHAIN = 20  # no chain of duplicates is that long; a longer one would be a circle


def _names(post: Question | Answer | Comment) -> dict[str, Any]:
    return {
        "question_id": post.question_id,
        "author_id": post.author_id,
        "answer_id": post.pk if isinstance(post, Answer) else getattr(post, "answer_id", None),
        "comment_id": post.pk if isinstance(post, Comment) else None,
    }


@transaction.atomic
def hide_post(
    post: Question | Answer | Comment, *, reason: str, by: Member, at: datetime | None = None
) -> None:
    """Take a post out of everybody's sight but its author's and the moderators'."""
    post = locked(post)
    require(can_hide(by, post))
    reason = clean_reason(reason)
    if post.hidden_at:
        return
    now = at or timezone.now()
    post.hidden_at, post.hidden_by, post.hidden_reason = now, by, reason
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    publish(PostHidden(actor_id=by.pk, reason=reason, at=now, **_names(post)))


@transaction.atomic
def restore_post(post: Question | Answer | Comment, *, reason: str, by: Member) -> None:
    """Show a hidden post again."""
    post = locked(post)
    require(can_restore(by, post))
    reason = clean_reason(reason)
    if not post.hidden_at:
        return
    post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    publish(PostRestored(actor_id=by.pk, reason=reason, **_names(post)))


@transaction.atomic
def lock_question(
    question: Question, *, reason: str, by: Member, at: datetime | None = None
) -> None:
    """Stop answers, comments, votes and edits by all but moderators."""
    question = locked_question(question.pk)
    require(can_lock(by))
    reason = clean_reason(reason)
    if question.locked_at:
        return
    now = at or timezone.now()
    question.locked_at, question.locked_by, question.locked_reason = now, by, reason
    question.save(update_fields=["locked_at", "locked_by", "locked_reason"])
    publish(QuestionLocked(actor_id=by.pk, question_id=question.pk, reason=reason, at=now))


@transaction.atomic
def unlock_question(question: Question, *, reason: str, by: Member) -> None:
    question = locked_question(question.pk)
    require(can_lock(by))
    reason = clean_reason(reason)
    if not question.locked_at:
        return
    question.locked_at, question.locked_by, question.locked_reason = None, None, ""
    question.save(update_fields=["locked_at", "locked_by", "locked_reason"])
    publish(QuestionUnlocked(actor_id=by.pk, question_id=question.pk, reason=reason))


@transaction.atomic
def mark_duplicate(
    question: Question, *, of: Question, by: Member, at: datetime | None = None
) -> None:
    """Say that a question was asked before. Who follows it follows the original too.

    Raises ValidationError when that would lead in a circle.
    """
    question = locked_question(question.pk)
    require(can_mark_duplicate(by, question))
    if question.duplicate_of_id == of.pk:
        return
    _check_chain(question, of)
    now = at or timezone.now()
    question.duplicate_of = of
    question.save(update_fields=["duplicate_of"])
    for follow in question.follows.current().exclude(member__question_follows__question=of):
        QuestionFollow.objects.get_or_create(
            question=of,
            member_id=follow.member_id,
            defaults={"because": follow.because, "began_at": now},
        )
    publish(
        QuestionMarkedDuplicate(actor_id=by.pk, question_id=question.pk, original_id=of.pk, at=now)
    )


def _check_chain(question: Question, original: Question) -> None:
    current = Question.objects.filter(pk=original.pk).first()  # as it is now
    for _step in range(CHAIN):
        if current is None:
            return
        if current.pk == question.pk:
            break
        current = current.duplicate_of
    raise ValidationError({"original": _("That would lead in a circle.")})


@transaction.atomic
def unmark_duplicate(question: Question, *, by: Member) -> None:
    """It is a question of its own after all."""
    question = locked_question(question.pk)
    require(can_mark_duplicate(by, question))
    original_id = question.duplicate_of_id
    if original_id is None:
        return
    question.duplicate_of = None
    question.save(update_fields=["duplicate_of"])
    publish(DuplicateUnmarked(actor_id=by.pk, question_id=question.pk, original_id=original_id))
