"""What follows for clocks and for the threads that show them when something happened."""

from django.utils import timezone

from community import events
from community.events import CommunityImported, Event
from ephemeral.actions.bulk import begin_clocks_of_solutions
from ephemeral.actions.lives import begin_with_acceptance, pause
from ephemeral.models import EntryQuestion, Lifetime, Promise
from questions.counters import renew_thread
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
        renew_thread(question_id)


def renew_thread_of_event(event: Event) -> None:
    """The thread itself shows it."""
    if event.question_id is not None:
        renew_thread(event.question_id)


def renew_threads_with_promises_of(
    event: events.AccountClosed | events.EmploymentBegan | events.EmploymentEnded,
) -> None:
    """Who comes or goes changes whether the open promises they gave need somebody."""
    unsettled = Promise.objects.unsettled().filter(member=event.member_id)
    for question_id in sorted(set(unsettled.values_list("question_id", flat=True))):
        renew_thread(question_id)
