"""Which posts there are for whom: every read of them begins with `visible_to`."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from community.permissions import Viewer

ANYTHING = ~Q(pk__in=[])  # an empty Q would vanish from an “or”, and all it allows with it


class PostQuerySet(models.QuerySet[Any]):
    """What questions, answers and comments have in common."""

    def _readable(self, viewer: Viewer, prefix: str = "") -> Q:
        """Not hidden, or hidden from others than this viewer: moderators and the author see it."""
        shown = Q(**{f"{prefix}hidden_at": None})
        if not viewer.is_authenticated:
            return shown
        if viewer.is_moderator:
            return ANYTHING
        return shown | Q(**{f"{prefix}author_id": viewer.pk})


class QuestionQuerySet(PostQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(self._readable(viewer))

    def public(self) -> Self:
        """What everybody may see."""
        return self.filter(hidden_at=None)

    def unanswered(self) -> Self:
        return self.filter(answer_count=0, duplicate_of=None, locked_at=None)

    def with_people(self) -> Self:
        return self.select_related("author", "capacity")


class AnswerQuerySet(PostQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(self._readable(viewer) & self._readable(viewer, "question__"))

    def public(self) -> Self:
        return self.filter(hidden_at=None, question__hidden_at=None)

    def with_people(self) -> Self:
        return self.select_related("author", "capacity")

    def best_first(self) -> Self:
        """The accepted answer, then by score, then the oldest."""
        return self.order_by(F("accepted_at").desc(nulls_last=True), "-score", "posted_at", "pk")


class CommentQuerySet(PostQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        here = self._readable(viewer) & self._readable(viewer, "question__")
        return self.filter(here & (Q(answer=None) | self._readable(viewer, "answer__")))

    def public(self) -> Self:
        return self.filter(
            Q(answer=None) | Q(answer__hidden_at=None), hidden_at=None, question__hidden_at=None
        )

    def with_people(self) -> Self:
        return self.select_related("author", "capacity")
