"""What a person earned the right to do, from what they did well."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.permissions import ALLOWED, Verdict, Viewer, can_take_part, refused
from reputation.models import LedgerLine

WRITE_ENTRIES = 200  # fourteen answers that solved it: it is read as the community's word
PROMISE = 400  # twice that: others plan by it
EDIT_OTHERS = 50  # five answers that helped somebody: low, because every edit can be rolled back


def _earned(member: Member, points: int, what: str | Promise) -> Verdict:
    """Employees and moderators have the rights of their role from the start."""
    if member.is_moderator or member.is_superuser or member.is_employee:
        return ALLOWED
    missing = points - LedgerLine.objects.total_of(member)
    if missing <= 0:
        return ALLOWED
    return refused(
        _(
            "%(what)s takes %(points)d points, and you have %(missing)d to go: "
            "answers that help bring them."
        )
        % {"what": what, "points": points, "missing": missing}
    )


def may_edit_others(member: Viewer) -> Verdict:
    """Improving what somebody else wrote."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    return _earned(member, EDIT_OTHERS, _("Editing what others wrote"))


def may_write_entries(member: Viewer) -> Verdict:
    """Writing down what the community knows."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    return _earned(member, WRITE_ENTRIES, _("Writing entries"))


def may_promise(member: Viewer) -> Verdict:
    """Telling others by when something will be done."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    return _earned(member, PROMISE, _("Promising"))
