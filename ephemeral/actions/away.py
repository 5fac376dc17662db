"""Saying that one is away: what one keeps is for the team meanwhile."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Member
from community.permissions import can_take_part, require
from ephemeral.models import Absence

MOST = 20  # absences that lie ahead; more than anybody plans


@transaction.atomic
def say_away(*, first_day: date, last_day: date, by: Member, today: date) -> Absence:
    """Be away from one day to another, both included. Saying it twice says it once."""
    require(can_take_part(by))
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day comes after the first.")})
    if last_day < today:
        raise ValidationError({"last_day": _("This day has passed.")})
    if by.absences.filter(last_day__gte=today).count() >= MOST:
        raise ValidationError(_("You have planned enough. Take one back first."))
    absence, _made = Absence.objects.get_or_create(
        member=by, first_day=first_day, last_day=last_day
    )
    return absence


@transaction.atomic
def come_back(absence: Absence, *, by: Member) -> None:
    """Not be away after all."""
    by.absences.filter(pk=absence.pk).delete()
