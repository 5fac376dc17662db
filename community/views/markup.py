"""What a text will look like."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from community.markup import check_length, render


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of a text by the renderer that makes it when it is posted. Open to all."""
    body = request.POST.get("body", "")
    check_length(body)
    return HttpResponse(render(body))
