"""What time does to a promise: each step once, to whom it concerns, whatever the clock met."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from community.models import LoggedEvent, Member
from community.notices import in_words
from ephemeral import clock_of_promises
from ephemeral.actions import keep_promise, move_promise, withdraw_promise
from ephemeral.clock_of_promises import BATCH, list_what_is_late, tell_of_dates
from ephemeral.models import Promise, PromiseState, PromiseStep
from mayfly.duties import DUTIES
from questions.actions import ask_question, hide_post
from tests.ephemeral.promised import DAY, FRIDAY, HOUR, database_url, promised, works_in_lisbon
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db


def events(*names: str) -> list[str]:
    names = names or ("PromiseComesDue", "PromiseLate")
    return list(
        LoggedEvent.objects.filter(type__in=names).order_by("pk").values_list("type", flat=True)
    )


def heard(member: Member) -> list[str]:
    notices = list(member.notices.select_related("event").order_by("pk"))
    return [told.sentence for _notice, told in in_words(notices, member)]


# Reminders, and being late


def test_reminded_before_and_late_at_the_date_each_once(question, employee):
    promise = promised(question, employee, due_at=FRIDAY + 10 * DAY)
    moments = [8.9, 9, 9.5, 9.99, 10, 10.5, 30]

    said = []
    for days in moments:
        tell_of_dates(FRIDAY + days * DAY)
        said.append(events())

    reminded, late = ["PromiseComesDue"], ["PromiseComesDue", "PromiseLate"]
    assert said == [[], reminded, reminded, reminded, late, late, late]
    promise.refresh_from_db()
    assert (promise.stage, promise.was_late, promise.next_at) == (Promise.Stage.LATE, True, None)
    assert promise.state(FRIDAY + 30 * DAY) == PromiseState.LATE
    step = promise.steps.get(kind="late")
    assert (step.at, step.member) == (promise.due_at, None)


def test_a_short_promise_is_reminded_after_half_its_time(question, employee):
    promised(question, employee, due_at=FRIDAY + 4 * HOUR)

    tell_of_dates(FRIDAY + 1.9 * HOUR)
    before = events()
    tell_of_dates(FRIDAY + 2 * HOUR)

    assert (before, events()) == ([], ["PromiseComesDue"])


def test_half_of_the_time_is_half_of_the_hours_that_the_team_works(question, employee):
    works_in_lisbon(employee.current_employments[0].team)

    promise = promised(question, employee, working_hours=10)

    assert promise.due_at == FRIDAY + 3 * DAY + HOUR  # Monday at one
    assert promise.next_at == FRIDAY + 5 * HOUR  # Friday at five, not in the night to Sunday


def test_the_reminder_comes_a_working_day_before(question, employee):
    works_in_lisbon(employee.current_employments[0].team)
    monday = datetime(2026, 11, 30, 12, tzinfo=UTC)
    promised(question, employee, due_at=monday)

    tell_of_dates(monday - 3 * DAY - HOUR)
    before = events()
    tell_of_dates(monday - 3 * DAY)

    assert (before, events()) == ([], ["PromiseComesDue"])


def test_after_a_night_off_only_the_last_step_is_told(question, employee):
    promised(question, employee)

    tell_of_dates(FRIDAY + 2 * DAY)

    assert events() == ["PromiseLate"]


def test_each_date_that_holds_has_its_own_steps(question, employee):
    promise = promised(question, employee)
    tell_of_dates(FRIDAY + DAY)

    move_promise(
        promise, due_at=FRIDAY + 5 * DAY, reason="I was ill.", by=employee, at=FRIDAY + 2 * DAY
    )
    tell_of_dates(FRIDAY + 4 * DAY)
    tell_of_dates(FRIDAY + 5 * DAY)

    assert events() == ["PromiseLate", "PromiseComesDue", "PromiseLate"]
    assert promise.steps.filter(kind="late").count() == 2


@pytest.mark.parametrize("settle", ["keep", "withdraw"])
def test_what_is_settled_has_no_steps_any_more(question, employee, settle):
    promise = promised(question, employee)
    if settle == "keep":
        keep_promise(promise, by=employee, at=FRIDAY)
    else:
        withdraw_promise(promise, reason="It is not made.", by=employee, at=FRIDAY)

    tell_of_dates(FRIDAY + 9 * DAY)

    assert events() == []


def test_late_is_told_to_its_giver_the_team_and_those_who_follow(
    question, employee, asker, stranger, run_jobs, time_machine
):
    colleague = EmploymentFactory(member=MemberFactory(name="Bo Lind")).member
    promised(question, employee)
    time_machine.move_to(FRIDAY + 1.1 * DAY, tick=False)

    tell_of_dates(FRIDAY + 1.1 * DAY)
    run_jobs()

    late = "What Ana Ruiz promised is late: a firmware fix."
    assert heard(asker)[-1] == heard(colleague)[-1] == late
    assert heard(employee) == [
        "Your promise is late: a firmware fix. Say how it goes, or move its date."
    ]
    assert heard(stranger) == []


def test_nobody_is_mailed_late_about_what_was_kept_meanwhile(
    question, employee, asker, run_jobs, time_machine
):
    promise = promised(question, employee)
    now = FRIDAY + 1.1 * DAY
    time_machine.move_to(now, tick=False)
    tell_of_dates(now)
    run_jobs()
    keep_promise(promise, by=employee, at=now)

    for hours in (1, 2):
        time_machine.move_to(now + hours * HOUR, tick=False)
        run_jobs()

    subjects = [message.subject for message in mail.outbox]
    assert any("kept a promise" in subject for subject in subjects)
    assert not any("late" in subject for subject in subjects)
    assert not any("late" in sentence for sentence in heard(asker))


def test_what_is_hidden_is_told_to_nobody_who_cannot_see_it(
    question, employee, asker, stranger, moderator, run_jobs
):
    colleague = EmploymentFactory(member=MemberFactory(name="Bo Lind")).member
    promised(question, employee)
    hide_post(question, reason="It names an address.", by=moderator)

    tell_of_dates(FRIDAY + 2 * DAY)
    list_what_is_late(FRIDAY + 2 * DAY)
    run_jobs()

    assert heard(colleague) == heard(employee) == []


def test_many_at_once_are_taken_in_batches(question, employee):
    for number in range(BATCH + 5):
        Promise.objects.create(
            question=question,
            member=employee,
            what=f"part {number}",
            promised_at=FRIDAY,
            first_due_at=FRIDAY + DAY,
            due_at=FRIDAY + DAY,
            next_at=FRIDAY + DAY,
        )

    tell_of_dates(FRIDAY + DAY)

    assert Promise.objects.filter(stage=Promise.Stage.LATE).count() == BATCH + 5
    assert len(events("PromiseLate")) == BATCH + 5


def test_a_pass_with_nothing_due_takes_one_query(question, employee, django_assert_num_queries):
    promised(question, employee)

    with django_assert_num_queries(1):
        tell_of_dates(FRIDAY)


def test_the_clock_knows_both_duties():
    assert DUTIES["tell of the dates of promises"].do is tell_of_dates
    assert DUTIES["list what is late"].do is list_what_is_late


def test_a_pass_that_dies_in_the_middle_leaves_nothing_half_done(question, employee, monkeypatch):
    promise = promised(question, employee)

    class Killed(BaseException):
        """What no handler of errors catches, as the process going away."""

    def dies(*_args: object, **_facts: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(clock_of_promises, "announce", dies)
        with pytest.raises(Killed), transaction.atomic():
            tell_of_dates(FRIDAY + 2 * DAY)

    promise.refresh_from_db()
    assert (promise.stage, promise.was_late) == (Promise.Stage.FRESH, False)
    assert not PromiseStep.objects.filter(kind="late").exists()
    tell_of_dates(FRIDAY + 2 * DAY)
    assert events() == ["PromiseLate"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clocks_do_each_step_once(question, employee):
    """The second waits for nobody: what the first holds it leaves, and it finds nothing twice."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    questions = [
        ask_question(title=f"Question {number}", body="How?", by=employee) for number in range(20)
    ]
    for asked in questions:
        promised(asked, employee)

    def tick(_clock: int) -> None:
        try:
            tell_of_dates(FRIDAY + 2 * DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tick, range(4)))
    tell_of_dates(FRIDAY + 2 * DAY)

    assert events() == ["PromiseLate"] * 20


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_however_often_it_is_killed_each_step_is_taken_once(question, employee):
    for number in range(9):
        promised(question, employee, what=f"part {number}")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.ephemeral.killing_the_clock",
            (FRIDAY + 2 * DAY).isoformat(),
        ],
        env=os.environ
        | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "mayfly.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr[-2000:]
    assert events() == ["PromiseLate"] * 9
    assert PromiseStep.objects.filter(kind="late").count() == 9
    assert Promise.objects.filter(stage=Promise.Stage.LATE, was_late=True).count() == 9


