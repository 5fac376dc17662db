"""Promises."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from community.api import READING, WRITING, PageOf, me, viewer
from community.models import Member, Team
from ephemeral import actions
from ephemeral.api.shared import router
from ephemeral.models import Promise, PromiseState
from ephemeral.models.promises import PromiseQuerySet
from ephemeral.queries.promises import PERIODS, kept_share
from ephemeral.schemas.promises import (
    KeepIn,
    KeptShareOut,
    MoveIn,
    NoteIn,
    PromiseIn,
    PromiseOut,
    PromiseWithStepsOut,
    StepOut,
)
from questions.api.shared import page_json
from questions.models import Answer, Question
from questions.schemas import ReasonIn

TAGS = ["promises"]
PERIOD_NAMES = {"90-days": "", "year": "year", "all": "all"}


@router.get("/promises", response=PageOf[PromiseOut], auth=READING, tags=TAGS)
def list_promises(  # noqa: PLR0917, each is a part of the address
    request: HttpRequest,
    question: int | None = None,
    person: str = "",
    team: str = "",
    state: str = "",
    page: str = "",
    size: int = 25,
) -> dict[str, Any]:
    """Promises, the nearest date first; by question, person (handle), team (slug) and state."""
    rows = _seen(request)
    if question is not None:
        rows = rows.filter(question__in=Question.objects.filter(pk=question))
    if person:
        rows = rows.filter(member=_person(person))
    if team:
        rows = rows.filter(team=_team(team))
    if state:
        rows = _in_state(rows, state, timezone.now())
    return page_json(rows, ("due_at", "pk"), page, size)


def _seen(request: HttpRequest) -> PromiseQuerySet:
    return Promise.objects.visible_to(viewer(request)).with_people().with_left_behind()


def _person(handle: str) -> Member:
    return get_object_or_404(Member, handle__lower=handle.lower()[:30])


def _team(slug: str) -> Team:
    return get_object_or_404(Team, slug=slug)


def _in_state(rows: PromiseQuerySet, state: str, now: datetime) -> PromiseQuerySet:
    match state:
        case PromiseState.OPEN:
            return rows.unsettled().filter(due_at__gt=now)
        case PromiseState.LATE:
            return rows.late(now)
        case PromiseState.KEPT:
            return rows.exclude(kept_at=None)
        case PromiseState.WITHDRAWN:
            return rows.exclude(withdrawn_at=None)
    raise ValidationError(
        {"state": _("A state is one of %(states)s.") % {"states": ", ".join(PromiseState)}}
    )


@router.get("/promises/kept", response=KeptShareOut, auth=READING, tags=TAGS)
def share_kept(
    request: HttpRequest, person: str = "", team: str = "", period: str = "90-days"
) -> dict[str, Any]:
    """The share that a person or a team kept: `period` is 90-days, year or all."""
    if period not in PERIOD_NAMES:
        raise ValidationError(
            {"period": _("A period is one of %(all)s.") % {"all": ", ".join(PERIOD_NAMES)}}
        )
    if bool(person) == bool(team):
        raise ValidationError(_("Name a person or a team."))
    share = kept_share(
        member=_person(person) if person else None,
        team=_team(team) if team else None,
        within=PERIODS[PERIOD_NAMES[period]][1],
        now=timezone.now(),
    )
    return {
        **{name: getattr(share, name) for name in KeptShareOut.model_fields if name != "words"},
        "words": str(share),
    }


@router.get("/promises/{int:pk}", response=PromiseWithStepsOut, auth=READING, tags=TAGS)
def get_promise(request: HttpRequest, pk: int) -> Promise:
    """One promise with its history."""
    return get_object_or_404(_seen(request), pk=pk)


@router.post("/questions/{int:pk}/promises", response={201: PromiseOut}, auth=WRITING, tags=TAGS)
def make_promise(request: HttpRequest, pk: int, sent: PromiseIn) -> Status[Promise]:
    """Promise something on a question or an idea."""
    question = get_object_or_404(Question.objects.visible_to(viewer(request)), pk=pk)
    fields = {**sent.dict(), "due_at": _aware(sent.due_at)}
    return Status(201, actions.make_promise(question, by=me(request), **fields))


@router.post("/promises/{int:pk}/notes", response={201: StepOut}, auth=WRITING, tags=TAGS)
def note_promise(request: HttpRequest, pk: int, sent: NoteIn) -> Status[Any]:
    """Tell how it goes."""
    return Status(201, actions.note_promise(_one(request, pk), by=me(request), words=sent.words))


@router.post("/promises/{int:pk}/move", response=PromiseOut, auth=WRITING, tags=TAGS)
def move_promise(request: HttpRequest, pk: int, sent: MoveIn) -> Promise:
    """Promise another date, and say why."""
    fields = {**sent.dict(), "due_at": _aware(sent.due_at)}
    return actions.move_promise(_one(request, pk), by=me(request), **fields)


@router.post("/promises/{int:pk}/keep", response=PromiseOut, auth=WRITING, tags=TAGS)
def keep_promise(request: HttpRequest, pk: int, sent: KeepIn) -> Promise:
    """Say that it is kept, and by which answer."""
    answer = None
    if sent.answer_id is not None:
        answers = Answer.objects.visible_to(viewer(request))
        answer = answers.filter(pk=sent.answer_id).first()
        if answer is None:
            raise ValidationError({"answer_id": _("There is no answer with this number.")})
    return actions.keep_promise(_one(request, pk), by=me(request), answer=answer, words=sent.words)


@router.post("/promises/{int:pk}/withdraw", response=PromiseOut, auth=WRITING, tags=TAGS)
def withdraw_promise(request: HttpRequest, pk: int, sent: ReasonIn) -> Promise:
    """Say that it will not come, and why."""
    return actions.withdraw_promise(_one(request, pk), by=me(request), reason=sent.reason)


@router.post("/promises/{int:pk}/take-over", response=PromiseOut, auth=WRITING, tags=TAGS)
def take_over_promise(request: HttpRequest, pk: int) -> Promise:
    """Make one's own what a colleague left behind."""
    return actions.take_over_promise(_one(request, pk), by=me(request))


def _one(request: HttpRequest, pk: int) -> Promise:
    return get_object_or_404(Promise.objects.visible_to(viewer(request)), pk=pk)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
