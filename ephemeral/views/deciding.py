"""The queue, and the decisions that it forces: renew, let go, hand over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from community.capacities import choices_for
from community.models import Member
from community.notices import read_notices_about
from community.numbers import row_number
from community.permissions import MemberRequest, require
from ephemeral import actions
from ephemeral.actions import AlreadyDecided, Outcome
from ephemeral.forms.deciding import HandOverForm, LetGoForm, RenewForm, SeveralForm
from ephemeral.models import Lifetime
from ephemeral.notices.topics import DECISIONS
from ephemeral.permissions import can_hand_over, can_let_go, can_renew
from ephemeral.queries import queue as queues
from ephemeral.queries.lives import lifetime_for
from ephemeral.queries.queue import PAGE, Show
from ephemeral.views.lives import back_to
from questions.forms import SayingForm
from questions.views.saying import draft_fields, say, signed_in_to_write
from questions.views.writing import form_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_write("due")
def due(request: MemberRequest) -> HttpResponse:
    """What waits for this person's decision; a POST renews those that are chosen."""
    form = SeveralForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and _several(request, form):
        return HttpResponseRedirect(request.get_full_path())
    now, member = timezone.now(), request.user
    if getattr(member, "unread_notices", False):
        read_notices_about(member, DECISIONS)
    show = _asked_for(request)
    queue = queues.queue_page(
        queues.waiting_for(member, show, now), member, now, show=show, number=_number(request)
    )
    return _page(
        request,
        "ephemeral/due.html",
        queue,
        form=form,
        tabs=_tabs(member, show, queues.counts(member, now)),
        chosen=request.POST.getlist("lifetime"),
    )


@require_safe
def orphans(request: HttpRequest) -> HttpResponse:
    """Entries that nobody keeps, for whoever takes one up."""
    if not isinstance(request.user, Member):
        return redirect_to_login(request.path)
    now, member = timezone.now(), request.user
    queue = queues.queue_page(queues.orphans(), member, now, show=Show.ALL, number=_number(request))
    return _page(request, "ephemeral/orphans.html", queue, tabs=_tabs(member, None, {}))


