"""Spreads the days on which many things come due, so that no day is a cliff.

Each item has a window of days in which it may come due. The method is that of levelling a load with
deadlines: items go by earliest deadline (Jackson's rule: if any order keeps every deadline, this
one does), first those of the keepers who have the least room, and each to the emptiest day of its
window on which its keeper is still within their budget. Three bounds follow:

* no keeper has more than their budget on a day, whatever they have already;
* no day gets more than twice its share, which is what each day would get if every item were spread
  evenly over its window (one item where that is less); only a budget can force more;
* who has more than their budget lets them look at within the window gets a longer window.

No dice: the same items get the same days. A `Calendar` remembers what was placed, so that many
batches are spread as one.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

Keeper = Hashable | None  # nobody, where it is None: such items are bound by the share alone


@dataclass(frozen=True)
class Item:
    """Something that comes due on one of the days `first` to `last`, counted from today."""

    keeper: Keeper
    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last:
            raise ValueError(f"No day lies between {self.first} and {self.last}.")


@dataclass
class Calendar:
    """How many come due on which day: `had` before, and what was placed since."""

    budget: int
    had: Mapping[Keeper, Mapping[int, int]] = field(default_factory=dict)
    placed: Counter[int] = field(default_factory=Counter)
    _by_keeper: dict[Keeper, Counter[int]] = field(default_factory=dict)
    _windows: Counter[tuple[int, int]] = field(default_factory=Counter)

    def spread(self, items: Sequence[Item]) -> list[int]:
        """A day for each item, in their order."""
        lasts = self._stretched(items)
        for item, last in zip(items, lasts, strict=True):
            self._windows[item.first, last] += 1
        share = self._shares()
        days = [0] * len(items)
        for n in self._order(items, lasts):
            days[n] = self._place(items[n].keeper, items[n].first, lasts[n], share)
        return days

    def share(self, day: int) -> float:
        """What a day would get if everything placed so far were spread evenly over its window."""
        return sum(
            number / (last - first + 1)
            for (first, last), number in self._windows.items()
            if first <= day <= last
        )

    def of(self, keeper: Keeper) -> Counter[int]:
        """How many of a keeper's come due on which day, those of before among them."""
        if keeper not in self._by_keeper:
            self._by_keeper[keeper] = Counter(self.had.get(keeper, {}))
        return self._by_keeper[keeper]

    def _room(self, keeper: Keeper, day: int) -> int:
        return max(0, self.budget - self.of(keeper)[day])

    def _stretched(self, items: Sequence[Item]) -> list[int]:
        """The last day of each window, moved on where its keeper has more than fits before.

        Tried by giving each keeper's items, by deadline, the earliest days that have room.
        """
        lasts = [item.last for item in items]
        by_keeper: dict[Keeper, list[int]] = defaultdict(list)
        for n, item in enumerate(items):
            if item.keeper is not None:
                by_keeper[item.keeper].append(n)
        for keeper, numbers in by_keeper.items():
            taken: Counter[int] = Counter()
            open_from: dict[int, int] = {}  # by first day, where to go on looking
            for n in sorted(numbers, key=lambda n: (items[n].last, items[n].first, n)):
                day = open_from.get(items[n].first, items[n].first)
                while self._room(keeper, day) <= taken[day]:
                    day += 1
                taken[day] += 1
                open_from[items[n].first] = day
                lasts[n] = max(lasts[n], day)
        return lasts

    def _order(self, items: Sequence[Item], lasts: Sequence[int]) -> list[int]:
        """Those with the least room first; a keeper's own by their deadlines."""
        of_keeper = Counter(item.keeper for item in items if item.keeper is not None)
        longest: dict[Keeper, int] = {}
        for item, last in zip(items, lasts, strict=True):
            longest[item.keeper] = max(longest.get(item.keeper, 1), last)
        busy = {
            keeper: number / (self.budget * longest[keeper]) for keeper, number in of_keeper.items()
        }
        return sorted(
            range(len(items)),
            key=lambda n: (-busy.get(items[n].keeper, 0.0), str(items[n].keeper), lasts[n], n),
        )

    def _place(self, keeper: Keeper, first: int, last: int, share: Mapping[int, float]) -> int:
        """The emptiest day of a window on which its keeper has room."""
        own = self.of(keeper)
        day = min(
            (day for day in range(first, last + 1) if keeper is None or own[day] < self.budget),
            key=lambda day: (self.placed[day] / share[day], own[day], day),
            default=0,
        )
        if not day:  # Windows that begin apart can leave none: the next free day, then.
            day = last + 1
            while not self._room(keeper, day):
                day += 1
        self.placed[day] += 1
        own[day] += 1
        return day

    def _shares(self) -> dict[int, float]:
        """`share` of every day, at once."""
        changes: dict[int, float] = defaultdict(float)
        for (first, last), number in self._windows.items():
            changes[first] += number / (last - first + 1)
            changes[last + 1] -= number / (last - first + 1)
        shares, now = {}, 0.0
        for day in range(1, max(changes, default=1) + 1):
            now += changes.get(day, 0.0)
            shares[day] = max(now, 1e-9)
        return shares


def window(days: float, notice: float) -> tuple[int, int]:
    """In which days something of this lifespan, that begins now, may come due.

    Not so early that its notice would have been today already: reminders are spread as dates are.
    """
    last = max(1, int(days))
    return min(last, ceil(notice) + 1), last
