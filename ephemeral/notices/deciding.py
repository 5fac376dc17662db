"""What waits for somebody's decision: one notice for all that came up since the last one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community import events
from community.models import Member, Notice
from community.notices import Link, Told, describes, read_what_says_nothing, tell, words_of
from ephemeral.clockwork.telling import still_waits
from ephemeral.deciding_links import decision_address
from ephemeral.freshness import freshness_of
from ephemeral.models import Entry, Lifetime, Reminder
from ephemeral.notices.topics import DECISIONS
from ephemeral.permissions import can_renew
from questions.models import Answer

DUE = "/knowledge/due/"
LISTED = 10  # in a mail; the queue itself has the rest
NAMED = 2  # in a subject line

WHY = {
    "keeps": gettext_lazy("You keep it."),
    "team": gettext_lazy("Your team keeps it."),
    "wrote": gettext_lazy("You wrote it, and it was accepted."),
    "may decide": gettext_lazy("Nobody has decided so far, and you may."),
}


def tell_of_decisions(event: events.DecisionsWait) -> None:
    reminders = Reminder.objects.filter(pk__in=event.reminder_ids, member=event.member_id)
    rows = reminders.select_related("lifetime__answer", "member")
    reasons = {reason for row in rows for reason in [_reason(row)]}
    tell(event, {event.member_id: [one for one in WHY if one in reasons]})


def read_what_is_decided(
    event: events.KnowledgeRenewed | events.KnowledgeLetGo | events.EntryRevised,
) -> None:
    """Where nothing of a notice waits any more, wherever it was decided and by whom, it is read."""
    reminders = Reminder.objects.filter(lifetime__decisions=event.decision_id, event__isnull=False)
    about = set(reminders.values_list("event", flat=True))
    unread = Notice.objects.unread().filter(event__in=about).select_related("member", "event")
    for notice in unread:
        said = in_words([notice], notice.member)
        read_what_says_nothing([notice], [notice] if said else [])


def _reason(reminder: Reminder) -> str:
    lifetime, member = reminder.lifetime, reminder.member
    if lifetime.steward_id == member.pk:
        return "keeps"
    if lifetime.team_id in {job.team_id for job in member.current_employments}:
        return "team" if lifetime.team_id else "may decide"
    if lifetime.answer and lifetime.answer.author_id == member.pk:
        return "wrote"
    return "may decide"


@describes(events.DecisionsWait, topic=DECISIONS)
def in_words(notices: list[Notice], member: Member) -> dict[int, Told]:
    """What still waits of all that a notice told of; nothing where all of it is decided."""
    reminders = _seen(notices, member)
    told = {}
    for notice in notices:
        named = notice.event.payload.get("reminder_ids", [])
        moment = max(notice.event.at, timezone.now())
        waiting = {
            one.lifetime_id: one.lifetime
            for one in map(reminders.get, named)
            if one and still_waits(one, moment)
        }
        if waiting:
            told[notice.pk] = _told(_by_date(waiting.values()), notice, member)
    return told


def _seen(notices: Iterable[Notice], member: Member) -> dict[int, Reminder]:
    """The reminders of some notices, as far as their person still sees what they are about."""
    ids = {pk for notice in notices for pk in notice.event.payload.get("reminder_ids", [])}
    rows = Reminder.objects.filter(pk__in=ids, member=member).select_related(
        *("lifetime__entry", "lifetime__question", "lifetime__answer__question"),
        *("lifetime__lifespan", "lifetime__steward", "lifetime__team"),
        *("lifetime__confirmed_by", "lifetime__confirmed_capacity"),
    )
    found = list(rows)
    entries = _visible(Entry, {one.lifetime.entry_id for one in found}, member)
    answers = _visible(Answer, {one.lifetime.answer_id for one in found}, member)
    return {
        one.pk: one
        for one in found
        if one.lifetime.entry_id in entries or one.lifetime.answer_id in answers
    }


def _visible(model: Any, ids: set[int | None], member: Member) -> set[int]:
    if not ids - {None}:
        return set()
    rows = model.objects.visible_to(member).filter(pk__in=ids - {None})
    return set(rows.values_list("pk", flat=True))


def _by_date(lifetimes: Iterable[Lifetime]) -> list[Lifetime]:
    return sorted(lifetimes, key=lambda one: (one.due_at, one.pk))


def _told(waiting: Sequence[Lifetime], notice: Notice, member: Member) -> Told:
    return Told(
        sentence=_sentence(waiting, member),
        title=_title(waiting),
        url=DUE if len(waiting) > 1 else waiting[0].get_absolute_url(),
        why=words_of(notice.reasons, WHY),
        links=_links(waiting, member, timezone.now()),
    )


def _sentence(waiting: Sequence[Lifetime], member: Member) -> str:
    if len(waiting) > 1:
        words = ngettext(
            "%d thing waits for your decision:", "%d things wait for your decision:", len(waiting)
        )
        return words % len(waiting)
    if can_renew(member, waiting[0]):
        return _("This waits for your decision:")
    return _("Is your answer still right?")


def _title(waiting: Sequence[Lifetime]) -> str:
    names = ", ".join(f"“{one.title}”" for one in waiting[:NAMED])
    more = len(waiting) - NAMED
    if len(waiting) == 1:
        return waiting[0].title
    if more <= 0:
        return names
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": names,
        "more": more,
    }


def _links(waiting: Sequence[Lifetime], member: Member, now: datetime) -> tuple[Link, ...]:
    """Each with its own way to the decision, signed for this person."""
    links = []
    for lifetime in waiting[:LISTED]:
        decides = bool(can_renew(member, lifetime))
        path = decision_address(member, lifetime) if decides else lifetime.get_absolute_url()
        words = f"{lifetime.title}: {freshness_of(lifetime).words(now)}"
        links.append(Link(words, path))
    more = len(waiting) - LISTED
    if more > 0:
        links.append(Link(ngettext("and %d more", "and %d more", more) % more, DUE))
    return tuple(links)
