"""“When can I expect an answer?”: the estimate, and the words for it.

How long a question waits is known only for those that were answered. Leaving the others out would
make every community look quick, so they count as having waited at least this long: right-censored
observations, from which the product-limit estimator makes a distribution (E. L. Kaplan, P. Meier:
Nonparametric Estimation from Incomplete Observations, Journal of the American Statistical
Association 53, 1958). docs/decisions/015-forecasts.md says what is counted, and why so.

Nothing here asks the database.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CASES = 30  # below this a median says more about chance than about a community
HALF, MOST = 0.5, 0.9
HORIZON = timedelta(days=90)  # nobody plans by what is further away
HAIR = 1e-9  # products of fractions are not exact
HOURS_IN_A_PART = 6
SATURDAY = 5

Narrowed = tuple[bool | None, int | None]  # a weekend or not, and the part of the day


class Waits:
    """How long questions of one sort waited: some until an answer came, some are waiting still.

    Eight bytes each, so that the whole history of a large community fits beside anything.
    """

    def __init__(self) -> None:
        self._ends = array("q")

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, seconds: int, *, answered: bool) -> None:
        # Doubled, so that sorting puts an answer before those who at that moment waited still.
        self._ends.append(2 * seconds + (not answered))

    def within(self, *shares: float) -> list[timedelta | None]:
        """The shortest times by which these shares (rising) of all have an answer.

        None for a share that is not reached within the horizon, or within what was observed.
        """
        left, waiting = 1.0, len(self._ends)
        found: list[timedelta | None] = []
        for end in sorted(self._ends):
            seconds, goes_on_waiting = divmod(end, 2)
            if len(found) == len(shares) or seconds > HORIZON.total_seconds():
                break
            if not goes_on_waiting:
                left *= (waiting - 1) / waiting
                while len(found) < len(shares) and left <= _left_after(shares[len(found)]):
                    found.append(timedelta(seconds=seconds))
            waiting -= 1
        return found + [None] * (len(shares) - len(found))


def _left_after(share: float) -> float:
    return 1 - share + HAIR


def day_and_part(moment: datetime) -> tuple[bool, int]:
    """Whether it is a weekend, and which quarter of the day, by the site's clock."""
    local = moment.astimezone(timezone.get_default_timezone())
    return local.weekday() >= SATURDAY, local.hour // HOURS_IN_A_PART


def cells_of(moment: datetime) -> tuple[Narrowed, ...]:
    """What a question asked at this moment is counted under, with its tag and without any."""
    is_weekend, hours = day_and_part(moment)
    return (None, None), (is_weekend, None), (is_weekend, hours)


@dataclass(frozen=True)
class Forecast:
    """What the history says of questions of one sort; what is empty or None is not narrowed."""

    cases: int
    half: timedelta | None
    most: timedelta | None
    tag: str = ""
    is_weekend: bool | None = None
    hours: int | None = None

    def fits(self, is_weekend: bool, hours: int) -> bool:
        return self.is_weekend in {None, is_weekend} and self.hours in {None, hours}

    @property
    def narrowness(self) -> tuple[bool, bool, bool, int]:
        """The more it says about the very question, the greater; the rarer tag says more."""
        return bool(self.tag), self.hours is not None, self.is_weekend is not None, -self.cases

    def headline(self) -> str:
        """In big words: “About 3 hours”."""
        if self.half is None:
            return _("It can take long")
        return _("About %(time)s") % {"time": time_words(self.half)}

    def beside(self) -> str:
        """What stands under the headline."""
        which = {"questions": self.questions()}
        if self.half is None:
            return _("Fewer than half of the %(questions)s have an answer so far.") % which
        if self.most is None:
            return (
                _(
                    "Half of the %(questions)s have an answer by then, "
                    "the slowest take longer than we can tell."
                )
                % which
            )
        words = _("Half of the %(questions)s have an answer by then, nine in ten within %(most)s.")
        return words % {**which, "most": time_words(self.most)}

    def sentence(self) -> str:
        """All of it in one sentence, for where no headline stands."""
        if self.half is None:
            return self.beside()
        words = {"questions": self.questions(), "half": time_words(self.half)}
        if self.most is None:
            return _("Half of the %(questions)s get an answer within %(half)s.") % words
        return _(
            "Half of the %(questions)s get an answer within %(half)s, nine in ten within %(most)s."
        ) % {**words, "most": time_words(self.most)}

    def basis(self) -> str:
        """What it rests on. Never a single case, so there is one form in every language."""
        return _("Counted from %(count)s of them in the past year.") % {"count": self.cases}

    def questions(self) -> str:
        """Which questions: “questions about #wifi asked on a weekday evening”."""
        words = {"tag": f"#{self.tag}", "when": self._when()}
        if self.tag and words["when"]:
            return _("questions about %(tag)s asked %(when)s") % words
        if self.tag:
            return _("questions about %(tag)s") % words
        if words["when"]:
            return _("questions asked %(when)s") % words
        return _("questions here")

    def _when(self) -> str:
        """The day and its part; with the clock's name for whoever lives by another one."""
        if self.is_weekend is None:
            return ""
        words = str(WHEN[self.is_weekend, self.hours])
        here, there = timezone.get_current_timezone(), timezone.get_default_timezone()
        now = timezone.now()
        if now.astimezone(here).utcoffset() == now.astimezone(there).utcoffset():
            return words
        name = now.astimezone(there).tzname() or ""
        clock = name if name[:1].isalpha() else f"UTC{name}"
        return _("%(when)s (%(clock)s)") % {"when": words, "clock": clock}


