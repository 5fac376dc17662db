"""The hours in which teams work, as an administrator enters them."""

from itertools import pairwise
from typing import Any

import holidays
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from ephemeral.models import WorkingWeek


class WorkingWeekForm(WagtailAdminModelForm):
    """Refuses a country whose holidays nobody knows, and hours that overlap."""

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].strip().upper()
        if country and country not in holidays.list_supported_countries():
            raise ValidationError(
                _("The public holidays of “%(country)s” are not known. Use two letters, as in PT.")
                % {"country": country}
            )
        return country

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        country, region = cleaned.get("country"), cleaned.get("region", "").strip()
        if region and not country:
            self.add_error("region", _("Enter the country too; a region alone has no holidays."))
        elif region and country:
            self._check_region(country, region)
            cleaned["region"] = region
        self._check_overlaps()
        self._check_days()
        return cleaned

    def _check_region(self, country: str, region: str) -> None:
        regions = holidays.list_supported_countries()[country]
        if region in regions:
            return
        words = _("No region “%(region)s” with holidays of its own is known in %(country)s.")
        if regions:
            words += " " + _("Those known are %(regions)s, or none.")
        facts = {"region": region, "country": country, "regions": ", ".join(regions)}
        self.add_error("region", words % facts)

    def _check_overlaps(self) -> None:
        """Two stretches of a day that overlap would count the time between them twice."""
        by_day: dict[int, list[Any]] = {}
        for form in self._rows("hours"):
            by_day.setdefault(form.cleaned_data["weekday"], []).append(form)
        for rows in by_day.values():
            rows.sort(key=lambda form: form.cleaned_data["opens"])
            for before, after in pairwise(rows):
                if after.cleaned_data["opens"] < before.cleaned_data["closes"]:
                    after.add_error("opens", _("These hours overlap with others of that day."))
                    self.add_error(None, _("Some hours overlap. Change or remove one of each two."))

    def _check_days(self) -> None:
        seen = set()
        for form in self._rows("closed_days"):
            day = form.cleaned_data["day"]
            if day in seen:
                form.add_error("day", _("This day stands here twice."))
                self.add_error(None, _("A day stands in the list twice. Remove one of them."))
            seen.add(day)

    def _rows(self, name: str) -> list[Any]:
        """The rows of an inline list that stay, as far as each is right by itself."""
        formset = self.formsets[name]
        formset.is_valid()
        needed = {"hours": {"weekday", "opens", "closes"}, "closed_days": {"day"}}[name]
        return [
            form
            for form in formset.forms
            if form not in formset.deleted_forms
            and needed <= {key for key, value in form.cleaned_data.items() if value is not None}
        ]


class WorkingWeekViewSet(SnippetViewSet):
    model = WorkingWeek
    icon = "time"
    menu_label = gettext_lazy("Working hours")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["team", "time_zone", "country", "region"]
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("team"),
            FieldPanel("time_zone", widget=forms.TextInput(attrs={"placeholder": "Europe/Lisbon"})),
            MultiFieldPanel(
                [FieldPanel("country"), FieldPanel("region")],
                heading=gettext_lazy("Public holidays"),
            ),
            InlinePanel(
                "hours",
                heading=gettext_lazy("Hours"),
                label=gettext_lazy("Hours of a day"),
                panels=[
                    FieldRowPanel(
                        [FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]
                    )
                ],
                help_text=format_lazy(
                    "{} {}",
                    gettext_lazy("A lunch break lies between two rows of one day."),
                    gettext_lazy("23:59 stands for midnight."),
                ),
            ),
            InlinePanel(
                "closed_days",
                heading=gettext_lazy("Days off, and holidays worked"),
                label=gettext_lazy("Day"),
                panels=[
                    FieldRowPanel([FieldPanel("day"), FieldPanel("name"), FieldPanel("works")])
                ],
            ),
        ],
        base_form_class=WorkingWeekForm,
    )
