"""The share kept: what counts as what, over which time, and never a percentage of three."""

from datetime import datetime, timedelta

import pytest

from ephemeral.actions import keep_promise, move_promise, withdraw_promise
from ephemeral.models import Promise
from ephemeral.queries.promises import KeptShare, kept_in_short, kept_share
from questions.actions import hide_post
from tests.ephemeral.promised import DAY, FRIDAY, HOUR, promised

pytestmark = pytest.mark.django_db
NOW = FRIDAY + 10 * DAY


@pytest.fixture
def promise(question, employee):
    """Makes promises due a day after they were made."""
    numbers = iter(range(1000))

    def made(at: datetime = FRIDAY, **more: object) -> Promise:
        return promised(question, employee, what=f"part {next(numbers)}", at=at, **more)

    return made


def share(employee, within: timedelta | None = None, now: datetime = NOW) -> KeptShare:
    return kept_share(member=employee, within=within, now=now)


def test_each_is_counted_as_what_became_of_it(promise, employee):
    keep_promise(promise(), by=employee, at=FRIDAY + HOUR)
    keep_promise(promise(), by=employee, at=FRIDAY + 2 * DAY)
    withdraw_promise(promise(), reason="No.", by=employee, at=FRIDAY + HOUR)
    promise()  # late, and open
    promise(due_at=NOW + DAY)  # open: nothing to count yet

    assert share(employee) == KeptShare(
        on_time=1, kept_late=1, late_and_open=1, withdrawn=1, moved=0
    )
    assert str(share(employee)) == "kept 1 of 4, 2 late, 1 withdrawn"


def test_moved_in_time_and_kept_is_kept_and_said_to_have_moved(promise, employee):
    moved = promise()
    move_promise(moved, due_at=FRIDAY + 5 * DAY, reason="Later.", by=employee, at=FRIDAY)
    keep_promise(moved, by=employee, at=FRIDAY + 4 * DAY)

    assert share(employee) == KeptShare(on_time=1, moved=1)
    assert str(share(employee)) == "kept 1 of 1, 1 was moved"


def test_moved_after_its_date_it_was_late(promise, employee):
    moved = promise()
    move_promise(moved, due_at=FRIDAY + 5 * DAY, reason="Later.", by=employee, at=FRIDAY + 2 * DAY)
    keep_promise(moved, by=employee, at=FRIDAY + 4 * DAY)

    assert share(employee) == KeptShare(kept_late=1, moved=1)


def test_it_falls_into_the_time_in_which_it_was_decided(promise, employee):
    keep_promise(promise(), by=employee, at=FRIDAY + HOUR)
    promise(at=FRIDAY - 100 * DAY)  # late since then
    withdraw_promise(
        promise(at=FRIDAY - 300 * DAY), reason="No.", by=employee, at=FRIDAY - 300 * DAY
    )

    assert share(employee, 90 * DAY).judged == 1
    assert share(employee, 120 * DAY).judged == 2
    assert share(employee).judged == 3


@pytest.mark.parametrize(
    ("on_time", "late", "words"),
    [
        (0, 0, "no promises to count yet"),
        (3, 0, "kept 3 of 3"),
        (9, 0, "kept 9 of 9"),
        (9, 1, "kept 9 of 10 (90 %), 1 late"),
        (18, 2, "kept 18 of 20 (90 %), 2 late"),
        (199, 1, "kept 199 of 200 (99 %), 1 late"),
        (1234, 0, "kept 1,234 of 1,234 (100 %)"),
    ],
)
def test_a_percentage_is_said_of_ten_and_more(on_time, late, words):
    assert str(KeptShare(on_time=on_time, kept_late=late)) == words


def test_a_team_has_the_share_of_what_was_promised_in_its_name(promise, employee):
    team = employee.current_employments[0].team
    keep_promise(promise(), by=employee, at=FRIDAY)
    keep_promise(promise(speaking_as=""), by=employee, at=FRIDAY)

    assert kept_share(team=team, now=NOW).on_time == 1
    assert share(employee).on_time == 2


def test_what_stands_on_hidden_questions_is_not_counted(promise, employee, question, moderator):
    keep_promise(promise(), by=employee, at=FRIDAY)

    hide_post(question, reason="It names an address.", by=moderator)

    assert share(employee).judged == 0


def test_it_stands_beside_a_name_from_ten_on(promise, employee, django_assert_num_queries):
    for _nth in range(9):
        keep_promise(promise(), by=employee, at=FRIDAY)
    assert kept_in_short(employee.pk) == ""
    keep_promise(promise(), by=employee, at=FRIDAY)

    from django.core.cache import cache

    cache.clear()
    assert kept_in_short(employee.pk) == "keeps 10 of 10 promises"
    with django_assert_num_queries(0):
        kept_in_short(employee.pk)


def test_it_takes_one_query(promise, employee, django_assert_num_queries):
    promise()

    with django_assert_num_queries(1):
        share(employee)
