"""How fresh something is, in the same words on pages and cards, in find, feeds, mail and the API.

A `Freshness` holds the facts and names that the words need, and no rows: it can be kept with a
thread's HTML. What it says follows from the moment at which it is read.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.templatetags.mayfly import ago_words, day_words, exact_words, ring, until_words
from ephemeral.models import Lifetime
from ephemeral.state import State, share_left, state_of


@dataclass(frozen=True)
class Freshness:
    """The clock of one entry or accepted answer, as everybody may see it."""

    lifetime_id: int
    began_at: datetime
    confirmed_at: datetime | None
    soon_at: datetime
    due_at: datetime
    lapses_at: datetime
    let_go_at: datetime | None
    confirmed_by: str  # “Ana Ruiz, Support”; empty where nobody is named
    keeper: str  # the steward, or else the team; empty for orphans
    voices: int
    disputes: int
    back_requests: int
    round: int
    answer_id: int | None = None
    entry_id: int | None = None

    @property
    def since(self) -> datetime:
        """The last moment that somebody's word stood behind it."""
        return self.confirmed_at or self.began_at

    def state(self, now: datetime) -> State:
        return state_of(self, now)

    def share(self, now: datetime) -> float:
        """What is left of the time until the next confirmation, from 0 to 100."""
        return share_left(self.since, self.due_at, now)

    def words(self, now: datetime, *, short: bool = False) -> str:
        """The sentence beside the ring, as plain text; `short` leaves out who."""
        return str(_sentence(self, now, _plain(now), short=short))

    def html(self, now: datetime, *, short: bool = False) -> SafeString:
        """The ring with its sentence; `short` leaves out who, for cards and lists."""
        state = self.state(now)
        return format_html(
            '<span class="state {}">{}<span>{}</span></span>',
            state,
            ring(state, self.share(now)),
            _sentence(self, now, _timed(now), short=short),
        )


def freshness_of(lifetime: Lifetime) -> Freshness:
    """The facts of a lifetime that was read `with_words`."""
    who, capacity = lifetime.confirmed_by, lifetime.confirmed_capacity
    names = [str(who) if who else "", capacity.team_name if capacity else ""]
    return Freshness(
        lifetime_id=lifetime.pk,
        began_at=lifetime.began_at,
        confirmed_at=lifetime.confirmed_at,
        soon_at=lifetime.soon_at,
        due_at=lifetime.due_at,
        lapses_at=lifetime.lapses_at,
        let_go_at=lifetime.let_go_at,
        confirmed_by=", ".join(filter(None, names)),
        keeper=str(lifetime.steward or (lifetime.team.name if lifetime.team else "")),
        voices=lifetime.voices,
        disputes=lifetime.disputes,
        back_requests=lifetime.back_requests,
        round=lifetime.round,
        answer_id=lifetime.answer_id,
        entry_id=lifetime.entry_id,
    )


def of_questions(question_ids: Collection[int]) -> dict[int, Freshness]:
    """How fresh the accepted answers of these questions are, by question, in one query."""
    rows = Lifetime.objects.filter(question__in=question_ids, paused_at=None).with_words()
    return {lifetime.question_id or 0: freshness_of(lifetime) for lifetime in rows}


Saying = Callable[[datetime, Callable[[datetime, datetime], str]], str]


def _plain(now: datetime) -> Saying:
    return lambda moment, how: how(moment, now)


def _timed(now: datetime) -> Saying:
    """Moments as `<time>`, with the exact one on asking."""

    def say(moment: datetime, how: Callable[[datetime, datetime], str]) -> str:
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            moment.isoformat(timespec="seconds"),
            exact_words(moment),
            how(moment, now),
        )

    return say


def _on(moment: datetime, now: datetime) -> str:
    return day_words(timezone.localtime(moment).date(), timezone.localtime(now).date())


def _sentence(fresh: Freshness, now: datetime, say: Saying, *, short: bool = False) -> SafeString:
    state = fresh.state(now)
    if state in {State.CONFIRMED, State.DUE}:
        return _confirmed(fresh, state, say, short=short)
    since = say(fresh.since, _on)
    if state == State.GONE:
        assert fresh.let_go_at is not None
        return format_html(_("Let go {when}"), when=say(fresh.let_go_at, ago_words))
    if state == State.LAPSED:
        words = format_html(_("Lapsed, not confirmed since {day}"), day=since)
        asked = fresh.back_requests
        if not asked or short:
            return words
        back = ngettext("%d person asks it back", "%d people ask it back", asked) % asked
        return format_html("{}, {}", words, back)
    return _with_voices(format_html(_("Not confirmed since {day}"), day=since), fresh, short)


def _confirmed(fresh: Freshness, state: State, say: Saying, *, short: bool) -> SafeString:
    when = say(fresh.since, ago_words)
    if fresh.confirmed_by and not short:
        words = format_html(_("Confirmed {when} by {who}"), when=when, who=fresh.confirmed_by)
    else:
        words = format_html(_("Confirmed {when}"), when=when)
    if state == State.DUE:
        words = format_html(
            _("{confirmed}, due {when}"), confirmed=words, when=say(fresh.due_at, until_words)
        )
    return _with_voices(words, fresh, short)


def _with_voices(words: SafeString, fresh: Freshness, short: bool) -> SafeString:
    """What members said since: that it holds for them, or did not work."""
    said = []
    if fresh.voices and not short:
        voices = ngettext("still true for %d person", "still true for %d people", fresh.voices)
        said.append(voices % fresh.voices)
    if fresh.disputes and not short:
        disputes = ngettext(
            "did not work for %d person", "did not work for %d people", fresh.disputes
        )
        said.append(disputes % fresh.disputes)
    return mark_safe(", ".join([words, *said]))  # noqa: S308, escaped above; numbers of our own