WHEN: dict[tuple[bool, int | None], str | Promise] = {
    (False, None): gettext_lazy("on a weekday"),
    (False, 0): gettext_lazy("on a weekday night"),
    (False, 1): gettext_lazy("on a weekday morning"),
    (False, 2): gettext_lazy("on a weekday afternoon"),
    (False, 3): gettext_lazy("on a weekday evening"),
    (True, None): gettext_lazy("at a weekend"),
    (True, 0): gettext_lazy("on a weekend night"),
    (True, 1): gettext_lazy("on a weekend morning"),
    (True, 2): gettext_lazy("on a weekend afternoon"),
    (True, 3): gettext_lazy("on a weekend evening"),
}

# A forecast is no timetable: it is said in steps that people use, and the next one up, so that the
# words never promise more than the numbers.
STEPS: tuple[tuple[timedelta, str | Promise], ...] = (
    (timedelta(minutes=5), gettext_lazy("5 minutes")),
    (timedelta(minutes=10), gettext_lazy("10 minutes")),
    (timedelta(minutes=15), gettext_lazy("15 minutes")),
    (timedelta(minutes=20), gettext_lazy("20 minutes")),
    (timedelta(minutes=30), gettext_lazy("half an hour")),
    (timedelta(minutes=45), gettext_lazy("45 minutes")),
    (timedelta(hours=1), gettext_lazy("an hour")),
    (timedelta(minutes=90), gettext_lazy("90 minutes")),
    (timedelta(hours=2), gettext_lazy("2 hours")),
    (timedelta(hours=3), gettext_lazy("3 hours")),
    (timedelta(hours=4), gettext_lazy("4 hours")),
    (timedelta(hours=5), gettext_lazy("5 hours")),
    (timedelta(hours=6), gettext_lazy("6 hours")),
    (timedelta(hours=8), gettext_lazy("8 hours")),
    (timedelta(hours=10), gettext_lazy("10 hours")),
    (timedelta(hours=12), gettext_lazy("12 hours")),
    (timedelta(hours=18), gettext_lazy("18 hours")),
    (timedelta(days=1), gettext_lazy("a day")),
    (timedelta(days=2), gettext_lazy("two days")),
    (timedelta(days=3), gettext_lazy("three days")),
    (timedelta(days=4), gettext_lazy("four days")),
    (timedelta(days=5), gettext_lazy("five days")),
    (timedelta(days=6), gettext_lazy("six days")),
    (timedelta(days=7), gettext_lazy("a week")),
    (timedelta(days=10), gettext_lazy("ten days")),
    (timedelta(days=14), gettext_lazy("two weeks")),
    (timedelta(days=21), gettext_lazy("three weeks")),
    (timedelta(days=31), gettext_lazy("a month")),
    (timedelta(days=45), gettext_lazy("six weeks")),
    (timedelta(days=62), gettext_lazy("two months")),
    (HORIZON, gettext_lazy("three months")),
)


def time_words(time: timedelta) -> str:
    """“20 minutes”, “3 hours”, “two days”: the next step up."""
    return str(next((words for step, words in STEPS if time <= step), STEPS[-1][1]))


def narrowest(forecasts: Iterable[Forecast], moment: datetime) -> Forecast | None:
    """The one that says most about a question asked at this moment."""
    day = day_and_part(moment)
    fitting = [one for one in forecasts if one.fits(*day)]
    return max(fitting, key=lambda one: one.narrowness, default=None)