def _page(request: HttpRequest, template: str, queue: queues.Queue, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = 422 if form is not None and form.is_bound else 200
    page = {
        "queue": queue,
        "here": request.get_full_path(),
        "section": reverse("knowledge"),
        "next_url": _with(request, queue.number + 1) if queue.has_more else "",
        "previous_url": _with(request, queue.number - 1) if queue.number > 1 else "",
        "capacities": [choice for choice in choices_for(request.user) if choice.value],
        **context,
    }
    return render(request, template, page, status=status)


def _with(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


def _number(request: HttpRequest) -> int:
    return queues.page_number(request.GET.get("page", ""))


def _asked_for(request: MemberRequest) -> Show:
    asked = request.GET.get("show", "")
    allowed = [Show.MINE, Show.TEAMS, *([Show.ALL] if queues.sees_all(request.user) else [])]
    return next((show for show in allowed if show == asked), Show.MINE)


def _tabs(member: Member, show: Show | None, counts: dict[Show, int]) -> list[dict[str, Any]]:
    """The views of the queue that this person has."""
    words = {Show.MINE: _("Mine"), Show.TEAMS: _("My teams'"), Show.ALL: _("All that wait")}
    shown = [Show.MINE]
    if member.is_employee:
        shown.append(Show.TEAMS)
    if queues.sees_all(member):
        shown.append(Show.ALL)
    tabs = [
        {
            "words": f"{words[one]} ({counts[one]})" if counts.get(one) else words[one],
            "url": f"{reverse('due')}?show={one}",
            "current": one == show,
        }
        for one in shown
    ]
    kept_by_nobody = {"words": _("Nobody's"), "url": reverse("orphans"), "current": show is None}
    return [*tabs, kept_by_nobody]


# Several at once


def _several(request: MemberRequest, form: SeveralForm) -> bool:
    """Renew those that were chosen, and say of each what became of it."""
    bases = _chosen(request.POST.getlist("lifetime"))
    if not bases:
        form.add_error(None, _("Choose at least one, by the boxes beside their titles."))
    if not form.is_valid():
        return False
    outcomes = actions.renew_many(
        queues.rows_of(bases, request.user), by=request.user, bases=bases, **form.cleaned_data
    )
    _tell(request, outcomes)
    return True


def _chosen(sent: list[str]) -> dict[int, int]:
    """Lifetime → the round that was seen, from “12:3”."""
    chosen = {}
    for value in sent[:PAGE]:
        pk, _colon, seen = value.partition(":")
        lifetime, round_seen = row_number(pk), row_number(seen)
        if lifetime is None or round_seen is None:
            return {}
        chosen[lifetime] = round_seen
    return chosen


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    renewed = sum(outcome.decision is not None for outcome in outcomes)
    if renewed:
        messages.success(request, ngettext("%d renewed.", "%d renewed.", renewed) % renewed)
    for outcome in outcomes:
        if outcome.problem:
            words = _("“%(title)s”: %(problem)s")
            told = words % {"title": outcome.lifetime.title, "problem": outcome.problem}
            messages.warning(request, told)


# One


@form_page
@signed_in_to_write("renew:{pk}")
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Still true: say what it rests on."""
    lifetime = lifetime_for(request.user, pk)
    if request.method != "POST":
        require(can_renew(request.user, lifetime))
    gone = lifetime.let_go_at is not None
    return _decide(
        request,
        lifetime,
        RenewForm,
        lambda fields, member: actions.renew(lifetime, by=member, **fields),
        done=_("Renewed."),
        heading=_("Bring it back") if gone else _("Renew"),
        explained=_("You stand behind it from now on. Its clock begins anew."),
        submit=_("Bring it back") if gone else _("Renew"),
    )


@form_page
@signed_in_to_write("let-go:{pk}")
def let_go(request: MemberRequest, pk: int) -> HttpResponse:
    """No longer true: say why, and what stands in its place."""
    lifetime = lifetime_for(request.user, pk)
    if request.method != "POST":
        require(can_let_go(request.user, lifetime))
    return _decide(
        request,
        lifetime,
        LetGoForm,
        lambda fields, member: actions.let_go(lifetime, by=member, **fields),
        done=_("Let go. It can be brought back from its own page."),
        heading=_("Let go"),
        explained=_("It leaves find and lists. Its address still answers, and says why."),
        submit=_("Let go"),
        danger=True,
    )


@form_page
@signed_in_to_write("hand-over:{pk}")
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody else keep it."""
    lifetime = lifetime_for(request.user, pk)
    if request.method != "POST":
        require(can_hand_over(request.user, lifetime))
    keepers = {
        "steward": lifetime.steward.handle if lifetime.steward else "",
        "team": lifetime.team.slug if lifetime.team else "",
    }
    return _decide(
        request,
        lifetime,
        HandOverForm,
        lambda fields, member: actions.hand_over(lifetime, by=member, now=timezone.now(), **fields),
        done=_("Handed over."),
        initial=keepers,
        heading=_("Hand over"),
        explained=_("Whoever keeps it is asked when it comes due. With nobody, it is nobody's."),
        submit=_("Hand over"),
    )


def _decide(
    request: MemberRequest,
    lifetime: Lifetime,
    form_class: Callable[..., SayingForm],
    act: Callable[[dict[str, Any], Member], Any],
    *,
    done: str,
    initial: dict[str, Any] | None = None,
    **words: Any,
) -> HttpResponse:
    """A page that says what will happen, asks for a line, and tells who was faster."""
    match = request.resolver_match
    place = f"{match.url_name if match else 'decide'}:{lifetime.pk}"
    kept = draft_fields(request, place)
    first = {**(initial or {}), **kept, "base": lifetime.round}
    form = form_class(request.POST or None, viewer=request.user, initial=first)

    def acted(fields: dict[str, Any], member: Member) -> Any:
        try:
            return act(fields, member)
        except AlreadyDecided as error:
            # Whoever sends it again has read whose decision stands.
            form.data = {**request.POST.dict(), "base": error.lifetime.round}
            raise

    def then(_result: Any) -> HttpResponse:
        messages.success(request, done)
        return back_to(request, lifetime)

    return say(
        request,
        form,
        place=place,
        act=acted,
        template="ephemeral/decide.html",
        then=then,
        lifetime=lifetime,
        next=request.POST.get("next") or request.GET.get("next", ""),
        **words,
    )
