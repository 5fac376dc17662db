"""A state follows from facts and a moment: the same in Python and in SQL, whatever these are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ephemeral.models import Lifetime
from ephemeral.state import State, state_of
from tests.factories import EntryFactory

START = datetime(2026, 1, 1, tzinfo=UTC)
# Whole hours, so that moments and borders often meet.
hours = st.integers(min_value=0, max_value=60).map(lambda n: START + timedelta(hours=n))
maybe = st.none() | hours


@st.composite
def facts(draw: st.DrawFn) -> dict[str, datetime | None]:
    soon, due, lapses = sorted(draw(st.tuples(hours, hours, hours)))
    return {
        "confirmed_at": draw(maybe),
        "soon_at": soon,
        "due_at": due,
        "lapses_at": lapses,
        "let_go_at": draw(maybe),
    }


@pytest.mark.django_db
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(dates=facts(), now=hours)
def test_the_database_computes_the_same_state(lifetime, dates, now):
    Lifetime.objects.filter(pk=lifetime.pk).update(**dates)

    row = Lifetime.objects.with_state(now).get(pk=lifetime.pk)

    assert row.state_now == row.state(now) == state_of(row, now)


@pytest.fixture
def lifetime(db: None) -> Lifetime:
    return EntryFactory(written_at=START).lifetime


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, State.CONFIRMED),
        (89.9, State.CONFIRMED),
        (90, State.DUE),
        (99.9, State.DUE),
        (100, State.UNCONFIRMED),
        (129.9, State.UNCONFIRMED),
        (130, State.LAPSED),
    ],
)
def test_an_entry_left_alone_goes_from_confirmed_to_lapsed(lifetime, days, state):
    assert lifetime.state(START + timedelta(days=days)) == state


def test_what_nobody_here_confirmed_is_unconfirmed_from_the_start(lifetime):
    lifetime.confirmed_at = None

    assert lifetime.state(START) == State.UNCONFIRMED


def test_what_was_let_go_is_gone_however_fresh_it_was(lifetime):
    lifetime.let_go_at = START + timedelta(days=1)

    assert lifetime.state(START) == State.CONFIRMED
    assert lifetime.state(START + timedelta(days=1)) == State.GONE