# The daily list

MONDAY_EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def late(question: Any, employee: Member) -> Promise:
    """Due on Friday afternoon, in a team that works in Lisbon from nine to six."""
    works_in_lisbon(employee.current_employments[0].team)
    return promised(question, employee, due_at=FRIDAY + 3 * HOUR)


def listed(member: Member) -> int:
    rows = LoggedEvent.objects.filter(type="PromisesAreLate")
    return sum(row.payload["member_id"] == member.pk for row in rows)


def test_the_list_comes_once_a_working_day_as_the_team_begins(late, employee):
    colleague = EmploymentFactory(member=MemberFactory(name="Bo Lind")).member
    moments = {
        "Saturday noon": FRIDAY + DAY,
        "Monday before opening": MONDAY_EIGHT + 0.9 * HOUR,
        "Monday at nine": MONDAY_EIGHT + HOUR,
        "Monday later": MONDAY_EIGHT + 5 * HOUR,
        "Tuesday before opening": MONDAY_EIGHT + DAY,
        "Tuesday at ten": MONDAY_EIGHT + DAY + 2 * HOUR,
    }

    told = []
    for moment in moments.values():
        list_what_is_late(moment)
        told.append((listed(employee), listed(colleague)))

    assert told == [(0, 0), (0, 0), (1, 1), (1, 1), (1, 1), (2, 2)]


