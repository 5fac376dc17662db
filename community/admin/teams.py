"""Teams, who works in them, and what makes somebody work in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.snippets.views.snippets import (
    SnippetViewSet,
    SnippetViewSetGroup,
)

from community.actions.teams import begin_employment, end_employment
from community.models import Employment, Member, Team, TeamClaim, TeamDomain


class EmploymentForm(WagtailAdminModelForm):
    """Beginning an employment; once begun, its title may change and it may end."""

    instance: Employment
    has_ended = forms.BooleanField(
        label=_("Ended"),
        required=False,
        help_text=_("They no longer speak for the team. What they said stays as it was."),
    )

    class Meta:
        model = Employment
        fields = ["member", "team", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(is_active=True).order_by("handle")
        if self.instance.pk is None:
            del self.fields["has_ended"]
            return
        self.fields["member"].disabled = self.fields["team"].disabled = True
        self.fields["has_ended"].initial = bool(self.instance.ended_at)
        if self.instance.ended_at:
            self.fields["title"].disabled = self.fields["has_ended"].disabled = True

    def validate_unique(self) -> None:
        """Beginning twice begins once, so there is nothing to complain about."""

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()
        return {*exclusions, "ended_at"}

    def save(self, commit: bool = True) -> Employment:
        wanted = self.cleaned_data
        if self.instance.ended_at:
            return self.instance
        employment = begin_employment(
            wanted["member"], team=wanted["team"], title=wanted["title"], by=self.for_user
        )
        if wanted.get("has_ended"):
            end_employment(employment, by=self.for_user)
        self.instance = employment
        return employment


class TeamDomainForm(WagtailAdminModelForm):
    class Meta:
        model = TeamDomain
        fields = ["domain", "team", "title"]

    def clean_domain(self) -> str:
        """As addresses have it, however it was typed."""
        domain: str = self.cleaned_data["domain"].strip().removeprefix("@")
        return domain.lower() if domain.isascii() else domain


class TeamViewSet(SnippetViewSet):
    model = Team
    icon = "group"
    menu_label = _("Teams")
    list_display = ["name", "organisation", "slug"]
    search_fields = ["name", "organisation"]
    panels = [
        FieldPanel("name"),
        FieldPanel("organisation"),
        FieldPanel("slug"),
        FieldPanel("about"),
    ]


class EmploymentViewSet(SnippetViewSet):
    model = Employment
    icon = "user"
    menu_label = _("Employments")
    list_display = ["member", "team", "title", DateColumn("began_at"), DateColumn("ended_at")]
    list_filter = ["team", "source"]
    search_fields = ["member__name", "member__handle", "title"]
    ordering = "-began_at"

    def get_form_class(self, for_update: bool = False) -> type[EmploymentForm]:
        return EmploymentForm


class TeamDomainViewSet(SnippetViewSet):
    model = TeamDomain
    icon = "mail"
    menu_label = _("E-mail domains")
    list_display = ["domain", "team", "title"]

    def get_form_class(self, for_update: bool = False) -> type[TeamDomainForm]:
        return TeamDomainForm


class TeamClaimViewSet(SnippetViewSet):
    model = TeamClaim
    icon = "key"
    menu_label = _("Claims")
    list_display = ["claim", "value", "team", "title"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("claim"), FieldPanel("value")],
            heading=_("What the identity provider says"),
        ),
        FieldPanel("team"),
        FieldPanel("title"),
    ]


class TeamsGroup(SnippetViewSetGroup):
    menu_label = _("Teams")
    menu_icon = "group"
    menu_order = 250
    items = (TeamViewSet, EmploymentViewSet, TeamDomainViewSet, TeamClaimViewSet)
