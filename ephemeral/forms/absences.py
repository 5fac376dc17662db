"""From when to when somebody is away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.forms import SayingForm


def _day(label: Any, words: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={
            "required": words,
            "invalid": _("This is no day of the calendar. Write it like 2027-01-31."),
        },
        # Browsers know days by this form alone, whatever the language.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9999-12-31"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"],
    )


class AwayForm(SayingForm):
    first_day = _day(_("First day away"), _("Choose the first day on which you are away."))
    last_day = _day(_("Last day away"), _("Choose the last day on which you are away."))