def test_the_list_says_what_is_late_still(late, employee, run_jobs, time_machine):
    time_machine.move_to(MONDAY_EIGHT + HOUR, tick=False)
    list_what_is_late(MONDAY_EIGHT + HOUR)
    run_jobs()
    assert heard(employee) == ["1 promise is late."]

    keep_promise(late, by=employee, at=MONDAY_EIGHT + HOUR)

    assert heard(employee) == []


def test_what_becomes_late_during_the_day_is_listed_on_the_next(question, employee):
    promised(question, employee, due_at=MONDAY_EIGHT + 3 * HOUR)

    list_what_is_late(MONDAY_EIGHT + 4 * HOUR)
    before = listed(employee)
    list_what_is_late(MONDAY_EIGHT + DAY + HOUR)

    assert (before, listed(employee)) == (0, 1)


def test_nothing_late_is_no_list(question, employee, asker):
    promised(question, employee, due_at=MONDAY_EIGHT + 9 * DAY)

    list_what_is_late(MONDAY_EIGHT + 5 * HOUR)

    assert not events("PromisesAreLate")


def test_whoever_works_in_no_team_gets_it_in_the_morning_where_they_are(question, moderator):
    Member.objects.filter(pk=moderator.pk).update(time_zone="Pacific/Auckland")
    promised(question, moderator, due_at=FRIDAY + HOUR)
    eight_in_auckland = datetime(2026, 11, 22, 19, tzinfo=UTC)

    list_what_is_late(eight_in_auckland - HOUR)
    before = listed(moderator)
    list_what_is_late(eight_in_auckland)

    assert (before, listed(moderator)) == (0, 1)
