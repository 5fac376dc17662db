"""What the routes about questions have in common."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from community.api import viewer
from community.paging import page_of
from questions.models import Question

LARGEST_PAGE = 100
NOTHING = {204: None}

router = Router()


def page_json(rows: Any, order: Any, cursor: str, size: int) -> dict[str, Any]:
    if not 1 <= size <= LARGEST_PAGE:
        raise ValidationError(_("A page has 1 to %(most)d rows.") % {"most": LARGEST_PAGE})
    found = page_of(rows, order_by=order, cursor=cursor, size=size)
    return {"items": found.items, "next": found.next, "previous": found.previous}


def seen(model: Any, request: HttpRequest, pk: int) -> Any:
    """The post, if whoever asks may see it."""
    rows = model.objects.visible_to(viewer(request)).select_related("author", "capacity")
    if model is not Question:
        rows = rows.select_related("question")
    return get_object_or_404(rows, pk=pk)
