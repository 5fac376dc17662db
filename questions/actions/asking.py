"""Asking, and making a question better."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import QuestionAsked, QuestionEdited, publish
from community.markup import render
from community.models import Member
from community.permissions import require
from questions.actions.following import begin_following
from questions.actions.locking import locked
from questions.actions.revising import check_base, write_revision
from questions.actions.tagging import tags_named
from questions.actions.words import clean_reason, clean_text, clean_title
from questions.models import Question, QuestionFollow
from questions.permissions import can_ask, can_edit


@transaction.atomic
def ask_question(
    *,
    title: str,
    body: str,
    by: Member,
    kind: str = Question.Kind.QUESTION,
    tags: Sequence[str] = (),
    speaking_as: str = "",
    language: str = "",
    at: datetime | None = None,
) -> Question:
    """Ask the community. Raises ValidationError, by field, for what cannot be asked like this."""
    require(can_ask(by))
    if kind not in Question.Kind.values:
        raise ValidationError({"kind": _("Choose what kind of question this is.")})
    title = clean_title(title)
    body = clean_text(body)
    now = at or timezone.now()
    question = Question.objects.create(
        kind=kind,
        title=title,
        slug=Question.slug_for(title),
        body=body,
        html=render(body),
        author=by,
        capacity=capacity_for(by, speaking_as),
        language=language or by.language or "en",
        idea_status=Question.IdeaStatus.NEW if kind == Question.Kind.IDEA else "",
        posted_at=now,
        active_at=now,
    )
    question.tags.set(tags_named(tags))
    write_revision(question, author=by, at=now)
    begin_following(question, by, QuestionFollow.Because.ASKED, at=now)
    publish(
        QuestionAsked(
            actor_id=by.pk, capacity_id=question.capacity_id, question_id=question.pk, at=now
        )
    )
    question.refresh_from_db()
    return question


@transaction.atomic
def edit_question(
    question: Question,
    *,
    title: str,
    body: str,
    by: Member,
    tags: Sequence[str] | None = None,
    kind: str | None = None,
    reason: str = "",
    base: int | None = None,
    restores: int | None = None,
    at: datetime | None = None,
) -> Question:
    """Change what a question says. `base` is the revision the editor began from.

    Raises EditConflict when somebody else has changed it since, ValidationError for a bad text.
    """
    question = locked(question)
    require(can_edit(by, question))
    title, body = clean_title(title), clean_text(body)
    reason = clean_reason(reason, required=False)
    before = list(question.tags.all())
    after = before if tags is None else tags_named(tags)
    kind = kind or question.kind
    if kind not in Question.Kind.values:
        raise ValidationError({"kind": _("Choose what kind of question this is.")})
    same_tags = {tag.pk for tag in before} == {tag.pk for tag in after}
    if (question.title, question.body, question.kind) == (title, body, kind) and same_tags:
        return question
    check_base(question, base)
    now = at or timezone.now()
    question.title, question.slug, question.kind = title, Question.slug_for(title), kind
    question.body, question.html = body, render(body)
    if kind != Question.Kind.IDEA:
        question.idea_status = ""
    elif not question.idea_status:
        question.idea_status = Question.IdeaStatus.NEW
    question.edited_at, question.edited_by = now, by
    question.save(
        update_fields=[
            "title", "slug", "kind", "body", "html", "idea_status", "edited_at", "edited_by",
        ]
    )  # fmt: skip
    question.tags.set(after)
    write_revision(question, author=by, reason=reason, restores=restores, at=now)
    touched = sorted({tag.pk for tag in [*before, *after]})
    publish(
        QuestionEdited(
            actor_id=by.pk, question_id=question.pk, reason=reason, tag_ids=touched, at=now
        )
    )
    question.refresh_from_db()
    return question
