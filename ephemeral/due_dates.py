"""When a promise is due, and when its giver is reminded: worked out once, in working hours."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ephemeral.working_hours import Calendar, add_working, working_between, working_day_before

FARTHEST = timedelta(days=366 * 3)  # whoever plans farther ahead does not plan, but hopes
MOST_HOURS = 2000  # working hours; about a year of them


def due_from(
    due_at: datetime | None,
    working_hours: float | None,
    *,
    calendar: Calendar,
    now: datetime,
) -> datetime:
    """The date that is meant, worked out once. Raises ValidationError beside its field."""
    if (due_at is None) == (working_hours is None):
        raise ValidationError(
            {"due_at": _("Say by when: a date and time, or a number of working hours.")}
        )
    if working_hours is not None:
        if not 0 < working_hours <= MOST_HOURS:
            raise ValidationError(
                {"working_hours": _("Give from 1 to %(most)d hours.") % {"most": MOST_HOURS}}
            )
        return add_working(now, timedelta(hours=working_hours), calendar)
    assert due_at is not None
    if due_at <= now:
        raise ValidationError(
            {"due_at": _("This moment has passed. A promise is about what is to come.")}
        )
    if due_at > now + FARTHEST:
        raise ValidationError(
            {"due_at": _("This is more than three years away. Promise a step that comes sooner.")}
        )
    return due_at


def reminder_at(due: datetime, *, calendar: Calendar, now: datetime) -> datetime:
    """When its giver is reminded: a working day before, or after half of a shorter time."""
    return max(working_day_before(due, calendar), _halfway(now, due, calendar))


def _halfway(now: datetime, due: datetime, calendar: Calendar) -> datetime:
    """When half of the working time is over, so that nobody is reminded at night.

    Half of all the time where none of it is working time.
    """
    working = working_between(now, due, calendar)
    if not working:
        return now + (due - now) / 2
    return add_working(now, working / 2, calendar)
