"""A person's notices, and the switch in each mail that ends them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.http import NothingHere
from community.mail import OFF_SALT
from community.models import Member, Notice
from community.notices import in_words, read_what_says_nothing, silence
from community.paging import page_of
from community.permissions import MemberRequest


@require_safe
@login_required
def notice_list(request: MemberRequest) -> HttpResponse:
    """What happened that concerns this person, the newest first."""
    notices = request.user.notices.select_related("event")
    page = page_of(notices, order_by=("-pk",), cursor=request.GET.get("page", ""))
    told = in_words(page.items, request.user)
    read_what_says_nothing(page.items, [notice for notice, _words in told])
    return render(
        request,
        "community/notices.html",
        {
            "notices": told,
            "next_url": f"?page={page.next}" if page.next else "",
            "previous_url": f"?page={page.previous}" if page.previous else "",
        },
    )


@require_safe
@login_required
def open_notice(request: MemberRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read then."""
    notice = get_object_or_404(request.user.notices.select_related("event"), pk=pk)
    Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    told = in_words([notice], request.user)
    if not told:
        raise NothingHere(_("What this was about is no longer here."))
    return redirect(told[0][1].url)


@require_POST
@login_required
def read_all(request: MemberRequest) -> HttpResponse:
    request.user.notices.unread().update(read_at=timezone.now())
    return redirect("notices")


@require_POST
@login_required
def silence_question(request: MemberRequest, question_id: int) -> HttpResponse:
    """Hear no more of one question."""
    silence(request.user, question_id)
    messages.success(request, _("You hear no more of this question."))
    return redirect("notices")


@csrf_exempt  # a mail program presses the button for the person (RFC 8058); the token is signed
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: HttpRequest, token: str) -> HttpResponse:
    """End mail about one question, or all mail, by the signed link of a mail. A GET only asks."""
    member, question_id = _read(token)
    done = ""
    if request.method == "POST" and "all" in request.POST:
        Member.objects.filter(pk=member.pk).update(wants_mail=False)
        done = _("You get no more mail about what you follow.")
    elif request.method == "POST":
        if question_id is None:
            Member.objects.filter(pk=member.pk).update(wants_mail=False)
        else:
            silence(member, question_id)
        done = _("You hear no more of this.")
    context = {"done": done, "about_one": question_id is not None, "for_visitors": True}
    return render(request, "community/notices_off.html", context)


def _read(token: str) -> tuple[Member, int | None]:
    try:
        named: dict[str, Any] = signing.loads(token, salt=OFF_SALT)
    except signing.BadSignature as error:
        raise NothingHere(_("This link is not whole. Copy all of it from the mail.")) from error
    return get_object_or_404(Member, pk=named["member"]), named["question"]
