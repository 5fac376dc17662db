"""What people send when they decide, hand over, or say whether it holds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.models import Member, Team
from community.numbers import row_number
from ephemeral.models import Entry
from questions.forms import SayingForm, SpeakingForm

LINE = {"maxlength": 500, "dir": "auto", "autocomplete": "off"}


def numbered(model: Any, typed: str, folder: str) -> Any:
    """A row by its address or number as somebody typed it; None where there is none."""
    number = (typed.partition(f"/{folder}/")[2] or typed).strip().split("/")[0].lstrip("#")
    return model.objects.filter(pk=row_number(number)).first()


class RenewForm(SpeakingForm):
    because = forms.CharField(
        label=_("What does it rest on?"),
        help_text=_("One line, such as “tried it on 6.2.4 today”. It stands in its history."),
        error_messages={"required": _("Say in one line what it rests on.")},
        widget=forms.TextInput(attrs=LINE),
    )
    versions = forms.CharField(
        label=_("Product versions"),
        required=False,
        help_text=_("Which you know it to hold for, apart by commas."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["because", "versions", "speaking_as", "base"]


class SuccessorField(forms.CharField):
    """The entry that stands in another's place, by its address or number."""

    def clean(self, value: Any) -> Entry | None:
        typed = super().clean(value)
        if not typed:
            return None
        entry: Entry | None = numbered(Entry, typed, "knowledge")
        if entry is None or not entry.live:
            raise ValidationError(_("There is no such entry here. Copy its address."))
        return entry


class LetGoForm(SpeakingForm):
    because = forms.CharField(
        label=_("Why does it no longer hold?"),
        help_text=_("Readers see it where the text stood."),
        error_messages={"required": _("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs=LINE),
    )
    successor = SuccessorField(
        label=_("The entry that stands in its place"),
        required=False,
        help_text=_("Its address, or its number. Readers are led there."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["because", "successor", "speaking_as", "base"]


class StewardField(forms.CharField):
    """A member by handle, as people write it: with or without the sign before it."""

    def clean(self, value: Any) -> Member | None:
        typed = super().clean(value).strip().lstrip("@")
        if not typed:
            return None
        found = Member.objects.filter(handle__lower=typed.lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody here has this handle. It stands under their name."))
        return found


class HandOverForm(SpeakingForm):
    steward = StewardField(
        label=_("To whom"),
        required=False,
        help_text=_("Their handle, such as ana. Empty: the team keeps it together."),
        widget=forms.TextInput(attrs={"maxlength": 31, "autocapitalize": "none"}),
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.order_by("name"),
        label=_("Team"),
        required=False,
        empty_label=_("no team"),
        to_field_name="slug",
        help_text=_("Decides when the person is away, and keeps it when they leave."),
    )
    because = forms.CharField(label=_("Why"), required=False, widget=forms.TextInput(attrs=LINE))
    field_order = ["steward", "team", "because", "speaking_as"]


class StillTrueForm(SpeakingForm):
    version = forms.CharField(
        label=_("Your product version"),
        required=False,
        help_text=_("Where you tried it, such as 6.2.4."),
        widget=forms.TextInput(attrs={"maxlength": 60}),
    )
    note = forms.CharField(
        label=_("A word about it"), required=False, widget=forms.TextInput(attrs=LINE)
    )
    field_order = ["version", "note", "speaking_as"]


class DidNotWorkForm(SpeakingForm):
    note = forms.CharField(
        label=_("What happened?"),
        help_text=_("One line. Whoever keeps it reads it, and so do others."),
        error_messages={"required": _("Say in one line what happened.")},
        widget=forms.TextInput(attrs=LINE),
    )
    version = forms.CharField(
        label=_("Your product version"),
        required=False,
        help_text=_("Where you tried it, such as 6.2.4."),
        widget=forms.TextInput(attrs={"maxlength": 60}),
    )
    field_order = ["note", "version", "speaking_as"]


class SeveralForm(SpeakingForm):
    """Renewing several at once on one line."""

    because = forms.CharField(
        label=_("What do they rest on?"),
        error_messages={"required": _("Say in one line what they rest on.")},
        widget=forms.TextInput(attrs=LINE),
    )
    field_order = ["because", "speaking_as"]


class AskBackForm(SayingForm):
    """A press, nothing to fill in."""
