"""Pictures come in, and everything in the media folder goes out."""

import posixpath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.static import serve

from community.actions.uploading import upload_picture
from community.markup import picture
from community.permissions import MemberRequest, can_take_part, require

SHOWN = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
A_YEAR = 60 * 60 * 24 * 365
DOCUMENTS = "documents"  # Wagtail serves these, after asking who may read them


@require_POST
def upload(request: MemberRequest) -> JsonResponse:
    require(can_take_part(request.user))  # a sentence rather than a way to the sign-in page
    file = request.FILES.get("image")
    if file is None:
        raise ValidationError({"image": _("Choose a picture to send.")})
    made = upload_picture(
        file,
        alternative_text=request.POST.get("alternative_text", ""),
        decorative=bool(request.POST.get("decorative")),
        by=request.user,
    )
    return JsonResponse(
        {
            "url": made.image.url,
            "markdown": picture(made.image.url, made.alternative_text),
            "width": made.width,
            "height": made.height,
        },
        status=201,
    )


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file that was uploaded. Its name is never used again, so it may be kept for a year."""
    path = posixpath.normpath(path).lstrip("/")
    if path.split("/")[0] == DOCUMENTS:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if isinstance(response, FileResponse) and response["Content-Type"] not in SHOWN:
        response["Content-Disposition"] = "attachment"
    return response
