"""Many dates at once are spread: no cliff for the site, no pile for a steward."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ephemeral.spreading import Calendar, Item, window


def most_of_a_keeper(items: Sequence[Item], days: Sequence[int]) -> int:
    kept = Counter(
        (item.keeper, day) for item, day in zip(items, days, strict=True) if item.keeper is not None
    )
    return max(kept.values(), default=0)


def test_the_days_of_one_window_are_level():
    items = [Item(keeper=nth % 20, first=11, last=100) for nth in range(5_000)]

    days = Calendar(budget=5).spread(items)

    counted = Counter(days)
    assert set(counted) == set(range(11, 101))
    assert max(counted.values()) <= 1.2 * 5_000 / 90
    assert most_of_a_keeper(items, days) <= 5


def test_whoever_has_too_much_gets_longer():
    items = [Item(keeper="ana", first=1, last=30) for _nth in range(500)]

    days = Calendar(budget=5).spread(items)

    assert set(Counter(days).values()) == {5}
    assert max(days) == 100


def test_what_somebody_has_already_counts():
    had = {"ana": dict.fromkeys(range(1, 21), 4) | {21: 9}}
    items = [Item(keeper="ana", first=1, last=25) for _nth in range(30)]

    days = Calendar(budget=5, had=had).spread(items)

    counted = Counter(days)
    assert all(counted[day] + had["ana"].get(day, 0) <= 5 for day in counted)
    assert 21 not in counted


def test_short_windows_go_before_long_ones():
    items = [Item("ana", 1, 100)] * 50 + [Item("ana", 1, 3)] * 15

    days = Calendar(budget=5).spread(items)

    assert max(days[50:]) <= 3
    assert max(days[:50]) <= 100


def test_batches_are_spread_as_one():
    calendar = Calendar(budget=5)

    days = [
        day
        for _batch in range(40)
        for day in calendar.spread([Item(keeper=None, first=1, last=270)] * 100)
    ]

    assert max(Counter(days).values()) <= 4_000 / 270 + 1


def test_the_same_things_get_the_same_days():
    items = [Item(keeper=f"k{nth % 7}", first=1, last=40 + nth % 3) for nth in range(200)]

    assert Calendar(budget=3).spread(items) == Calendar(budget=3).spread(items)


items_of_any_kind = st.lists(
    st.builds(
        lambda keeper, kind: Item(keeper, *kind),
        st.sampled_from([None, "ana", "ben", "support", "team"]),
        st.sampled_from([(1, 3), (11, 60), (15, 180), (31, 365)]),
    ),
    max_size=400,
)


@settings(deadline=None)
@given(items=items_of_any_kind, budget=st.integers(1, 6))
def test_both_bounds_hold_whatever_comes(items, budget):
    calendar = Calendar(budget=budget)

    days = calendar.spread(items)

    assert most_of_a_keeper(items, days) <= budget
    for day, number in Counter(days).items():
        assert number <= max(1, 2 * calendar.share(day)), day
    assert all(item.first <= day for item, day in zip(items, days, strict=True))


@settings(deadline=None)
@given(
    items=items_of_any_kind,
    had=st.dictionaries(
        st.sampled_from(["ana", "ben"]),
        st.dictionaries(st.integers(1, 80), st.integers(0, 9), max_size=60),
    ),
    budget=st.integers(1, 6),
)
def test_no_budget_is_broken_whatever_there_was(items, had, budget):
    days = Calendar(budget=budget, had=had).spread(items)

    placed = Counter(zip((item.keeper for item in items), days, strict=True))
    for (keeper, day), number in placed.items():
        assert keeper is None or number + had.get(keeper, {}).get(day, 0) <= budget


@pytest.mark.parametrize(
    ("days", "notice", "expected"),
    [(100, 10, (11, 100)), (3, 0.5, (2, 3)), (1, 0.1, (1, 1)), (10, 40, (10, 10))],
)
def test_no_notice_falls_on_the_first_day(days, notice, expected):
    assert window(days, notice) == expected
