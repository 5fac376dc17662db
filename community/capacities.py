"""In whose name an employee speaks: chosen when posting, kept on the post for ever."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Capacity, Member
from community.permissions import Viewer

PERSONALLY = ""


@dataclass(frozen=True)
class Choice:
    """One line of the list under a post being written: what is sent and what is read."""

    value: str
    label: str | Promise


def choices_for(member: Viewer) -> list[Choice]:
    """The capacities this person may speak in now, their teams first."""
    if not isinstance(member, Member) or not member.is_employee:
        return []
    speaking_as = [
        Choice(
            employment.team.slug,
            _("as %(team)s, %(organisation)s")
            % {"team": employment.team.name, "organisation": employment.team.organisation},
        )
        for employment in member.current_employments
    ]
    return [*speaking_as, Choice(PERSONALLY, gettext_lazy("personally"))]


@transaction.atomic
def capacity_for(member: Member, choice: str) -> Capacity | None:
    """The capacity to put on a post, None for one written personally.

    Raises PermissionDenied when the member does not, or no longer, work in the chosen team. Their
    employments stay locked until the surrounding transaction ends, so that a post and a departure
    cannot cross.
    """
    if choice == PERSONALLY:
        return None
    current = member.employments.current().select_related("team").order_by("pk")
    employments = {job.team.slug: job for job in current.select_for_update(of=("self",))}
    if choice not in employments:
        raise PermissionDenied(
            _("You do not work in this team, so you cannot speak for it. Choose “personally”.")
        )
    return employments[choice].capacity()
