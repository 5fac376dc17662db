"""Deciding from a mail: a signed link opens one decision for one person, without signing in."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from community.models import Member
from ephemeral import actions
from ephemeral.actions import AlreadyDecided
from ephemeral.deciding_links import opened
from ephemeral.forms.deciding import LetGoForm, RenewForm
from ephemeral.models import Lifetime
from ephemeral.permissions import can_let_go, can_renew
from ephemeral.queries.changes import changes_around
from ephemeral.queries.lives import lifetime_for
from questions.forms import SayingForm


@never_cache
@csrf_exempt  # The link is the secret; a reader of mail may keep no cookies.
@require_http_methods(["GET", "HEAD", "POST"])
def decide_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show one decision to whom the mail was for; a POST decides as them, a GET nothing."""
    link = opened(token)
    member = Member.objects.filter(pk=link.member_id, is_active=True).first() if link else None
    if link is None or member is None:
        return _answer(request, {"problem": _too_old()}, status=410)
    lifetime = lifetime_for(AnonymousUser(), link.lifetime_id)  # the address may be passed on
    if lifetime.round != link.round:
        return _decided_already(request, lifetime, member)
    verdict = can_renew(member, lifetime)
    if not verdict:
        return _answer(request, {"lifetime": lifetime, "problem": verdict.reason}, status=403)
    if request.method == "POST":
        return _decide(request, member, lifetime)
    return _open(request, member, lifetime)


def _too_old() -> str:
    return _("This link is too old, or was not copied whole. Sign in to see what waits for you.")


def _open(
    request: HttpRequest,
    member: Member,
    lifetime: Lifetime,
    *,
    renew: SayingForm | None = None,
    let_go: SayingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    base = {"base": lifetime.round}
    page = {
        "member": member,
        "lifetime": lifetime,
        # Suggestions are for those who sign in.
        "changed": replace(changes_around([lifetime])[lifetime.pk], suggestions=[]),
        "renewing": renew or RenewForm(viewer=member, initial=base, prefix="renew"),
        "letting_go": (let_go or LetGoForm(viewer=member, initial=base, prefix="let-go"))
        if can_let_go(member, lifetime)
        else None,
    }
    return _answer(request, page, status=status)


def _decide(request: HttpRequest, member: Member, lifetime: Lifetime) -> HttpResponse:
    letting_go = request.POST.get("decision") == "let-go"
    form: SayingForm
    if letting_go:
        form = LetGoForm(request.POST, viewer=member, prefix="let-go")
    else:
        form = RenewForm(request.POST, viewer=member, prefix="renew")
    act: Any = actions.let_go if letting_go else actions.renew
    if form.is_valid():
        fields = form.cleaned_data | {"base": lifetime.round}
        try:
            act(lifetime, by=member, at=timezone.now(), **fields)
        except AlreadyDecided as error:
            return _decided_already(request, error.lifetime, member)
        except ValidationError as error:
            form.take(error)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(request.path)
    given = {"let_go": form} if letting_go else {"renew": form}
    return _open(request, member, lifetime, status=422, **given)


def _decided_already(request: HttpRequest, lifetime: Lifetime, member: Member) -> HttpResponse:
    """Who decided since the mail was written: the person themselves, a moment ago, or another."""
    latest = (
        lifetime.decisions.filter(kind__in=actions.DECIDING)
        .select_related("member", "successor")
        .last()
    )
    own = latest is not None and latest.member_id == member.pk
    page = {
        "lifetime": lifetime,
        "latest": latest,
        "own": own,
        "typed": "" if own else _typed(request),
    }
    return _answer(request, page, status=409 if request.method == "POST" else 200)


def _typed(request: HttpRequest) -> str:
    """The line of whoever was slower: it decides nothing, and is theirs to keep."""
    letting_go = request.POST.get("decision") == "let-go"
    return request.POST.get("let-go-because" if letting_go else "renew-because", "").strip()


def _answer(request: HttpRequest, page: dict[str, Any], *, status: int) -> HttpResponse:
    """A page that reads nobody's session, and from which no address leaks."""
    page |= {"for_visitors": True}
    response = render(request, "ephemeral/decide_by_mail.html", page, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
