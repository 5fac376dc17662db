"""A person's notices, and the switch in each mail that ends them."""

from dataclasses import dataclass
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

from community import topics
from community.http import NothingHere
from community.mail import OFF_SALT
from community.models import Member, Notice
from community.notices import Told, in_words, read_what_says_nothing, silence, topic_of
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
            "notices": _with_switches(told, request.user),
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
def silence_topic(request: MemberRequest, topic: str) -> HttpResponse:
    """Hear no more of one question, or get no more mail about something else."""
    topic = f"question:{topic}" if topic.isdecimal() else topic  # from a page left open
    kind = topics.kind_of(topic)
    if kind is None:
        raise NothingHere(_("There is nothing of this name to hear of."))
    silence(request.user, topic)
    messages.success(request, str(kind.stopped))
    return redirect("notices")


@require_POST
@login_required
def hear_again(request: MemberRequest, topic: str) -> HttpResponse:
    """Get mail again about what one had switched off."""
    topics.hear_again(request.user, topic)
    messages.success(request, _("You get mail about it again."))
    return redirect("settings-preferences")


@dataclass(frozen=True)
class Switch:
    """What ends notices like one in the list."""

    topic: str
    words: str


def _with_switches(
    told: list[tuple[Notice, Told]], member: Member
) -> list[tuple[Notice, Told, Switch | None]]:
    """Each notice with the switch of its topic, unless it is off already."""
    muted = set(member.muted.values_list("topic", flat=True)) if told else set()

    def switch(notice: Notice) -> Switch | None:
        topic = topic_of(notice)
        kind = topics.kind_of(topic)
        return Switch(topic, str(kind.stop)) if kind and topic not in muted else None

    return [(notice, words, switch(notice)) for notice, words in told]


@csrf_exempt  # a mail program presses the button for the person (RFC 8058); the token is signed
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: HttpRequest, token: str) -> HttpResponse:
    """End mail about one topic, or all mail, by the signed link of a mail. A GET only asks."""
    member, topic = _read(token)
    kind = topics.kind_of(topic)
    done = ""
    if request.method == "POST" and (kind is None or "all" in request.POST):
        Member.objects.filter(pk=member.pk).update(wants_mail=False)
        done = _("You get no more mail about what you follow.")
    elif request.method == "POST":
        silence(member, topic)
        done = _("You hear no more of this.")
    context = {"done": done, "off": kind.off if kind else "", "for_visitors": True}
    return render(request, "community/notices_off.html", context)


def _read(token: str) -> tuple[Member, str]:
    """Whose mail it was, and what about; "" where it was about no one thing."""
    try:
        named: dict[str, Any] = signing.loads(token, salt=OFF_SALT)
    except signing.BadSignature as error:
        raise NothingHere(_("This link is not whole. Copy all of it from the mail.")) from error
    question_id = named.get("question")  # in mails of the first release
    topic = named.get("topic", f"question:{question_id}" if question_id else "")
    return get_object_or_404(Member, pk=named["member"]), topic
