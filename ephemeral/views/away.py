"""A steward says when they are away."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.permissions import MemberRequest
from ephemeral import actions
from ephemeral.models import Absence
from questions.forms import SayingForm
from questions.views.saying import say, signed_in_to_write
from questions.views.writing import form_page


class AwayForm(SayingForm):
    first_day = forms.DateField(
        label=gettext_lazy("First day away"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day away"), widget=forms.DateInput(attrs={"type": "date"})
    )


@form_page
@signed_in_to_write("away")
def away(request: MemberRequest) -> HttpResponse:
    """When one is away, and a form to say so; `undo` takes one back."""
    today = timezone.localdate()
    planned = Absence.objects.filter(member=request.user, last_day__gte=today)
    undone = request.POST.get("undo", "")
    if undone:
        absence = planned.filter(pk=undone if undone.isascii() and undone.isdigit() else 0).first()
        if absence:
            actions.come_back(absence, by=request.user)
            messages.success(request, _("Taken back: you are here then."))
        return redirect("away")

    def then(_absence: Absence) -> HttpResponse:
        messages.success(request, _("Noted. What you keep goes to your teams meanwhile."))
        return redirect("away")

    return say(
        request,
        AwayForm(request.POST or None),
        place="away",
        act=lambda fields, member: actions.say_away(by=member, today=today, **fields),
        template="ephemeral/away.html",
        then=then,
        planned=planned,
        section=reverse("knowledge"),
    )
