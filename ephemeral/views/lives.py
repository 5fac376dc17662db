"""The life of an entry or accepted answer, and what anybody says of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.permissions import MemberRequest, require
from ephemeral import actions
from ephemeral.forms.deciding import AskBackForm, DidNotWorkForm, StillTrueForm
from ephemeral.models import Decision, Evidence, Lifetime
from ephemeral.permissions import can_ask_back, can_give_evidence
from ephemeral.queries.lives import life_of, lifetime_for, own_evidence
from ephemeral.queries.steps import steps_of, weight_words
from questions.views.saying import draft_fields, say, signed_in_to_write
from questions.views.writing import form_page


def back_to(request: HttpRequest, lifetime: Lifetime) -> HttpResponseRedirect:
    """To the page that somebody came from, or else to what they decided about."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(lifetime.get_absolute_url())


@require_safe
def life(request: HttpRequest, pk: int) -> HttpResponse:
    """One life with all its steps, and what the reader may do."""
    lifetime = lifetime_for(request.user, pk)
    found = life_of(lifetime, request.user, timezone.now())
    before = request.GET.get("before", "")
    steps, older = steps_of(lifetime, before=before) if before else (found.steps, found.older)
    return render(
        request,
        "ephemeral/life.html",
        {
            "life": found,
            "steps": steps,
            "older_url": f"?{urlencode({'before': older})}" if older else "",
            "for_visitors": not request.user.is_authenticated,
            "section": reverse("knowledge") if lifetime.entry_id else reverse("questions"),
        },
    )


@form_page
@signed_in_to_write("still-true:{pk}")
def still_true(request: MemberRequest, pk: int) -> HttpResponse:
    """“Still true for me”, with a product version where somebody gives one."""
    lifetime = lifetime_for(request.user, pk)
    if request.POST.get("on") == "0":
        return _take_back(request, lifetime)
    return _speak(
        request,
        lifetime,
        StillTrueForm,
        holds=True,
        heading=_("Still true for me"),
        explained=_("It lengthens the time until somebody has to confirm it."),
        submit=_("Still true for me"),
    )


@form_page
@signed_in_to_write("did-not-work:{pk}")
def did_not_work(request: MemberRequest, pk: int) -> HttpResponse:
    """“Did not work”, with what happened."""
    lifetime = lifetime_for(request.user, pk)
    if request.POST.get("on") == "0":
        return _take_back(request, lifetime)
    return _speak(
        request,
        lifetime,
        DidNotWorkForm,
        holds=False,
        heading=_("Did not work"),
        explained=_("Whoever keeps it is asked earlier to look at it, and reads what you write."),
        submit=_("Did not work"),
    )


def _take_back(request: MemberRequest, lifetime: Lifetime) -> HttpResponse:
    actions.withdraw_evidence(lifetime, by=request.user)
    messages.success(request, _("Taken back."))
    return back_to(request, lifetime)


def _speak(
    request: MemberRequest,
    lifetime: Lifetime,
    form_class: type[StillTrueForm] | type[DidNotWorkForm],
    *,
    holds: bool,
    **words: str,
) -> HttpResponse:
    if request.method != "POST":
        require(can_give_evidence(request.user, lifetime))
    place = f"{'still-true' if holds else 'did-not-work'}:{lifetime.pk}"
    kept = draft_fields(request, place)
    first = kept or _said_so_far(request, lifetime, holds=holds)

    def then(said: Evidence | Decision) -> HttpResponse:
        messages.success(request, _thanks(said))
        return back_to(request, lifetime)

    return say(
        request,
        form_class(request.POST or None, viewer=request.user, initial=first),
        place=place,
        act=lambda fields, member: actions.give_evidence(
            lifetime, holds=holds, by=member, **fields
        ),
        template="ephemeral/decide.html",
        then=then,
        **_about(request, lifetime),
        **words,
    )


def _said_so_far(request: MemberRequest, lifetime: Lifetime, *, holds: bool) -> dict[str, str]:
    """What one said in this round, to say it more exactly; it takes the place of that."""
    own = own_evidence(lifetime, request.user)
    if own is None or own.holds != holds:
        return {}
    return {"version": own.version, "note": own.note}


def _thanks(said: Evidence | Decision) -> str:
    """What a voice did, said at once."""
    if isinstance(said, Decision):
        return _("Thank you. Your word counts fully, so it is renewed.")
    effect = weight_words(said)
    if not effect:
        return _("Thank you, it is noted.")
    if said.why_days:
        return _("Thank you, it is noted. %(why)s") % {"why": effect}
    return _("Thank you, it is noted: it %(effect)s.") % {"effect": _as_verb(said, effect)}


def _as_verb(said: Evidence, effect: str) -> str:
    return effect if said.holds else _("is %(due_earlier)s") % {"due_earlier": effect}


def _about(request: HttpRequest, lifetime: Lifetime) -> dict[str, Any]:
    """What every page of one decision shows of what it is about."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return {"lifetime": lifetime, "next": wanted}


@form_page
@signed_in_to_write("ask-back:{pk}")
def ask_back(request: MemberRequest, pk: int) -> HttpResponse:
    """“I want it back”, of what lapsed."""
    lifetime = lifetime_for(request.user, pk)
    if request.method != "POST":
        require(can_ask_back(request.user, lifetime, timezone.now()))

    def then(_request: Any) -> HttpResponse:
        messages.success(request, _("Noted. You will hear when somebody brings it back."))
        return back_to(request, lifetime)

    return say(
        request,
        AskBackForm(request.POST or None),
        place=f"ask-back:{pk}",
        act=lambda _fields, member: actions.ask_back(lifetime, by=member),
        template="ephemeral/decide.html",
        then=then,
        heading=_("Ask for it back"),
        explained=_(
            "Nobody confirmed it in time. The more people ask, the sooner somebody looks at it."
        ),
        submit=_("Ask for it back"),
        **_about(request, lifetime),
    )
