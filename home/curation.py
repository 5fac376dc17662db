"""Tags in Wagtail's admin, by the same actions as everywhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from questions.actions import describe_tag, merge_tags
from questions.models import Tag


class TagForm(WagtailAdminModelForm):
    """What a tag is about, which other words mean it, and what it becomes part of."""

    synonyms = forms.CharField(
        label=gettext_lazy("Synonyms"),
        required=False,
        help_text=gettext_lazy(
            "Other words for it, separated by commas: whoever types one gets this tag."
        ),
    )
    merge_into = forms.CharField(
        label=gettext_lazy("Merge into"),
        required=False,
        help_text=gettext_lazy(
            "The name of another tag. All questions move there, and this name becomes a synonym "
            "of it. This cannot be undone."
        ),
    )

    instance: Tag

    class Meta:
        model = Tag
        fields = ["description"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.synonyms.order_by("name").values_list("name", flat=True)
            self.initial["synonyms"] = ", ".join(names)

    def clean_synonyms(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["synonyms"].split(",")]

    def clean_merge_into(self) -> Tag | None:
        name = self.cleaned_data["merge_into"].strip().lstrip("#").lower()
        if not name:
            return None
        into = Tag.objects.filter(name=name).first()
        if into is None:
            raise ValidationError(_("There is no tag named “%(tag)s”.") % {"tag": name})
        return into

    def save(self, commit: bool = True) -> Tag:
        self.instance = describe_tag(
            self.instance,
            description=self.cleaned_data["description"],
            synonyms=self.cleaned_data["synonyms"],
            by=self.for_user,
        )
        return self.instance


class TagEditView(generic.EditView):
    """What an action refuses is said at its field."""

    def form_valid(self, form: TagForm) -> HttpResponse:
        into = form.cleaned_data["merge_into"]
        try:
            if into is None:
                answer: HttpResponse = super().form_valid(form)
                return answer
            name = self.object.name
            merge_tags(self.object, into=into, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = self.get_error_message()
            refusal: HttpResponse = self.form_invalid(form)
            return refusal
        messages.success(
            self.request,
            _("#%(tag)s is part of #%(into)s now.") % {"tag": name, "into": into},
        )
        return redirect(self.get_success_url())


class MadeByUse(ModelPermissionPolicy):
    """Tags come by using them and go by merging."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)


class TagViewSet(ModelViewSet):
    model = Tag
    icon = "tag"
    menu_order = 210
    add_to_admin_menu = True
    edit_view_class = TagEditView
    copy_view_enabled = False
    list_display = ["name", "question_count", "description"]
    search_fields = ["name", "description"]
    search_backend_name = None
    ordering = ["-question_count", "name"]

    def get_form_class(self, for_update: bool = False) -> type[TagForm]:
        return TagForm
