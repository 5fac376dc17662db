"""The shape of what people type about promises."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ephemeral.due_dates import MOST_HOURS
from ephemeral.models.promises import PROMISE_LENGTH
from questions.forms import SayingForm, SpeakingForm
from questions.models import Answer

SAME = timedelta(minutes=5)  # while somebody reads the date, the clock goes on


class MomentInput(forms.DateTimeInput):
    """A date and a time, in the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DateForm(SayingForm):
    """By when: a date and time, or within so many working hours."""

    due_at = forms.DateTimeField(
        label=gettext_lazy("On a date, at a time"),
        required=False,
        widget=MomentInput,
        error_messages={
            "invalid": gettext_lazy("Give a date and a time, such as 2026-11-20 17:30.")
        },
    )
    working_hours = forms.FloatField(
        label=gettext_lazy("or within so many working hours"),
        required=False,
        min_value=0,
        error_messages={
            "invalid": gettext_lazy("Give a number of hours, such as 4."),
            "min_value": gettext_lazy("Give from 1 to %(most)d hours.") % {"most": MOST_HOURS},
        },
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_HOURS, "step": "any"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].help_text = _("In your time zone, %(zone)s.") % {
            "zone": timezone.get_current_timezone_name()
        }

    @property
    def acting(self) -> dict[str, Any]:
        """What the action is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def has_seen(self, due: datetime) -> bool:
        """Whether the page showed this date, near enough, before it was sent."""
        try:
            seen = datetime.fromisoformat(self.cleaned_data["seen"])
            return abs(seen - due) <= SAME
        except (ValueError, TypeError):
            return False


class PromiseForm(DateForm, SpeakingForm):
    what = forms.CharField(
        label=gettext_lazy("I will …"),
        help_text=gettext_lazy("What those who follow this question can count on, in one line."),
        error_messages={"required": gettext_lazy("Say what you will do.")},
        widget=forms.TextInput(attrs={"maxlength": PROMISE_LENGTH, "dir": "auto"}),
    )
    field_order = ["what", "speaking_as", "due_at", "working_hours", "seen"]


class MoveForm(DateForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it moves"),
        help_text=gettext_lazy("Everybody who follows the question reads it."),
        error_messages={"required": gettext_lazy("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )
    field_order = ["due_at", "working_hours", "reason", "seen"]


class NoteForm(SayingForm):
    words = forms.CharField(
        label=gettext_lazy("How it goes"),
        help_text=gettext_lazy("Everybody who follows the question reads it."),
        error_messages={"required": gettext_lazy("Say in a few words how it goes.")},
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500, "dir": "auto"}),
    )


class KeepForm(SayingForm):
    answer = forms.ModelChoiceField(
        label=gettext_lazy("The answer that keeps it"),
        queryset=Answer.objects.none(),
        required=False,
        empty_label=gettext_lazy("no answer here"),
        error_messages={
            "invalid_choice": gettext_lazy("Choose an answer that stands under this question.")
        },
    )
    words = forms.CharField(
        label=gettext_lazy("A word about it"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )

    def __init__(self, *args: Any, answers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.queryset = answers  # type: ignore[attr-defined]
        field.label_from_instance = _answer_in_words  # type: ignore[attr-defined]


def _answer_in_words(answer: Answer) -> str:
    return f"{answer.author}: {answer.excerpt[:80]}"


class WithdrawForm(SayingForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it will not come"),
        help_text=gettext_lazy("Everybody who follows the question reads it."),
        error_messages={"required": gettext_lazy("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )
