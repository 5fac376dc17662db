"""The shape of an entry, a suggestion and a decision about one, as people type them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Member, Team
from community.numbers import row_number
from community.permissions import Viewer
from ephemeral.models import Entry, Lifespan, Lifetime
from ephemeral.models.entries import SUMMARY_LENGTH
from ephemeral.personal import Finding, findings
from questions.forms import SayingForm, SpeakingForm, TagsField
from questions.models import Question
from questions.models.posts import BODY_LENGTH, TITLE_LENGTH

ME, OTHER, TEAM = "me", "other", "team:"


def days_in_words(days: float) -> str:
    """A lifespan as people say it: in years and months where it is round, else in days."""
    whole = round(days)
    for length, one, many in ((365, "%d year", "%d years"), (30, "%d month", "%d months")):
        if whole >= length and whole % length == 0:
            number = whole // length
            return ngettext(one, many, number) % number
    return ngettext("%d day", "%d days", whole) % whole


class LooksForPrivateWords(SayingForm):
    """Points out once what may be private; nothing is saved until somebody says they looked."""

    looked = forms.BooleanField(
        label=gettext_lazy("I have looked: nothing private is in it"), required=False
    )

    names: list[str]  # of whoever asked
    known: dict[str, str]  # what everybody reads already
    language_of_text = "en"
    found: list[Finding]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        texts = {
            name: str(fields.get(name) or "") for name in ("title", "summary", "body", "sources")
        }
        self.found = findings(
            texts, names=self.names, language=self.language_of_text, known=self.known
        )
        if self.found and not fields.get("looked"):
            self.add_error(
                "looked",
                _("Look at what is listed here. Take out what is private, or tick this."),
            )
        fields.pop("looked", None)
        return fields


def _title() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What somebody would type to find it."),
        error_messages={"required": gettext_lazy("Say in a few words what it is about.")},
        widget=forms.TextInput(attrs={"maxlength": TITLE_LENGTH, "dir": "auto"}),
    )


def _summary() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What it tells in one or two sentences; lists and find show it."),
        error_messages={"required": gettext_lazy("Say in a sentence or two what it tells.")},
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": SUMMARY_LENGTH, "dir": "auto"}),
    )


def _body() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Text"),
        strip=False,
        error_messages={"required": gettext_lazy("There is nothing here yet. Write a few words.")},
        widget=forms.Textarea(attrs={"rows": 12, "data-longest": BODY_LENGTH, "dir": "auto"}),
    )


class EntryForm(LooksForPrivateWords, SpeakingForm):
    """Writing an entry."""

    title, summary, body = _title(), _summary(), _body()
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Up to five words for what it is about, apart by commas."),
    )
    lifespan = forms.ModelChoiceField(
        label=gettext_lazy("How long will it hold?"),
        queryset=Lifespan.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how long it will hold.")},
    )
    keeper = forms.ChoiceField(
        label=gettext_lazy("Who keeps it true?"), widget=forms.RadioSelect, required=False
    )
    steward = forms.CharField(
        label=gettext_lazy("Their handle"),
        required=False,
        help_text=gettext_lazy("Only where another member keeps it, such as @ana."),
        widget=forms.TextInput(attrs={"maxlength": 31, "autocapitalize": "none"}),
    )
    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        required=False,
        help_text=gettext_lazy("What it rests on, one a line: an address, or words."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    versions = forms.CharField(
        label=gettext_lazy("Product versions"),
        required=False,
        help_text=gettext_lazy("Which it holds for, apart by commas, such as “6.2, 6.3”."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )
    language = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, names: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.viewer, self.names, self.known = viewer, names or [], {}
        self.language_of_text = str(self.initial.get("language") or viewer_language(viewer))
        lifespans = Lifespan.objects.for_writing()
        self.fields["lifespan"].queryset = lifespans  # type: ignore[attr-defined]
        teams = viewer.current_employments if isinstance(viewer, Member) else []
        self.teams: dict[str, Team] = {job.team.slug: job.team for job in teams}
        of_teams = [
            (f"{TEAM}{slug}", _("%(team)s does") % {"team": team})
            for slug, team in self.teams.items()
        ]
        field = self.fields["keeper"]
        field.choices = [(ME, _("I do")), *of_teams, (OTHER, _("Another member does"))]  # type: ignore[attr-defined]
        field.initial = ME

    @property
    def lifespans(self) -> list[tuple[Any, str, str]]:
        """Each choice with what it is for and its days in words."""
        by_pk = {str(one.pk): one for one in self.fields["lifespan"].queryset}  # type: ignore[attr-defined]
        choices = []
        for choice in self["lifespan"]:
            lifespan = by_pk[str(choice.data["value"])]
            choices.append((choice, lifespan.about, days_in_words(lifespan.days)))
        return choices

    def clean(self) -> dict[str, Any]:
        fields = super().clean()
        keeper = fields.pop("keeper", "") or ME
        typed = str(fields.pop("steward", "") or "").strip().lstrip("@")
        if keeper.startswith(TEAM):
            fields["team"] = self.teams[keeper.removeprefix(TEAM)]
        elif keeper == OTHER:
            fields["steward"] = self._member(typed)
        return fields

    def _member(self, handle: str) -> Member | None:
        if not handle:
            self.add_error("steward", _("Say who keeps it, by their handle."))
            return None
        member = Member.objects.filter(handle__lower=handle.lower(), is_active=True).first()
        if member is None:
            self.add_error(
                "steward", _("There is no member @%(handle)s here.") % {"handle": handle}
            )
        return member


def viewer_language(viewer: Viewer) -> str:
    return viewer.language if isinstance(viewer, Member) and viewer.language else "en"


class ReviseForm(EntryForm):
    """Another text of an entry; who keeps it is decided elsewhere."""

    reason = forms.CharField(
        label=gettext_lazy("What is different, and why"),
        required=False,
        help_text=gettext_lazy("A few words for the history."),
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    round = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        del self.fields["keeper"], self.fields["steward"], self.fields["language"]
        self.language_of_text, self.known = entry.language, known_words(entry)

    def clean(self) -> dict[str, Any]:
        return LooksForPrivateWords.clean(self)

    def take(self, error: ValidationError) -> None:
        """Somebody was faster, which was read now: saving again means over their decision."""
        super().take(error)
        rounds = Lifetime.objects.filter(entry=self.entry).values_list("round", flat=True)
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        data["round"] = str(rounds.first() or "")
        self.data = data


def known_words(entry: Entry) -> dict[str, str]:
    """What everybody reads already, so that it needs no second look."""
    if not entry.live:
        return {}
    return {name: getattr(entry, name) for name in ("title", "summary", "body", "sources")}


class SuggestForm(LooksForPrivateWords, SpeakingForm):
    title, summary, body = _title(), _summary(), _body()
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("What is wrong or missing. Whoever keeps the entry reads it."),
        error_messages={"required": gettext_lazy("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.known, self.language_of_text = [], known_words(entry), entry.language


class TakeForm(LooksForPrivateWords, SpeakingForm):
    """Taking a suggestion, edited before or as it is."""

    title, summary, body = _title(), _summary(), _body()
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.known, self.language_of_text = [], known_words(entry), entry.language


class DeclineForm(SayingForm):
    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        help_text=gettext_lazy("Whoever suggested it reads this."),
        error_messages={"required": gettext_lazy("Say why, so that others can understand it.")},
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )


class LinkForm(SayingForm):
    question = forms.CharField(
        label=gettext_lazy("A question that it settles"),
        help_text=gettext_lazy("Its address, or its number."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_question(self) -> Any:
        typed = str(self.cleaned_data["question"]).strip()
        number = (typed.partition("/questions/")[2] or typed).split("/")[0]
        seen = Question.objects.visible_to(self.viewer)
        question = seen.filter(pk=row_number(number)).first()
        if question is None:
            raise ValidationError(_("There is no such question here. Copy its address."))
        return question
