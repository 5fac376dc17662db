"""The private part of a public question: written, taken out of the thread, shared with it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import AsideMadePublic, AsideWritten, PostTakenAside, publish
from community.markup import render
from community.models import Member
from community.permissions import require
from questions.actions.answering import post_answer
from questions.actions.commenting import post_comment
from questions.actions.locking import locked, locked_question
from questions.actions.words import clean_text
from questions.models import Answer, Aside, Comment, Question
from questions.models.posts import COMMENT_LENGTH
from questions.permissions import can_share_aside, can_take_aside, can_write_aside


@transaction.atomic
def write_aside(
    question: Question, *, body: str, by: Member, speaking_as: str = "", at: datetime | None = None
) -> Aside:
    """Say something only the asker and employees will read."""
    question = locked_question(question.pk)
    require(can_write_aside(by, question))
    body = clean_text(body)
    now = at or timezone.now()
    aside = question.asides.create(
        author=by,
        capacity=capacity_for(by, speaking_as),
        body=body,
        html=render(body),
        posted_at=now,
    )
    publish(
        AsideWritten(
            actor_id=by.pk,
            capacity_id=aside.capacity_id,
            question_id=question.pk,
            aside_id=aside.pk,
            at=now,
        )
    )
    return aside


@transaction.atomic
def take_aside(post: Answer | Comment, *, by: Member) -> Aside:
    """Move what should not be public into the aside.

    Its text leaves the public row, and that row's revisions with it: only the aside still holds it.
    Raises ValidationError when it is there already.
    """
    post = locked(post)
    require(can_take_aside(by, post))
    if not post.body:
        raise ValidationError(_("This is in the aside already."))
    aside = post.question.asides.create(
        author=post.author,
        capacity=post.capacity,
        body=post.body,
        html=post.html,
        posted_at=post.posted_at,
        taken_from_answer=post if isinstance(post, Answer) else None,
        taken_from_comment=post if isinstance(post, Comment) else None,
    )
    post.body = post.html = ""
    post.hidden_at, post.hidden_by = timezone.now(), by
    post.hidden_reason = _("Moved into the aside of this question.")
    post.save(update_fields=["body", "html", "hidden_at", "hidden_by", "hidden_reason"])
    if isinstance(post, Answer):
        post.revisions.all().delete()
    publish(
        PostTakenAside(
            actor_id=by.pk,
            question_id=post.question_id,
            aside_id=aside.pk,
            answer_id=post.pk if isinstance(post, Answer) else post.answer_id,
            comment_id=post.pk if isinstance(post, Comment) else None,
        )
    )
    return aside


@transaction.atomic
def share_aside(aside: Aside, *, body: str, by: Member) -> Answer | Comment:
    """Say publicly what was said aside, in words fit for it; the aside keeps its own.

    A short word of the asker becomes a comment on the question, anything else an answer.
    """
    question = locked_question(aside.question_id)
    aside = question.asides.select_related("capacity__team").get(pk=aside.pk)
    aside.question = question
    require(can_share_aside(by, aside))
    if aside.is_shared:
        raise ValidationError(_("This has been made public already."))
    team = aside.capacity.team if aside.capacity else None
    speaking_as = (
        team.slug
        if team and any(employment.team_id == team.pk for employment in by.current_employments)
        else ""
    )
    post: Answer | Comment
    if by.pk == question.author_id and len(body) <= COMMENT_LENGTH:
        post = post_comment(question, body=body, by=by, speaking_as=speaking_as)
        aside.shared_as_comment = post
    else:
        post = post_answer(question, body=body, by=by, speaking_as=speaking_as)
        aside.shared_as_answer = post
    aside.save(update_fields=["shared_as_answer", "shared_as_comment"])
    publish(AsideMadePublic(actor_id=by.pk, question_id=question.pk, aside_id=aside.pk))
    return post
