"""The way of everything somebody writes: kept while typing, sent once, never lost.

A visitor who writes is sent to sign in; the draft waits, first under a random key in a cookie, then
as the member's own. A refused form comes back as it was typed, with the reason beside the field.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from community.models import Member
from questions.actions.drafts import KEPT, discard_draft, save_draft
from questions.forms import SayingForm
from questions.models import Draft

VISITOR_COOKIE = "visitor"
View: TypeAlias = Callable[..., HttpResponse]


def visitor_key(request: HttpRequest) -> str:
    return request.COOKIES.get(VISITOR_COOKIE, "")[:43]


def draft_fields(request: HttpRequest, place: str) -> dict[str, Any]:
    """What this person was typing here before; empty where nothing was kept, or when they send."""
    if request.method == "POST":
        return {}
    draft = Draft.objects.owned_by(request.user, visitor_key(request)).filter(place=place).first()
    return draft.fields if draft else {}


def typed_fields(request: HttpRequest) -> dict[str, str]:
    """What stands in the sent form, but for its token, and NUL, which PostgreSQL cannot store."""
    return {
        name: value.replace("\x00", "")
        for name, value in request.POST.items()
        if name != "csrfmiddlewaretoken" and isinstance(value, str)
    }


def keep_draft(request: HttpRequest, place: str, response: HttpResponse) -> HttpResponse:
    """Keep the sent form as a draft, and give a visitor the key to it."""
    key = visitor_key(request) or secrets.token_urlsafe(32)
    save_draft(place, typed_fields(request), by=request.user, visitor=key)
    if not request.user.is_authenticated:
        response.set_cookie(
            VISITOR_COOKIE,
            key,
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def signed_in_to_write(place: str) -> Callable[[View], View]:
    """For pages that only members write on: a session that ended meanwhile costs no words.

    `place` is where the draft is kept, with the names of the address in it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, **names: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **names)
            if request.method == "POST":
                return _sign_in_first(request, place.format(**names))
            return redirect_to_login(request.get_full_path())

        return page

    return decorate


def signed_in_to_press(view: View) -> View:
    """For buttons: who signs in first comes back to the page with the button on it."""

    @wraps(view)
    def act(request: HttpRequest, **names: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, **names)
        page = urlsplit(request.headers.get("Referer", ""))
        is_ours = page.netloc == request.get_host()
        return redirect_to_login(page.path if is_ours else "/")

    return act


def say(
    request: HttpRequest,
    form: SayingForm,
    *,
    place: str,
    act: Callable[[dict[str, Any], Member], Any],
    template: str,
    then: Callable[[Any], HttpResponse] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form, or do what it asks: the one way from typing to a posted text."""
    page = {"form": form, "place": place, **context}
    if request.method != "POST":
        return render(request, template, page)
    if not request.user.is_authenticated:
        return _sign_in_first(request, place)
    if form.is_valid():
        try:
            result = act(form.cleaned_data, request.user)
        except ValidationError as error:
            form.take(error)
            page["conflict"] = getattr(error, "post", None)
            page["base"] = getattr(error, "base", None)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            discard_draft(place, by=request.user)
            return then(result) if then else redirect(result)
    if page.get("conflict"):
        _begin_from_newest(form, page["base"])
    return keep_draft(request, place, render(request, template, page, status=422))


def _sign_in_first(request: HttpRequest, place: str) -> HttpResponse:
    messages.info(request, _("Sign in or sign up to send it. What you wrote is kept."))
    address = resolve_url(settings.LOGIN_URL) + "?" + urlencode({"next": request.get_full_path()})
    return keep_draft(request, place, HttpResponseRedirect(address))


def _begin_from_newest(form: Any, base: int) -> None:
    """After a conflict was shown, saving again means: over the newest."""
    form.data = {**form.data.dict(), "base": base}
