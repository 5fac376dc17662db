"""Revisions: written with every change, compared when two people edit, brought back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Member
from questions.models import Answer, Question, Revision


class EditConflict(ValidationError):
    """Somebody else changed the post since the editor began; both texts are kept to be shown.

    `base` is what an editor who has seen both begins from; posts of apps above name their own.
    """

    def __init__(self, post: Any, base: int | None = None) -> None:
        super().__init__(
            _(
                "%(person)s changed this while you were writing. Both versions are below: "
                "bring together what you want to keep, then save."
            )
            % {"person": post.edited_by or _("Somebody")},
            code="conflict",
        )
        self.post = post
        self.base = post.revision_count if base is None else base


def write_revision(
    post: Question | Answer,
    *,
    author: Member | None,
    at: datetime,
    reason: str = "",
    restores: int | None = None,
) -> Revision:
    """Keep what the post says now as its next revision."""
    tags = [tag.name for tag in post.tags.order_by("name")] if isinstance(post, Question) else []
    latest = post.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return post.revisions.create(
        number=latest + 1,
        title=post.title if isinstance(post, Question) else "",
        tags=tags,
        body=post.body,
        author=author,
        reason=reason,
        restores=restores,
        made_at=at,
    )


def check_base(post: Question | Answer, base: int | None) -> None:
    """Raise EditConflict when the editor did not begin from the newest revision."""
    if base is not None and base != post.revision_count:
        raise EditConflict(post)


@transaction.atomic
def roll_back(
    post: Question | Answer, *, to: Revision, by: Member, reason: str = ""
) -> Question | Answer:
    """Make an earlier revision the newest again; nothing between is lost."""
    from questions.actions.answering import edit_answer
    from questions.actions.asking import edit_question

    reason = reason or _("Back to revision %(number)d") % {"number": to.number}
    if isinstance(post, Question):
        return edit_question(
            post,
            title=to.title,
            body=to.body,
            tags=to.tags,
            by=by,
            reason=reason,
            restores=to.number,
        )
    return edit_answer(post, body=to.body, by=by, reason=reason, restores=to.number)
