"""Members in Wagtail's admin, through the same actions as everywhere."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.users.forms import UserForm
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from community.actions.people import admit_member, change_address, change_profile
from community.models import Member
from community.naming import check_handle, check_name


class MemberForm(UserForm):
    """A member as an administrator writes them down."""

    first_name = None
    last_name = None
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("They verify it when they first sign in with it."),
    )
    is_superuser = forms.BooleanField(
        label=gettext_lazy("Administrator"),
        required=False,
        help_text=gettext_lazy("Runs the site: pages, people, teams, settings."),
    )
    is_moderator = forms.BooleanField(
        label=gettext_lazy("Moderator"),
        required=False,
        help_text=gettext_lazy("Keeps order: hides, merges, locks, looks after tags."),
    )

    class Meta:
        model = Member
        fields = ["handle", "name", "email", "is_moderator", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_name(self) -> str:
        return check_name(self.cleaned_data["name"])

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle != self.instance.handle:
            check_handle(handle, member=self.instance if self.instance.pk else None)
        return handle

    def clean_email(self) -> str | None:
        return (self.cleaned_data["email"] or "").lower() or None


class NewMemberForm(MemberForm):
    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        member: Member = super().save(commit=True)
        return admit_member(member, by=self.by)


class ChangedMemberForm(MemberForm):
    password_required = False

    class Meta(MemberForm.Meta):
        fields = [*MemberForm.Meta.fields, "is_active"]

    def __init__(self, *args: Any, editing_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            # So that nobody locks themselves out.
            del self.fields["is_active"]
            del self.fields["is_superuser"]

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        before = Member.objects.get(pk=self.instance.pk)
        wanted = self.cleaned_data
        self.instance.name, self.instance.handle = before.name, before.handle
        self.instance.email = before.email
        member: Member = super().save(commit=True)
        member = change_profile(
            member, name=wanted["name"], handle=wanted["handle"], about=member.about, by=self.by
        )
        if wanted["email"] != before.email:
            member = change_address(member, address=wanted["email"], by=self.by)
        return member


class MemberIndex(IndexView):
    page_title = gettext_lazy("Members")
    add_item_label = gettext_lazy("Add a member")

    @cached_property
    def search_fields(self) -> set[str]:
        return {"handle", "name", "email"}


class ByTheAdministrator:
    """Gives the form the person who fills it in."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "by": self.request.user}


class NewMember(ByTheAdministrator, CreateView):
    page_title = gettext_lazy("Add a member")


class ChangedMember(ByTheAdministrator, EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.erased_at:
            raise PermissionDenied(_("This account is closed."))


class MemberViewSet(UserViewSet):
    menu_label = gettext_lazy("Members")
    index_view_class = MemberIndex
    add_view_class = NewMember
    edit_view_class = ChangedMember

    def get_form_class(self, for_update: bool = False) -> type[MemberForm]:
        return ChangedMemberForm if for_update else NewMemberForm


@method_decorator(require_admin_access, name="dispatch")
class OwnAdminAccount(AccountView):
    """How the admin looks to oneself; name, picture and address have pages that all people use."""

    def get_panels(self) -> list[Any]:
        elsewhere = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]
