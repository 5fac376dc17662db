"""What follows for clocks and for the threads that show them when something happened."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from community.events import (
    AccountClosed,
    CommunityImported,
    EmploymentBegan,
    EmploymentEnded,
    Event,
    MemberChanged,
)
from community.models import Employment, Member
from ephemeral.actions.bulk import begin_clocks_of_solutions
from ephemeral.actions.lives import begin_with_acceptance, pass_on, pause
from ephemeral.actions.locking import locked_lifetime
from ephemeral.models import EntryQuestion, Lifetime, Promise
from questions.counters import renew_facts
from questions.models import Acceptance


def bring_solution_in_line(event: Event) -> None:
    """The clock of a question's solution goes; that of an answer which is none any more stands.

    Part of every fact that makes or unmakes a solution, so it may find that nothing has changed.
    """
    if event.question_id is None:
        return
    now = event.at or timezone.now()
    current = (
        Acceptance.objects.current()
        .filter(question=event.question_id, answer__hidden_at=None)
        .select_related("answer__author", "answer__capacity__team", "answer__question")
        .select_related("accepted_by")
        .first()
    )
    running = Lifetime.objects.filter(question=event.question_id, paused_at=None)
    for lifetime in running.exclude(answer=current.answer_id if current else None):
        pause(lifetime, now=now)
    if current:
        begin_with_acceptance(current, now=now)


def give_solutions_clocks(event: CommunityImported) -> None:
    """A whole community came in: what it accepted has a clock from now, with dates apart."""
    begin_clocks_of_solutions(timezone.now())


def renew_threads_of_entry(event: Event) -> None:
    """Threads show the entries that settle them: what is kept of these threads is made anew."""
    links = EntryQuestion.objects.filter(entry=event.entry_id or 0)
    for question_id in links.order_by("question_id").values_list("question_id", flat=True):
        renew_facts(question_id)


def renew_thread_of_event(event: Event) -> None:
    """The thread itself shows it."""
    if event.question_id is not None:
        renew_facts(event.question_id)


def renew_threads_with_promises_of(
    event: AccountClosed | EmploymentBegan | EmploymentEnded,
) -> None:
    """Who comes or goes changes whether the open promises they gave need somebody."""
    unsettled = Promise.objects.unsettled().filter(member=event.member_id)
    for question_id in sorted(set(unsettled.values_list("question_id", flat=True))):
        renew_facts(question_id)


def renew_threads_naming(event: MemberChanged) -> None:
    """Rings and promises name people: another name, and the threads that bear it are made anew."""
    named = Q(confirmed_by=event.member_id) | Q(steward=event.member_id)
    lifetimes = Lifetime.objects.filter(named, paused_at=None)
    answered = lifetimes.exclude(question=None)
    settled = EntryQuestion.objects.filter(entry__lifetime__in=lifetimes)
    had_part = Q(member=event.member_id) | Q(steps__member=event.member_id)
    promised = Promise.objects.filter(had_part).distinct()
    ids: set[int | None] = set()
    for rows in (answered, settled, promised):
        ids.update(rows.order_by().values_list("question_id", flat=True))
    for question_id in sorted(filter(None, ids)):
        renew_facts(question_id)


def pass_on_what_they_kept(event: EmploymentEnded) -> None:
    """Somebody left a team: what they kept with it is the team's.

    Who works nowhere any more also leaves what they kept alone, which becomes nobody's. Each is
    passed on by itself, so that a job which died midway goes on where it stopped.
    """
    ended = Employment.objects.filter(pk=event.employment_id).first()
    member = Member.objects.filter(pk=event.member_id).first()
    if ended is None or member is None:
        return
    teams = {job.team_id for job in member.current_employments}
    if ended.team_id in teams:  # they came back meanwhile
        return
    left = Lifetime.objects.filter(steward=member).exclude(team__in=teams)
    if teams:
        left = left.filter(team=ended.team_id)
    _pass_on(left, member)


def pass_on_what_was_theirs(event: AccountClosed) -> None:
    """Somebody closed their account: whatever they kept passes to its team, or is nobody's.

    When they were away is nobody's business any more.
    """
    member = Member.objects.filter(pk=event.member_id).first()
    if member:
        member.absences.all().delete()
        _pass_on(Lifetime.objects.filter(steward=member), member)


def _pass_on(lifetimes: QuerySet[Lifetime], member: Member) -> None:
    for pk in list(lifetimes.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            lifetime = locked_lifetime(pk)
            if lifetime.steward_id != member.pk:
                continue
            # No name: it would outlast the account.
            because = _("Its steward left, so the team keeps it.")
            if lifetime.team is None:
                because = _("Its steward left, and no team kept it with them.")
            pass_on(lifetime, steward=None, team=lifetime.team, because=because, now=timezone.now())
