"""What the pages about promises show: each with its state, lists of them, and the share kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Member, Team
from community.permissions import Viewer
from ephemeral.calendars import calendar_of
from ephemeral.models import Promise
from ephemeral.working_hours import at_wall

FEWEST_FOR_A_PERCENTAGE = 10  # below this, one promise more or less would move it by a tenth
LISTED = 50  # open or late at once; whoever has more reads the rest through the API
LATELY = timedelta(days=30)
LATELY_LISTED = 10
KEPT_FOR = 10 * 60  # seconds that a share stands beside questions before it is counted anew

PERIODS = {
    "": (gettext_lazy("last 90 days"), timedelta(days=90)),
    "year": (gettext_lazy("last 12 months"), timedelta(days=365)),
    "all": (gettext_lazy("all time"), None),
}


@dataclass(frozen=True)
class KeptShare:
    """How many promises were kept, out of how many that can be judged.

    A promise is judged once it was kept or withdrawn, or its date has passed. It falls into the
    period in which that happened, and into exactly one of these:

    - on time: kept by the date that then held, and never past a date before. Moving the date in
      time, with a reason, is fair; moving it afterwards does not undo that it was late.
    - late: kept after a date that then held, or its date has passed and it is still open.
    - withdrawn: it will not come, and why was said.

    “Kept 18 of 20” are those on time, of all that were judged. How many of them all were moved is
    said beside. Promises on hidden questions are not counted.
    """

    on_time: int = 0
    kept_late: int = 0
    late_and_open: int = 0
    withdrawn: int = 0
    moved: int = 0

    @property
    def late(self) -> int:
        return self.kept_late + self.late_and_open

    @property
    def judged(self) -> int:
        return self.on_time + self.late + self.withdrawn

    @property
    def percentage(self) -> int | None:
        """Rounded down, so that a hundred means every one; none of a handful."""
        if self.judged < FEWEST_FOR_A_PERCENTAGE:
            return None
        return 100 * self.on_time // self.judged

    def __str__(self) -> str:
        """“kept 18 of 20 (90 %), 2 late”."""
        if not self.judged:
            return _("no promises to count yet")
        words = _("kept %(kept)s of %(judged)s") % {
            "kept": _number(self.on_time),
            "judged": _number(self.judged),
        }
        if self.percentage is not None:
            words += _(" (%(share)d %%)") % {"share": self.percentage}
        more = [
            (self.late, ngettext("%(n)s late", "%(n)s late", self.late)),
            (self.withdrawn, ngettext("%(n)s withdrawn", "%(n)s withdrawn", self.withdrawn)),
            (self.moved, ngettext("%(n)s was moved", "%(n)s were moved", self.moved)),
        ]
        said = [sentence % {"n": _number(number)} for number, sentence in more if number]
        return ", ".join([words, *said])


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


def kept_share(
    *,
    member: Member | int | None = None,
    team: Team | int | None = None,
    within: timedelta | None = None,
    now: datetime,
) -> KeptShare:
    """The share kept by a person or a team within a time before now, or ever. One query."""
    promises = Promise.objects.public()
    if member is not None:
        promises = promises.filter(member=member)
    if team is not None:
        promises = promises.filter(team=team)
    kept = Q(kept_at__isnull=False)
    withdrawn = Q(withdrawn_at__isnull=False)
    late = Q(kept_at=None, withdrawn_at=None, due_at__lte=now)
    if within is not None:
        since = now - within
        kept &= Q(kept_at__gt=since)
        withdrawn &= Q(withdrawn_at__gt=since)
        late &= Q(due_at__gt=since)
    counted = promises.aggregate(
        on_time=Count("pk", filter=kept & Q(was_late=False)),
        kept_late=Count("pk", filter=kept & Q(was_late=True)),
        late_and_open=Count("pk", filter=late),
        withdrawn=Count("pk", filter=withdrawn),
        moved=Count("pk", filter=(kept | withdrawn | late) & Q(moves__gt=0)),
    )
    return KeptShare(**counted)


def kept_in_short(member_id: int) -> str:
    """“keeps 18 of 20 promises”, to stand beside a name; empty where there is too little to say."""
    key = f"kept-share:{member_id}"
    share: KeptShare | None = cache.get(key)
    if share is None:
        share = kept_share(member=member_id, within=PERIODS["year"][1], now=timezone.now())
        cache.set(key, share, KEPT_FOR)
    if share.judged < FEWEST_FOR_A_PERCENTAGE:
        return ""
    return _("keeps %(kept)s of %(judged)s promises") % {
        "kept": _number(share.on_time),
        "judged": _number(share.judged),
    }


@dataclass(frozen=True)
class PromiseLists:
    """The promises of a person or a team, by what becomes of them, with the share kept."""

    late: Sequence[Promise]
    due_today: Sequence[Promise]
    open: Sequence[Promise]  # later than today
    lately: Sequence[Promise]  # kept or withdrawn, the newest first
    share: KeptShare
    period: str
    now: datetime

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.due_today or self.open or self.lately)


def lists_of_person(person: Member, viewer: Viewer, *, period: str, now: datetime) -> PromiseLists:
    """Somebody's promises, as far as this viewer sees their questions. Three queries."""
    promises = Promise.objects.visible_to(viewer).filter(member=person)
    share = kept_share(member=person, within=within(period), now=now)
    return _lists(promises, share, end_of_day=_end_of_day(now), period=period, now=now)


def lists_of_team(team: Team, viewer: Viewer, *, period: str, now: datetime) -> PromiseLists:
    """The team's board. “Today” is the day where the team works."""
    promises = Promise.objects.visible_to(viewer).filter(team=team)
    share = kept_share(team=team, within=within(period), now=now)
    zone = calendar_of(team.pk).zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    end_of_day = at_wall(tomorrow, datetime.min.time(), zone)
    return _lists(promises, share, end_of_day=end_of_day, period=period, now=now)


def within(period: str) -> timedelta | None:
    """How long a period is; an unknown one is the first."""
    return PERIODS.get(period, PERIODS[""])[1]


def _end_of_day(now: datetime) -> datetime:
    """The midnight to come where the reader is."""
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))


def _lists(
    promises: "QuerySet[Promise]",
    share: KeptShare,
    *,
    end_of_day: datetime,
    period: str,
    now: datetime,
) -> PromiseLists:
    unsettled = promises.unsettled().with_people().with_left_behind()  # type: ignore[attr-defined]
    open_ones = list(unsettled.order_by("due_at", "pk")[:LISTED])
    since = now - LATELY
    settled = promises.filter(Q(kept_at__gt=since) | Q(withdrawn_at__gt=since))
    newest = settled.with_people().order_by(  # type: ignore[attr-defined]
        Coalesce("kept_at", "withdrawn_at").desc(), "-pk"
    )
    return PromiseLists(
        late=[promise for promise in open_ones if promise.due_at <= now],
        due_today=[promise for promise in open_ones if now < promise.due_at < end_of_day],
        open=[promise for promise in open_ones if promise.due_at >= end_of_day],
        lately=list(newest[:LATELY_LISTED]),
        share=share,
        period=period,
        now=now,
    )
