"""A person's own settings: who they are here, how they see the site, their keys, the way out."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community import tokens, topics
from community.actions import people as actions
from community.forms import (
    CloseAccountForm,
    PictureForm,
    PreferencesForm,
    ProfileForm,
    TokenForm,
)
from community.models import Member, PersonalToken
from community.permissions import MemberRequest, can_close_account


@login_required
@never_cache
def profile(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=_fresh(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(request.user, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("settings")
    return _profile_page(request, form, PictureForm())


def _profile_page(
    request: MemberRequest, form: ProfileForm, picture_form: PictureForm
) -> HttpResponse:
    context = {"form": form, "picture_form": picture_form, "member": request.user}
    return render(request, "community/settings/profile.html", context)


@require_POST
@login_required
def picture(request: MemberRequest) -> HttpResponse:
    """Show another face; with `remove` the initials again."""
    if "remove" in request.POST:
        actions.change_picture(request.user, picture=None, by=request.user)
        messages.success(request, _("Your initials are shown."))
        return redirect("settings")
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _profile_page(request, ProfileForm(instance=_fresh(request)), form)
    actions.change_picture(request.user, picture=form.cleaned_data["picture"], by=request.user)
    messages.success(request, _("Your picture is saved."))
    return redirect("settings")


@login_required
@never_cache
def preferences(request: MemberRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=_fresh(request))
    if request.method == "POST" and form.is_valid():
        wanted = actions.Preferences(**form.cleaned_data)
        actions.change_preferences(request.user, wanted, by=request.user)
        messages.success(request, _("Your preferences are saved."))
        return redirect("settings-preferences")
    context = {"form": form, "muted": topics.muted_by(request.user)}
    return render(request, "community/settings/preferences.html", context)


@login_required
@never_cache
def personal_tokens(request: MemberRequest) -> HttpResponse:
    """Somebody's tokens. A new one's key stands in the answer that made it, and only there."""
    form = TokenForm(request.POST or None)
    key = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, key = tokens.make_token(request.user, by=request.user, **form.cleaned_data)
            form = TokenForm()
        except ValidationError as error:
            form.add_error(None, error)
    made = request.user.personal_tokens.filter(revoked_at=None).order_by("-pk")
    context = {"form": form, "tokens": made, "key": key}
    return render(request, "community/settings/tokens.html", context)


@require_POST
@login_required
def revoke_token(request: MemberRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(PersonalToken, pk=token_id, member=request.user)
    tokens.revoke_token(token, by=request.user)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token})
    return redirect("settings-tokens")


@login_required
@reauthentication_required
@never_cache
def close_account(request: MemberRequest) -> HttpResponse:
    verdict = can_close_account(request.user, request.user)
    form = CloseAccountForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        actions.close_account(request.user, by=request.user)
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having been here."))
        return redirect("/")
    return render(
        request, "community/settings/close.html", {"form": form, "refusal": verdict.reason}
    )


def _fresh(request: MemberRequest) -> Member:
    """The member as stored: a form writes into its instance before anybody has agreed to it."""
    return Member.objects.get(pk=request.user.pk)
