"""What people type about themselves."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm, SignupForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community import jobs, pictures
from community.accounts import answer_forgotten_password, keep_only_a_proven_address
from community.models import Member
from community.naming import check_handle, check_name

WORLD = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or handle")
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        _without_placeholders(self)

    def user_credentials(self) -> dict[str, str]:
        """One way to find the member, so that one password check is all that happens."""
        login = self.cleaned_data["login"]
        return {
            "email" if "@" in login else "username": login,
            "password": self.cleaned_data.get("password", ""),
        }


class AddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")
        _without_placeholders(self)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        _without_placeholders(self)

    def clean_email(self) -> str:
        """Nothing is looked up while somebody waits for the answer."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        address: str = self.cleaned_data["email"]
        jobs.enqueue(answer_forgotten_password, address, get_language())
        return address


class NamedSignUp(forms.Form):
    """What both ways to sign up ask besides the e-mail address."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("What others read beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def describe_handle(self) -> None:
        handle = self.fields["username"]
        handle.label = _("Handle")
        handle.required = handle.widget.is_required = False
        handle.help_text = _(
            "For your page's address and for mentions, as in @maria. "
            "Leave it empty and we make one from your name."
        )
        handle.widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Never shown to anybody.")
        _without_placeholders(self)

    def clean_name(self) -> str:
        return check_name(self.cleaned_data["name"])


class SignUpForm(NamedSignUp, SignupForm):
    field_order = ["name", "username", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.describe_handle()
        self.fields["password1"].help_text = _(
            "At least 8 characters, and not what everybody would try first."
        )

    def clean(self) -> dict[str, Any]:
        """Also digest the password, which takes longest, for known and unknown addresses alike."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            cleaned["hashed_password"] = make_password(cleaned["password1"])
        return cleaned

    @transaction.atomic
    def save(self, request: HttpRequest) -> Member:
        member: Member = super().save(request)
        keep_only_a_proven_address(member)
        return member


class ProviderSignUpForm(NamedSignUp, SocialSignupForm):
    """Asked of those who come from an identity provider that does not tell their name."""

    field_order = ["name", "username", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.describe_handle()


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ["name", "handle", "about"]
        widgets = {"about": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "name": _("What others read beside what you write."),
            "handle": _("Part of your page's address. The old address keeps leading to you."),
            "about": _("Markdown. What you know, what you use, how you like to help."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_name(self) -> str:
        return check_name(self.cleaned_data["name"])

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle != self.instance.handle:
            check_handle(handle, member=self.instance)
        return handle


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("A square is cut from its middle. Without one your initials are shown."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean_picture(self) -> "ContentFile[bytes]":
        return pictures.avatar(self.cleaned_data["picture"])


class PreferencesForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    theme = forms.ChoiceField(
        label=_("Colours"), choices=Member.Theme.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Member
        fields = ["language", "time_zone", "theme", "wants_mail"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["language"]
        languages.choices = [("", _("As my browser")), *settings.LANGUAGES]
        zones: Any = self.fields["time_zone"]
        zones.choices = [
            ("", _("As the site (%(zone)s)") % {"zone": settings.TIME_ZONE}),
            *_zones(),
        ]
        self.fields["wants_mail"].label = _("Write to me about what I follow")


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_write = forms.BooleanField(
        label=_("It may also ask, answer and vote in my name"), required=False
    )


class CloseAccountForm(forms.Form):
    handle = forms.CharField(
        label=_("Type your handle to confirm"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].strip().removeprefix("@")
        if handle.lower() != self.member.handle.lower():
            raise ValidationError(
                _("This is not your handle, which is %(handle)s."),
                params={"handle": self.member.handle},
            )
        return handle


@cache
def _zones() -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    """The time zones that are named after places, under the parts of the world."""
    places = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in WORLD)
    return tuple(
        (part, [(zone, _place(zone)) for zone in places if zone.startswith(f"{part}/")])
        for part in WORLD
    )


def _place(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ").replace("/", ", ")


def _without_placeholders(form: forms.Form) -> None:
    """allauth repeats each label as a placeholder, which vanishes while one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
