"""The shape of what people send. Whether they may, and what follows, the actions decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.capacities import choices_for
from community.numbers import row_number
from community.permissions import Viewer
from questions.models import Question
from questions.models.posts import BODY_LENGTH, COMMENT_LENGTH, TITLE_LENGTH


class SayingForm(forms.Form):
    """A form whose refusals come from the action that it leads to."""

    def take(self, error: ValidationError) -> None:
        """Put an action's refusal beside the field it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


class SpeakingForm(SayingForm):
    """Employees choose in whose name they speak."""

    speaking_as = forms.ChoiceField(label=_("You speak"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = choices_for(viewer)
        if not choices:
            del self.fields["speaking_as"]
            return
        field = self.fields["speaking_as"]
        field.choices = [(choice.value, choice.label) for choice in choices]  # type: ignore[attr-defined]
        field.initial = choices[0].value


class TagsField(forms.CharField):
    """Tags as typed, apart by commas or spaces."""

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace(",", " ").split()

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


def _body(label: Any, *, longest: int = BODY_LENGTH, hint: Any = "") -> forms.CharField:
    # The action checks the length, so that every door says the same sentence.
    return forms.CharField(
        label=label,
        strip=False,
        help_text=hint,
        error_messages={"required": _("There is nothing here yet. Write a few words.")},
        widget=forms.Textarea(attrs={"rows": 8, "data-longest": longest, "dir": "auto"}),
    )


class AskForm(SpeakingForm):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Question.Kind.choices,
        initial=Question.Kind.QUESTION,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("In one sentence"),
        help_text=_("What you would type to find the answer."),
        error_messages={"required": _("Say in a few words what it is about.")},
        widget=forms.TextInput(
            attrs={"maxlength": TITLE_LENGTH, "dir": "auto", "data-similar": "/ask/similar"}
        ),
    )
    body = _body(
        _("What happens, and what did you try?"),
        hint=_(
            "Leave out what is private, such as an order number: you can add it privately later."
        ),
    )
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_("Up to five words for what it is about, apart by commas."),
    )
    field_order = ["kind", "title", "body", "tags", "speaking_as"]


class AnswerForm(SpeakingForm):
    body = _body(_("Your answer"))
    field_order = ["body", "speaking_as"]


class CommentForm(SpeakingForm):
    body = _body(_("Your comment"), longest=COMMENT_LENGTH)
    field_order = ["body", "speaking_as"]


class EditCommentForm(SayingForm):
    body = _body(_("Your comment"), longest=COMMENT_LENGTH)


class AsideForm(SpeakingForm):
    body = _body(_("What only the person who asked and employees will read"))
    field_order = ["body", "speaking_as"]


class ShareForm(SayingForm):
    body = _body(
        _("What everybody will read"), hint=_("Take out what is private before you post it.")
    )


class EditQuestionForm(SayingForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Question.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("In one sentence"),
        error_messages={"required": _("Say in a few words what it is about.")},
        widget=forms.TextInput(attrs={"maxlength": TITLE_LENGTH, "dir": "auto"}),
    )
    body = _body(_("Text"))
    tags = TagsField(label=_("Tags"), required=False)
    reason = forms.CharField(
        label=_("Why"), required=False, help_text=_("A few words for the history.")
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


class EditAnswerForm(SayingForm):
    body = _body(_("Text"))
    reason = forms.CharField(
        label=_("Why"), required=False, help_text=_("A few words for the history.")
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(SayingForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("It stands in the log, and whom it concerns reads it."),
        error_messages={"required": _("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs={"maxlength": 500}),
    )


class DuplicateForm(SayingForm):
    original = forms.CharField(
        label=_("The question that was there before"),
        help_text=_("Its address, or its number."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def clean_original(self) -> Question:
        typed = str(self.cleaned_data["original"]).strip()
        after = typed.partition("/questions/")[2] or typed
        number = row_number(after.split("/")[0])
        original = Question.objects.public().filter(pk=number).first()
        if original is None:
            raise ValidationError(_("There is no such question here. Copy its address."))
        return original


class IdeaForm(SpeakingForm):
    status = forms.ChoiceField(label=_("Status"), choices=Question.IdeaStatus.choices)
    response = forms.CharField(
        label=_("What the organisation says"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    field_order = ["status", "response", "speaking_as"]


class TagForm(SayingForm):
    description = forms.CharField(
        label=_("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    synonyms = TagsField(
        label=_("Other words for it"),
        required=False,
        help_text=_("Apart by commas. Whoever types one of them gets this tag."),
    )
