"""Deciding, evidence, and the queue."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from community.api import OWN, READING, WRITING, me, viewer
from community.models import Member, Team
from ephemeral import actions
from ephemeral.api.shared import router
from ephemeral.models import Entry, Lifetime
from ephemeral.queries import queue as queues
from ephemeral.queries.lives import lifetime_for
from ephemeral.queries.queue import Show
from ephemeral.queries.steps import steps_of
from ephemeral.schemas import deciding as schemas

NOTHING = {204: None}


def _seen(request: HttpRequest, pk: int) -> Lifetime:
    return lifetime_for(viewer(request), pk)


@router.get("/lifetimes/{int:pk}", response=schemas.LifeOut, auth=READING, tags=["knowledge"])
def lifetime(request: HttpRequest, pk: int, before: str = "") -> Any:
    """How fresh something is, and every step that led there, the newest first."""
    found: Any = _seen(request, pk)
    found.steps, found.older = steps_of(found, before=before, size=50)
    return found


@router.post(
    "/lifetimes/{int:pk}/renew", response=schemas.DecisionOut, auth=WRITING, tags=["knowledge"]
)
def renew(request: HttpRequest, pk: int, sent: schemas.RenewIn) -> Any:
    """Still true: its clock begins anew. 409 when somebody decided since `base`."""
    return actions.renew(_seen(request, pk), by=me(request), **sent.dict())


@router.post(
    "/lifetimes/{int:pk}/let-go", response=schemas.DecisionOut, auth=WRITING, tags=["knowledge"]
)
def let_go(request: HttpRequest, pk: int, sent: schemas.LetGoIn) -> Any:
    """No longer true, with why and what stands in its place. 409 when somebody decided since."""
    fields = sent.dict()
    number = fields.pop("successor_id")
    successor = Entry.objects.visible_to(viewer(request)).filter(pk=number or 0).first()
    if number is not None and successor is None:
        raise ValidationError({"successor_id": _("There is no entry with this number.")})
    return actions.let_go(_seen(request, pk), by=me(request), successor=successor, **fields)


@router.post(
    "/lifetimes/{int:pk}/evidence", response=schemas.EvidenceOut, auth=WRITING, tags=["knowledge"]
)
def give_evidence(request: HttpRequest, pk: int, sent: schemas.EvidenceIn) -> Any:
    """“Still true for me” or “did not work”. Saying the other replaces what was said."""
    said = actions.give_evidence(_seen(request, pk), by=me(request), **sent.dict())
    return schemas.EvidenceOut.of(said)


@router.delete("/lifetimes/{int:pk}/evidence", response=NOTHING, auth=WRITING, tags=["knowledge"])
def withdraw_evidence(request: HttpRequest, pk: int) -> Status[None]:
    actions.withdraw_evidence(_seen(request, pk), by=me(request))
    return Status(204, None)


@router.post("/lifetimes/{int:pk}/ask-back", response=NOTHING, auth=WRITING, tags=["knowledge"])
def ask_back(request: HttpRequest, pk: int) -> Status[None]:
    """Want back what lapsed; each person counts once."""
    actions.ask_back(_seen(request, pk), by=me(request))
    return Status(204, None)


@router.post(
    "/lifetimes/{int:pk}/hand-over",
    response=schemas.LifetimeOut,
    auth=WRITING,
    tags=["knowledge"],
)
def hand_over(request: HttpRequest, pk: int, sent: schemas.HandOverIn) -> Any:
    """Let a person, a team or both keep it."""
    fields = sent.dict()
    steward, team = _steward(fields.pop("steward")), _team(fields.pop("team"))
    actions.hand_over(
        _seen(request, pk),
        by=me(request),
        steward=steward,
        team=team,
        now=timezone.now(),
        **fields,
    )
    return _seen(request, pk)


def _steward(handle: str | None) -> Member | None:
    if not handle:
        return None
    found = Member.objects.filter(handle__lower=handle.lower(), is_active=True).first()
    if found is None:
        raise ValidationError({"steward": _("Nobody here has this handle.")})
    return found


def _team(slug: str | None) -> Team | None:
    if not slug:
        return None
    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise ValidationError({"team": _("There is no team of this name.")})
    return found


@router.get("/knowledge/due", response=schemas.QueueOut, auth=OWN, tags=["knowledge"])
def due(request: HttpRequest, show: Show = Show.MINE, page: int = 1) -> Any:
    """What waits for a decision: `mine`, my `teams`' or `all`, the most urgent first."""
    now, member = timezone.now(), me(request)
    rows = queues.waiting_for(member, show, now)
    return queues.queue_page(rows, member, now, show=show, number=page)
