"""Comments: short words on a question or an answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.capacities import capacity_for
from community.events import CommentEdited, CommentPosted, publish
from community.markup import render
from community.models import Member
from community.permissions import require
from questions.actions.following import begin_following
from questions.actions.locking import locked
from questions.actions.words import clean_text
from questions.models import Answer, Comment, Question, QuestionFollow
from questions.models.posts import COMMENT_LENGTH
from questions.permissions import can_comment, can_edit_comment


@transaction.atomic
def post_comment(
    post: Question | Answer,
    *,
    body: str,
    by: Member,
    speaking_as: str = "",
    at: datetime | None = None,
) -> Comment:
    """Comment on a question or an answer. Raises ValidationError for a bad text."""
    post = locked(post)
    require(can_comment(by, post))
    body = clean_text(body, longest=COMMENT_LENGTH)
    now = at or timezone.now()
    comment = Comment.objects.create(
        question=post.question,
        answer=post if isinstance(post, Answer) else None,
        author=by,
        capacity=capacity_for(by, speaking_as),
        body=body,
        html=render(body),
        posted_at=now,
    )
    begin_following(post.question, by, QuestionFollow.Because.COMMENTED, at=now)
    publish(
        CommentPosted(
            actor_id=by.pk,
            capacity_id=comment.capacity_id,
            question_id=comment.question_id,
            comment_id=comment.pk,
            answer_id=comment.answer_id,
            at=now,
        )
    )
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, body: str, by: Member, at: datetime | None = None) -> Comment:
    """Change one's own comment; it then says that it was edited."""
    comment = locked(comment)
    require(can_edit_comment(by, comment))
    body = clean_text(body, longest=COMMENT_LENGTH)
    if comment.body == body:
        return comment
    now = at or timezone.now()
    comment.body, comment.html = body, render(body)
    comment.edited_at, comment.edited_by = now, by
    comment.save(update_fields=["body", "html", "edited_at", "edited_by"])
    publish(
        CommentEdited(
            actor_id=by.pk,
            question_id=comment.question_id,
            comment_id=comment.pk,
            answer_id=comment.answer_id,
            at=now,
        )
    )
    return comment
