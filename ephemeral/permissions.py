"""Who may write, decide and promise, and the words when they may not."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.permissions import ALLOWED, Verdict, Viewer, can_take_part, refused
from ephemeral.models import Absence, Entry, EntryQuestion, Evidence, Lifetime, Promise
from ephemeral.state import State
from questions.models import Question
from reputation.privileges import may_promise, may_write_entries


def can_write_entries(member: Viewer) -> Verdict:
    """Every employee, and members who earned it."""
    return may_write_entries(member)


def can_edit_entry(member: Viewer, entry: Entry) -> Verdict:
    """Who wrote it, who keeps it, and whoever may write entries."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    if entry.locked:
        return refused(_("An administrator locked this entry."))
    if entry.author_id == member.pk:
        return ALLOWED
    lifetime = Lifetime.objects.filter(entry=entry).first()
    if lifetime and keeps(member, lifetime):
        return ALLOWED
    return can_write_entries(member)


def can_suggest(member: Viewer, entry: Entry) -> Verdict:
    return can_take_part(member)


def keeps(member: Member, lifetime: Lifetime) -> bool:
    """Whether somebody is its steward, or works in the team that is."""
    if lifetime.steward_id == member.pk:
        return True
    teams = {employment.team_id for employment in member.current_employments}
    return lifetime.team_id is not None and lifetime.team_id in teams


def is_orphan(lifetime: Lifetime) -> bool:
    """Whether nobody keeps it, neither a person nor a team."""
    return lifetime.steward_id is None and lifetime.team_id is None


def can_renew(member: Viewer, lifetime: Lifetime) -> Verdict:
    """Whose word counts fully: the steward's, any employee's, and the asker's for a solution."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    if lifetime.let_go_at and not lifetime.entry_id:
        return refused(_("This was let go. Another answer can be accepted in its place."))
    if lifetime.paused_at:
        return _stands_still(lifetime)
    if keeps(member, lifetime):
        return ALLOWED
    return _counts_for_others(member, lifetime)


def _stands_still(lifetime: Lifetime) -> Verdict:
    if lifetime.entry_id:
        return refused(_("This is a draft. Its clock runs once it is published."))
    return refused(_("This is no longer the solution."))


def _counts_for_others(member: Member, lifetime: Lifetime) -> Verdict:
    """Whether somebody who does not keep it can stand behind it all the same."""
    if lifetime.owner.author_id == member.pk:
        return refused(_("You wrote this, so whoever keeps it confirms it, or somebody else does."))
    asked_it = lifetime.question is not None and lifetime.question.author_id == member.pk
    if member.is_employee or member.is_moderator or asked_it:
        return ALLOWED
    return refused(
        _("Its steward or an employee decides. You can say whether it still holds for you.")
    )


def can_let_go(member: Viewer, lifetime: Lifetime) -> Verdict:
    """Letting go is for those who keep it, moderators, and for orphans any employee."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    if lifetime.paused_at:
        return _stands_still(lifetime)
    if member.is_moderator or keeps(member, lifetime):
        return ALLOWED
    if is_orphan(lifetime) and member.is_employee:
        return ALLOWED
    return refused(_("Only its steward, their team and moderators can let it go."))


def can_hand_over(member: Viewer, lifetime: Lifetime) -> Verdict:
    """Who keeps it passes it on; employees take up what nobody keeps."""
    return can_let_go(member, lifetime)


def can_decide(member: Viewer, lifetime: Lifetime) -> Verdict:
    """Whether somebody finds it in a queue at all."""
    return can_renew(member, lifetime)


def can_give_evidence(member: Viewer, lifetime: Lifetime) -> Verdict:
    """Anybody signed in, but not who wrote it or is credited: they would be their own witness."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    if lifetime.paused_at:
        return _stands_still(lifetime)
    if lifetime.let_go_at:
        return refused(_("This was let go, so there is nothing to confirm."))
    if lifetime.owner.author_id == member.pk:
        return refused(_("You wrote this, so others say whether it holds."))
    credited = EntryQuestion.objects.filter(entry=lifetime.entry_id or 0, answer__author=member)
    if lifetime.entry_id and credited.exists():
        return refused(_("It was made from what you wrote, so others say whether it holds."))
    return ALLOWED


def can_withdraw_evidence(member: Viewer, said: Evidence) -> Verdict:
    if said.member_id != member.pk:
        return refused(_("Only the person who said this can take it back."))
    return can_take_part(member)


def can_ask_back(member: Viewer, lifetime: Lifetime, now: datetime) -> Verdict:
    """Whoever signs in can, while nobody stands behind it."""
    if lifetime.paused_at:
        return _stands_still(lifetime)
    if lifetime.state(now) not in {State.LAPSED, State.GONE}:
        return refused(_("It has not lapsed. You can say whether it still holds for you."))
    if lifetime.let_go_at and not lifetime.entry_id:
        return refused(_("This was let go. Another answer can be accepted in its place."))
    return can_take_part(member)


def can_promise(member: Viewer, question: Question) -> Verdict:
    """An employee, or somebody trusted to."""
    if question.hidden_at:
        return refused(_("This question is hidden."))
    return may_promise(member)


def can_change_promise(member: Viewer, promise: Promise) -> Verdict:
    """A promise is its giver's alone: nobody else moves, keeps or withdraws it."""
    if promise.member_id != member.pk:
        return refused(_("Only the person who promised can change a promise."))
    if promise.withdrawn_at:
        return refused(_("This promise was withdrawn."))
    if promise.kept_at:
        return refused(_("This promise was kept."))
    return can_take_part(member)


def can_change_absence(member: Viewer, absence: Absence) -> Verdict:
    """When somebody is away is theirs alone to say."""
    if absence.member_id != member.pk:
        return refused(_("Only the person who is away can change that."))
    return can_take_part(member)


def can_take_over_promise(member: Viewer, promise: Promise) -> Verdict:
    """A colleague takes up what somebody left behind who works here no more."""
    taking_part = can_take_part(member)
    if not taking_part or not isinstance(member, Member):
        return taking_part
    if promise.is_settled:
        return refused(_("This promise is settled, so nobody needs to take it over."))
    if promise.team_id not in {employment.team_id for employment in member.current_employments}:
        return refused(_("Only somebody of its team can take a promise over."))
    if not promise.was_left_behind():
        return refused(_("Whoever promised this still works on it."))
    return ALLOWED
