"""Being away, among a person's settings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.permissions import MemberRequest
from community.templatetags.mayfly import day_words
from ephemeral import actions
from ephemeral.forms.absences import AwayForm
from ephemeral.models import Absence
from ephemeral.queries.absences import away, today_of


@login_required
@never_cache
def settings_away(request: MemberRequest) -> HttpResponse:
    """When one is away, and a form for the next time."""
    form = AwayForm(request.POST or None)
    if request.method == "POST" and _say(request, form):
        return redirect("settings-away")
    return _page(request, form)


@login_required
@never_cache
def change_absence(request: MemberRequest, pk: int) -> HttpResponse:
    """The same form with what was said, to say it otherwise."""
    absence = get_object_or_404(request.user.absences, pk=pk)
    said = {"first_day": absence.first_day, "last_day": absence.last_day}
    form = AwayForm(request.POST or None, initial=said)
    if request.method == "POST" and _say(request, form, instead_of=absence):
        return redirect("settings-away")
    return _page(request, form, changing=absence)


@require_POST
@login_required
def come_back(request: MemberRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(request.user.absences, pk=pk)
    was_away = absence.first_day <= today_of(request.user, timezone.now())
    actions.come_back(absence, by=request.user)
    messages.success(
        request, _("Welcome back.") if was_away else _("You are here on those days after all.")
    )
    return redirect("settings-away")


def _say(request: MemberRequest, form: AwayForm, **what: Any) -> bool:
    """Do what the form asks; False when it was refused, with the reason beside the field."""
    if not form.is_valid():
        return False
    try:
        absence = actions.go_away(by=request.user, **form.cleaned_data, **what)
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _words(absence, request))
    return True


def _words(absence: Absence, request: MemberRequest) -> str:
    today = today_of(request.user, timezone.now())
    days = {
        "first": day_words(absence.first_day, today),
        "last": day_words(absence.last_day, today),
    }
    if absence.first_day == absence.last_day:
        return _("You are away on %(first)s.") % days
    return _("You are away from %(first)s to %(last)s, both days included.") % days


def _page(request: MemberRequest, form: AwayForm, changing: Absence | None = None) -> HttpResponse:
    context = {"form": form, "away": away(request.user, timezone.now()), "changing": changing}
    return render(request, "ephemeral/away.html", context, status=422 if form.errors else None)
