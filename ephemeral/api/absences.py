"""When one is away oneself."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Schema, Status

from community.api import OWN, WRITING, me
from ephemeral import actions
from ephemeral.api.shared import router
from ephemeral.models import Absence
from ephemeral.queries.absences import absences_of


class AwayIn(Schema):
    """Both days included, as they are where the member lives."""

    first_day: date
    last_day: date


class AbsenceOut(AwayIn):
    id: int


@router.get("/me/absences", response=list[AbsenceOut], auth=OWN, tags=["people"])
def my_absences(request: HttpRequest) -> list[Absence]:
    """When you are away, now and in days to come."""
    return absences_of(me(request), timezone.now())


@router.post("/me/absences", response={201: AbsenceOut}, auth=WRITING, tags=["people"])
def go_away(request: HttpRequest, sent: AwayIn) -> Status[Absence]:
    """Be away. What overlaps with days that you named before becomes one absence with them."""
    return Status(201, actions.go_away(by=me(request), **sent.dict()))


@router.delete("/me/absences/{pk}", response={204: None}, auth=WRITING, tags=["people"])
def come_back(request: HttpRequest, pk: int) -> Status[None]:
    """Be here after all."""
    absence = get_object_or_404(me(request).absences, pk=pk)
    actions.come_back(absence, by=me(request))
    return Status(204, None)
