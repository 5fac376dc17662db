"""Being away for some days, and being back."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Member
from community.permissions import can_take_part, require
from ephemeral.lifetimes import zone_of
from ephemeral.models import Absence
from ephemeral.permissions import can_change_absence

DAY = timedelta(days=1)
FARTHEST = timedelta(days=366 * 3)
LONGEST = timedelta(days=366)  # longer is a mistake in typing, or somebody has left


@transaction.atomic
def go_away(
    *,
    first_day: date,
    last_day: date,
    by: Member,
    instead_of: Absence | None = None,
    at: datetime | None = None,
) -> Absence:
    """Say from when to when one is away, both days included; `instead_of` changes what was said.

    What overlaps or follows at once becomes one absence, so saying it twice says it once. Nothing
    is announced: whoever needs to know asks who is away that day. Raises ValidationError by field.
    """
    by = _taking_turns(by)
    require(can_change_absence(by, instead_of) if instead_of else can_take_part(by))
    today = (at or timezone.now()).astimezone(zone_of(by)).date()
    _check_days(first_day, last_day, today)
    if instead_of:
        by.absences.filter(pk=instead_of.pk).delete()
    near = by.absences.filter(first_day__lte=last_day + DAY, last_day__gte=first_day - DAY)
    touching = list(near)
    first_day = min([first_day, *(one.first_day for one in touching)])
    last_day = max([last_day, *(one.last_day for one in touching)])
    if len(touching) == 1 and (touching[0].first_day, touching[0].last_day) == (
        first_day,
        last_day,
    ):
        return touching[0]
    by.absences.filter(pk__in=[one.pk for one in touching]).delete()
    return by.absences.create(first_day=first_day, last_day=last_day)


@transaction.atomic
def come_back(absence: Absence, *, by: Member) -> None:
    """Be here after all: now, or in the days that were to come."""
    by = _taking_turns(by)
    require(can_change_absence(by, absence))
    by.absences.filter(pk=absence.pk).delete()


def _taking_turns(member: Member) -> Member:
    """Two tabs of one person do not both find the days free."""
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _check_days(first_day: date, last_day: date, today: date) -> None:
    if last_day < first_day:
        raise ValidationError(
            {"last_day": _("The last day comes after the first, or is the same.")}
        )
    if last_day < today:
        raise ValidationError({"last_day": _("This day is over. Choose today or a later one.")})
    if first_day > today + FARTHEST:
        raise ValidationError({"first_day": _("That is years away. Choose an earlier day.")})
    if last_day - first_day >= LONGEST:
        raise ValidationError(
            {"last_day": _("That is more than a year. Choose an earlier day; you can add to it.")}
        )
