"""Numbers and days that nobody means are answered in words, and stop nothing."""

import pytest

from ephemeral.models import Absence
from tests.calling import assert_problem, call

pytestmark = pytest.mark.django_db
HUGE = 10**30


def test_a_number_beyond_every_row_finds_no_promise(employee):
    answer = call("get", "/promises", question=HUGE)

    assert answer.status_code == 200
    assert answer.json()["items"] == []


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00"])
def test_a_life_cannot_be_read_on_from_beyond_the_calendar(entry, moment):
    answer = call("get", f"/lifetimes/{entry.lifetime.pk}", before=f"{moment}~renewed~1")

    assert_problem(answer, 400, "does not fit the list")


def test_a_suggestion_made_of_no_known_text_is_of_the_newest(entry, stranger):
    answer = call(
        "post",
        f"/entries/{entry.pk}/suggestions",
        by=stranger,
        title="No radar",
        why="Shorter",
        base=HUGE,
    )

    assert answer.status_code == 201
    assert answer.json()["base"] == entry.live_revision_id


def test_nobody_is_away_at_the_end_of_the_calendar(employee):
    answer = call(
        "post", "/me/absences", by=employee, first_day="9999-12-31", last_day="9999-12-31"
    )

    assert_problem(answer, 400, "years away")
    assert not Absence.objects.exists()
