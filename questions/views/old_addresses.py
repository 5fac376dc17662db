"""Addresses that people bookmarked where the community lived before lead to the same posts here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.models import ImportedSource
from questions.models import Answer, Question


@require_safe
def old_question(request: HttpRequest, old_id: str) -> HttpResponse:
    return _to_post(request, int(old_id), Question, Answer)


@require_safe
def old_answer(request: HttpRequest, old_id: str) -> HttpResponse:
    return _to_post(request, int(old_id), Answer, Question)


def _to_post(request: HttpRequest, old_id: int, *models: Any) -> HttpResponse:
    """Where two communities came in, the one that came first keeps the address."""
    for model in models:
        found = model.objects.visible_to(request.user).filter(
            imported_from__in=ImportedSource.objects.all(), old_id=old_id
        )
        if model is Answer:
            found = found.select_related("question")
        if post := found.order_by("imported_from").first():
            return redirect(post, permanent=True)
    raise Http404(_("No post with this number came here."))
