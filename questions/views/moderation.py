"""What moderators did, for everybody to see."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from questions.queries.moderation import KINDS, acts_of, acts_page


@require_safe
def public_log(request: HttpRequest) -> HttpResponse:
    """Every act of moderation, the newest first; `?kind=` shows one sort of them."""
    kind = request.GET.get("kind", "")
    page = acts_page(kind=kind, cursor=request.GET.get("page", ""))
    return render(
        request,
        "questions/moderation.html",
        {
            "acts": acts_of(page.items, request.user),
            "tabs": [
                {"words": words, "url": _address(kind=name), "current": name == kind}
                for name, words in [("", _("All")), *((k.name, k.label) for k in KINDS.values())]
            ],
            "next_url": _address(kind=kind, page=page.next) if page.next else "",
            "previous_url": _address(kind=kind, page=page.previous) if page.previous else "",
            "for_visitors": not request.user.is_authenticated,
        },
    )


def _address(**parameters: str) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    return reverse("moderation") + (f"?{urlencode(asked)}" if asked else "")
