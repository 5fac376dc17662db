"""Entries and lifespans in Wagtail's admin: revisions, drafts, locks, previews and history.

Publishing here ends at `Entry.publish`, as everywhere, so the clock starts anew in the same way.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    DeleteView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UnpublishView,
)

from community.models import Member, Team
from community.templatetags.mayfly import day_words
from ephemeral.actions.publishing import has_begun, keeping_for, prepare_lifetime, usual_lifespan
from ephemeral.actions.words import clean_words
from ephemeral.freshness import freshness_of
from ephemeral.models import Entry, KnowledgeSettings, Lifespan, Lifetime
from ephemeral.permissions import can_write_entries
from questions.actions.tagging import tags_named
from questions.forms import TagsField
from questions.models import Tag


class EntryTags(TagsField):
    """Tags as words, whichever way the form holds them."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(sorted(str(tag) for tag in value))
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or []) != self.prepare_value(self.to_python(data))


class EntryForm(WagtailAdminModelForm):
    """An entry; until its clock has begun, also how long it holds and who keeps it."""

    instance: Entry
    tags = EntryTags(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Up to five words for what it is about, apart by commas."),
    )
    lifespan = forms.ModelChoiceField(
        label=gettext_lazy("Lifespan"),
        queryset=Lifespan.objects.none(),
        required=False,
        empty_label=gettext_lazy("The usual one"),
        help_text=gettext_lazy("How long it holds before somebody is asked again."),
    )
    steward = forms.CharField(
        label=gettext_lazy("Steward"),
        required=False,
        max_length=31,
        help_text=gettext_lazy("The handle of who keeps it true; empty: you."),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.all(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = 20
        lifetime = Lifetime.objects.filter(entry=self.instance.pk or 0).first()
        if has_begun(lifetime):
            for name in ("lifespan", "steward", "team"):
                self.fields.pop(name, None)
            return
        if "lifespan" in self.fields:
            self.fields["lifespan"].queryset = Lifespan.objects.for_writing()
        if lifetime:
            self.initial |= {
                "lifespan": lifetime.lifespan_id,
                "steward": lifetime.steward.handle if lifetime.steward else "",
                "team": lifetime.team_id,
            }

    def clean_tags(self) -> list[Tag]:
        try:
            return tags_named(self.cleaned_data["tags"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    def clean_steward(self) -> Member | None:
        handle = self.cleaned_data["steward"].strip().lstrip("@")
        if not handle:
            return None
        member = Member.objects.filter(handle__lower=handle.lower(), is_active=True).first()
        if member is None:
            raise ValidationError(_("There is no member @%(handle)s here.") % {"handle": handle})
        return member

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean()
        names = ("title", "summary", "body", "sources", "versions")
        try:
            clean = clean_words(**{name: fields.get(name) or "" for name in names})
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                if name in self.fields and fields.get(name):  # a draft may have gaps
                    self.add_error(name, errors)
        else:
            fields.update(clean)
        return fields

    def save(self, commit: bool = True) -> Entry:
        is_new = self.instance.pk is None
        if is_new:
            self.instance.author = self.for_user
            self.instance.live = False
        entry: Entry = super().save(commit)
        if commit and "lifespan" in self.fields:
            wanted = self.cleaned_data
            keeping = keeping_for(
                entry.author,
                lifespan=wanted["lifespan"] or usual_lifespan(),
                steward=wanted["steward"],
                team=wanted["team"],
            )
            prepare_lifetime(entry, keeping, now=timezone.now())
        return entry


class EntryPolicy(ModelPermissionPolicy):
    """Whoever may enter the admin and write entries. Entries are let go, not deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(can_write_entries(user))


class LifespanPolicy(ModelPermissionPolicy):
    """As Wagtail has it, but for what still sets a date."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and instance.is_for_answers:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


def _state(entry: Entry) -> str:
    lifetime = getattr(entry, "lifetime", None)
    if not entry.live or lifetime is None:
        return _("Draft")
    return freshness_of(lifetime).words(timezone.now())


def _due(entry: Entry) -> str:
    """The date itself: Wagtail's own column only knows how long ago something was."""
    lifetime = getattr(entry, "lifetime", None)
    if lifetime is None or not entry.live or lifetime.let_go_at:
        return ""
    return day_words(timezone.localtime(lifetime.due_at).date(), timezone.localdate())


def _keeper(entry: Entry) -> str:
    lifetime = getattr(entry, "lifetime", None)
    return freshness_of(lifetime).keeper if lifetime else ""


class EntryUnpublishView(UnpublishView):
    """Wagtail's own calls its action past the model, which tells of it."""

    def unpublish(self) -> HttpResponse | None:
        self.object.unpublish(user=self.request.user)
        return None


class EntryViewSet(SnippetViewSet):
    model = Entry
    unpublish_view_class = EntryUnpublishView
    icon = "doc-full"
    menu_label = gettext_lazy("Entries")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = [
        "title",
        Column("state", label=gettext_lazy("How fresh"), accessor=_state),
        Column("due", label=gettext_lazy("Due"), accessor=_due),
        Column("keeper", label=gettext_lazy("Who keeps it"), accessor=_keeper),
    ]
    list_filter = ["live", "locked", "language"]
    search_fields = ["title", "summary"]
    ordering = ["-written_at", "-pk"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            FieldPanel("body", help_text=gettext_lazy("In Markdown.")),
            FieldPanel("tags"),
            MultiFieldPanel(
                [FieldPanel("sources"), FieldPanel("versions"), FieldPanel("language")],
                heading=gettext_lazy("What it rests on and holds for"),
            ),
            MultiFieldPanel(
                [FieldPanel("lifespan"), FieldPanel("steward"), FieldPanel("team")],
                heading=gettext_lazy("Its clock"),
                help_text=gettext_lazy(
                    "Chosen before it is published. Later it is renewed, handed over or let go on "
                    "its own page."
                ),
            ),
            # Without Wagtail's date to expire: an entry lapses by its own clock, and stays.
            PublishingPanel(
                children=[
                    FieldPanel(
                        "go_live_at",
                        widget=AdminDateTimeInput(
                            js_overlay_parent_selector="#schedule-publishing-dialog"
                        ),
                    )
                ]
            ),
        ],
        base_form_class=EntryForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Entry.objects.with_life()


class LifespanDeleteView(DeleteView):
    """What is in use sets somebody's date, so it stays, and the page says why."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lifespan = self.get_object()
        why = why_it_stays(lifespan)
        if why:
            messages.error(request, why)
            return redirect(reverse("wagtailsnippets_ephemeral_lifespan:list"))
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


def why_it_stays(lifespan: Lifespan) -> str:
    """Why a lifespan cannot be deleted, and what one can do; empty where it can."""
    if lifespan.is_for_answers:
        return _("“%(name)s” is the lifespan of all accepted answers, so it stays.") % {
            "name": lifespan
        }
    number = lifespan.lifetimes.count()
    if not number:
        return ""
    return ngettext(
        "“%(name)s” is in use by %(number)d entry, so it stays. Choose another one there first.",
        "“%(name)s” is in use by %(number)d entries, so it stays. Choose another one there first.",
        number,
    ) % {"name": lifespan, "number": number}


class LifespanViewSet(SnippetViewSet):
    model = Lifespan
    icon = "time"
    menu_label = gettext_lazy("Lifespans")
    copy_view_enabled = False
    list_display = ["name", "days", "notice_days", "grace_days", "on_lapse"]
    delete_view_class = LifespanDeleteView
    panels = [
        FieldPanel("name"),
        FieldPanel("about"),
        MultiFieldPanel(
            [FieldPanel("days"), FieldPanel("notice_days"), FieldPanel("grace_days")],
            heading=gettext_lazy("How long"),
        ),
        FieldPanel("on_lapse"),
    ]


class KnowledgeGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Knowledge")
    menu_icon = "doc-full"
    menu_order = 205
    items = (EntryViewSet, LifespanViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        """The two lists, and what an administrator sets about knowledge as a whole."""
        settings = KnowledgeSettings._meta
        address = reverse("wagtailsettings:edit", args=[settings.app_label, settings.model_name])
        return [
            *super().get_submenu_items(),
            KnowledgeSettingsItem(
                gettext_lazy("How much is asked"), address, icon_name="cog", order=900
            ),
        ]


class KnowledgeSettingsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("ephemeral.change_knowledgesettings"))
