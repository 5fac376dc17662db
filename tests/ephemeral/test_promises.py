"""A promise is made, told of, moved, kept or withdrawn, and every step stays on record."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.actions.people import close_account
from community.actions.teams import end_employment
from community.counters import registered
from community.models import LoggedEvent, Member
from community.notices import in_words
from ephemeral.actions import (
    keep_promise,
    make_promise,
    move_promise,
    note_promise,
    take_over_promise,
    withdraw_promise,
)
from ephemeral.due_dates import FARTHEST
from ephemeral.models import Promise, PromiseState, WorkingWeek
from ephemeral.working_hours import NoWorkingHours
from questions.actions import (
    accept_answer,
    ask_question,
    follow_question,
    hide_post,
    post_answer,
    stop_following,
)
from reputation import privileges
from tests.ephemeral.promised import DAY, FRIDAY, HOUR, promised, works_in_lisbon
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db


def heard(member: Member) -> list[tuple[str, str]]:
    """What this person was told and why, the oldest first."""
    notices = list(member.notices.select_related("event").order_by("pk"))
    return [(told.sentence, told.why) for _notice, told in in_words(notices, member)]


def history(promise: Promise) -> list[tuple[str, str]]:
    return list(promise.steps.values_list("kind", "words"))


def published(name: str) -> int:
    return LoggedEvent.objects.filter(type=name).count()


# Making


def test_a_promise_is_its_teams_and_of_its_capacity(question, employee):
    promise = promised(question, employee, due_at=FRIDAY + 3 * DAY)

    assert str(promise.capacity) == "Support, Acme"
    assert promise.team.slug == "support"
    assert promise.first_due_at == promise.due_at == FRIDAY + 3 * DAY
    assert promise.state(FRIDAY) == PromiseState.OPEN
    assert history(promise) == [("made", "")]


def test_working_hours_are_those_of_the_team_and_worked_out_once(question, employee):
    works_in_lisbon(employee.current_employments[0].team)
    half_past_five = FRIDAY + 5.5 * HOUR

    promise = promised(question, employee, working_hours=4, at=half_past_five)
    WorkingWeek.objects.all().delete()

    promise.refresh_from_db()
    assert promise.due_at == datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_given_personally_it_binds_no_team_and_its_hours_are_those_of_the_clock(question, employee):
    works_in_lisbon(employee.current_employments[0].team)

    promise = promised(question, employee, working_hours=8, speaking_as="")

    assert (promise.team, promise.capacity) == (None, None)
    assert promise.due_at == FRIDAY + 8 * HOUR


def test_a_team_with_no_hours_is_told_so(question, employee):
    WorkingWeek.objects.create(team=employee.current_employments[0].team)

    with pytest.raises(NoWorkingHours):
        promised(question, employee, working_hours=4)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": " \n "}, "what"),
        ({"what": "x" * 301}, "what"),
        ({}, "due_at"),
        ({"due_at": FRIDAY + DAY, "working_hours": 3}, "due_at"),
        ({"due_at": FRIDAY}, "due_at"),
        ({"due_at": FRIDAY + FARTHEST + HOUR}, "due_at"),
        ({"working_hours": 0}, "working_hours"),
        ({"working_hours": -3}, "working_hours"),
        ({"working_hours": 1e9}, "working_hours"),
        ({"working_hours": float("nan")}, "working_hours"),
    ],
)
def test_what_cannot_be_promised_is_said_beside_its_field(question, employee, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        make_promise(question, by=employee, at=FRIDAY, **{"what": "a fix", **wrong})

    assert list(refusal.value.message_dict) == [field]
    assert not Promise.objects.exists()


def test_pressed_twice_it_is_promised_once(question, employee):
    first = promised(question, employee, working_hours=4)
    again = promised(question, employee, working_hours=4, at=FRIDAY + timedelta(seconds=20))

    assert again == first
    assert published("PromiseMade") == 1
    with pytest.raises(ValidationError, match="Move its date"):
        promised(question, employee, due_at=FRIDAY + 9 * DAY)


def test_members_promise_once_they_are_trusted_to(question, stranger, monkeypatch):
    with pytest.raises(PermissionDenied, match="Promising takes 400 points"):
        promised(question, stranger)
    helped = post_answer(question, body="Pin the channel to 36.", by=stranger)
    accept_answer(helped, by=question.author)
    monkeypatch.setattr(privileges, "PROMISE", 15)

    assert promised(question, stranger).team is None


def test_nothing_is_promised_on_what_is_hidden_or_for_a_team_of_others(
    question, employee, moderator
):
    with pytest.raises(PermissionDenied, match="do not work in this team"):
        promised(question, employee, speaking_as="sales")
    hide_post(question, reason="It names an address.", by=moderator)

    with pytest.raises(PermissionDenied, match="hidden"):
        promised(question, employee)


def test_ideas_are_promised_on_too(asker, employee):
    idea = ask_question(title="A dark mode", body="Please.", kind="idea", by=asker)

    assert promised(idea, employee).question == idea


# What becomes of it


def test_how_it_goes_is_told_to_those_who_follow(question, asker, employee, stranger, run_jobs):
    follow_question(question, by=stranger)
    promise = promised(question, employee)

    note_promise(promise, words="The cause is found.", by=employee)
    note_promise(promise, words="The cause is found.", by=employee)
    run_jobs()

    goes = "Ana Ruiz told how it goes: a firmware fix."
    assert heard(asker)[-1] == (goes, "You asked this question.")
    assert heard(stranger)[-1] == (goes, "You follow this question.")
    assert heard(employee) == []
    assert history(promise) == [("made", ""), ("noted", "The cause is found.")]


def test_moving_needs_a_reason_and_keeps_both_dates(question, employee):
    promise = promised(question, employee)
    with pytest.raises(ValidationError, match="Say why"):
        move_promise(promise, due_at=FRIDAY + 3 * DAY, reason=" ", by=employee, at=FRIDAY)

    for _press in range(2):
        moved = move_promise(
            promise, due_at=FRIDAY + 3 * DAY, reason="The part is late.", by=employee, at=FRIDAY
        )

    step = moved.steps.last()
    assert (step.kind, step.words) == ("moved", "The part is late.")
    assert (step.due_before, step.due_at) == (FRIDAY + DAY, FRIDAY + 3 * DAY)
    assert (moved.first_due_at, moved.due_at) == (FRIDAY + DAY, FRIDAY + 3 * DAY)
    assert (moved.moves, moved.was_late) == (1, False)
    assert published("PromiseMoved") == 1


def test_moved_after_its_date_it_stays_on_record_that_it_was_late(question, employee):
    promise = promised(question, employee)

    moved = move_promise(
        promise, due_at=FRIDAY + 5 * DAY, reason="I was ill.", by=employee, at=FRIDAY + 2 * DAY
    )

    assert moved.was_late
    assert moved.state(FRIDAY + 2 * DAY) == PromiseState.OPEN


@pytest.mark.parametrize(("after", "was_late"), [(DAY, False), (DAY + HOUR, True)])
def test_kept_on_time_or_late_by_an_answer(question, employee, after, was_late):
    promise = promised(question, employee)
    answer = post_answer(question, body="Here it is.", by=employee)

    for _press in range(2):
        kept = keep_promise(promise, answer=answer, by=employee, at=FRIDAY + after)

    assert kept.kept_by == answer
    assert kept.was_late is was_late
    assert kept.state(FRIDAY + 9 * DAY) == PromiseState.KEPT
    assert published("PromiseKept") == 1


def test_only_an_answer_under_the_question_keeps_it(question, employee, answer, asker, moderator):
    promise = promised(question, employee)
    elsewhere = post_answer(
        ask_question(title="Another one", body="Or not.", by=asker), body="Yes.", by=employee
    )
    hide_post(answer, reason="Advertising", by=moderator)

    for wrong in (elsewhere, answer):
        with pytest.raises(ValidationError, match="under this question"):
            keep_promise(promise, answer=wrong, by=employee)


def test_withdrawn_with_a_reason(question, employee, asker, run_jobs):
    promise = promised(question, employee)
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_promise(promise, reason="", by=employee)

    withdrawn = withdraw_promise(promise, reason="The part is no longer made.", by=employee)
    run_jobs()

    assert withdrawn.state(FRIDAY) == PromiseState.WITHDRAWN
    withdrew = ("Ana Ruiz withdrew a promise: a firmware fix.", "You asked this question.")
    assert withdrew in heard(asker)
    assert history(promise)[-1] == ("withdrawn", "The part is no longer made.")


def test_nobody_else_changes_it_and_nobody_once_it_is_settled(question, employee, moderator):
    promise = promised(question, employee)
    acts = {
        "note": lambda by: note_promise(promise, words="Soon.", by=by),
        "move": lambda by: move_promise(
            promise, due_at=FRIDAY + 3 * DAY, reason="Later.", by=by, at=FRIDAY
        ),
        "keep": lambda by: keep_promise(promise, by=by),
        "withdraw": lambda by: withdraw_promise(promise, reason="No.", by=by),
    }
    for act in acts.values():
        with pytest.raises(PermissionDenied, match="Only the person who promised"):
            act(moderator)
    keep_promise(promise, by=employee, at=FRIDAY)

    for name in ("note", "move", "withdraw"):
        with pytest.raises(PermissionDenied, match="was kept"):
            acts[name](employee)


def test_who_stopped_following_hears_nothing_of_it(question, asker, employee, run_jobs):
    stop_following(question, by=asker)

    promised(question, employee)
    run_jobs()

    assert heard(asker) == []


def test_nobody_hears_of_promises_on_what_is_hidden(
    question, asker, employee, stranger, moderator, run_jobs
):
    follow_question(question, by=stranger)
    promise = promised(question, employee)
    run_jobs()
    hide_post(question, reason="It names an address.", by=moderator)

    keep_promise(promise, by=employee)
    run_jobs()

    assert heard(stranger) == []


# Whoever promised is gone


def test_a_colleague_takes_over_what_somebody_left(
    question, employee, asker, stranger, administrator, run_jobs
):
    promise = promised(question, employee, due_at=FRIDAY + 900 * DAY)
    colleague = EmploymentFactory(member=MemberFactory(name="Bo Lind")).member
    with pytest.raises(PermissionDenied, match="still works on it"):
        take_over_promise(promise, by=colleague)
    end_employment(employee.employments.get(), by=administrator)
    with pytest.raises(PermissionDenied, match="somebody of its team"):
        take_over_promise(promise, by=stranger)

    for _press in range(2):
        taken = take_over_promise(promise, by=colleague)
    run_jobs()

    assert (taken.member, taken.capacity.member) == (colleague, colleague)
    assert history(promise) == [("made", ""), ("taken over", "")]
    assert heard(asker)[-1][0].startswith("Bo Lind takes over a promise: a firmware fix")
    keep_promise(taken, by=colleague)


def test_a_closed_account_leaves_its_promises_on_record(question, employee):
    promise = promised(question, employee)

    close_account(employee, by=employee)

    promise.refresh_from_db()
    assert promise.was_left_behind()
    assert Promise.objects.with_left_behind().get().left_behind
    assert "Ana" not in str(promise)


def test_what_is_settled_is_left_behind_by_nobody(question, employee):
    keep_promise(promised(question, employee), by=employee)

    close_account(employee, by=employee)

    assert not Promise.objects.with_left_behind().get().left_behind


# Numbers


def test_how_often_it_moved_can_be_counted_anew(question, employee):
    promise = promised(question, employee)
    for days in (2, 3):
        move_promise(promise, due_at=FRIDAY + days * DAY, reason="Later.", by=employee, at=FRIDAY)
    (counter,) = [each for each in registered() if each.name == "ephemeral.Promise.moves"]
    assert not list(counter.find_drift())
    Promise.objects.update(moves=7)

    assert counter.mend() == 1

    promise.refresh_from_db()
    assert promise.moves == 2
