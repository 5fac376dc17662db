"""Telling people what happened: one event, one notice per person, with every reason that applied.

An app says whom to tell and why (`tell`), and how its notices read (`describes`). Notices hold no
words of their own: what they say is read from the rows as they are now, for the person who reads,
so nothing hidden or private since then is told. Whatever else is to reach people grows here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from community import jobs
from community.events import Event
from community.models import Delivery, Member, Notice

MAIL_IS_OFF = "mail is switched off"  # stands in the ledger of deliveries
MAIL_AFTER = timedelta(minutes=2)  # whoever looks at the page by then needs no mail about it


@dataclass(frozen=True)
class Told:
    """How one notice reads to its person."""

    sentence: str  # “Ana Ruiz answered.”
    title: str  # what it is about
    url: str
    why: str  # “You asked this question.”
    actor: Member | None = None
    excerpt: str = ""
    thread: str = ""  # one word for mails that belong together


Describer: TypeAlias = Callable[[list[Notice], Member], Mapping[int, Told]]
Silencer: TypeAlias = Callable[[Member, int], None]
Hearing: TypeAlias = Callable[[Notice], bool]

_describers: dict[str, Describer] = {}
_silencers: list[Silencer] = []
_hearings: list[Hearing] = []


def describes(*types: type[Event]) -> Callable[[Describer], Describer]:
    """Let a function put the notices of these events into words.

    It gets the notices of one person at once and returns, by notice id, what each says; those that
    this person may no longer see are left out.
    """

    def register(describer: Describer) -> Describer:
        _describers.update({event_type.__name__: describer for event_type in types})
        return describer

    return register


def silences(silencer: Silencer) -> Silencer:
    """Register how a person stops hearing of one question."""
    _silencers.append(silencer)
    return silencer


def asks_whether_stopped(hearing: Hearing) -> Hearing:
    """Register how to find out that a person stopped hearing of what a notice tells."""
    _hearings.append(hearing)
    return hearing


def tell(event: Event, reasons: Mapping[int, Iterable[str]]) -> None:
    """Tell each of these members (by id) of an event, for these reasons.

    Doing it twice adds nothing, and nobody is told of their own act.
    """
    wanted = {pk: list(dict.fromkeys(why)) for pk, why in reasons.items() if pk != event.actor_id}
    members = Member.objects.filter(pk__in=wanted, is_active=True)
    for member in members:
        _tell_one(member, event, wanted[member.pk])


@transaction.atomic
def _tell_one(member: Member, event: Event, reasons: list[str]) -> None:
    notice, made = Notice.objects.get_or_create(
        member=member,
        event_id=event.id,
        defaults={"reasons": reasons, "question_id": event.question_id},
    )
    if not made or not member.email:
        return
    if not member.wants_mail:
        notice.deliveries.create(
            outcome=Delivery.Outcome.SKIPPED, why=MAIL_IS_OFF, ended_at=timezone.now()
        )
        return
    from community.mail import mail_notice

    notice.deliveries.create(channel=Delivery.Channel.MAIL)
    jobs.enqueue(mail_notice, notice.pk, after=MAIL_AFTER)


def in_words(notices: Collection[Notice], member: Member) -> list[tuple[Notice, Told]]:
    """The notices that still say something to this person, each with its words, in their order."""
    by_describer: dict[Describer, list[Notice]] = {}
    for notice in notices:
        describer = _describers.get(notice.event.type)
        if describer:
            by_describer.setdefault(describer, []).append(notice)
    words: dict[int, Told] = {}
    for describer, theirs in by_describer.items():
        words.update(describer(theirs, member))
    return [(notice, words[notice.pk]) for notice in notices if notice.pk in words]


def silence(member: Member, question_id: int) -> None:
    """Tell this person nothing more about one question; what was told of it counts as read."""
    for silencer in _silencers:
        silencer(member, question_id)
    read_notices_of(member, question_id)


def was_stopped(notice: Notice) -> bool:
    """Whether the person has asked, since this was put into their list, to hear no more of it."""
    return any(hearing(notice) for hearing in _hearings)


def read_what_says_nothing(notices: Iterable[Notice], said: Iterable[Notice]) -> None:
    """Nobody can open a notice that has no words any more: it shall not count as unread."""
    silent = {notice.pk for notice in notices} - {notice.pk for notice in said}
    if silent:
        Notice.objects.filter(pk__in=silent).unread().update(read_at=timezone.now())


def read_notices_of(member: Member, question_id: int) -> None:
    """Whoever looks at a question has read what was told of it."""
    read = member.notices.unread().filter(question_id=question_id).update(read_at=timezone.now())
    if read and hasattr(member, "unread_notices"):
        member.unread_notices = max(0, member.unread_notices - read)


def words_of(reasons: Iterable[str], sentences: Mapping[str, str | Promise]) -> str:
    """The sentences for the reasons, those known."""
    return " ".join(str(sentences[reason]) for reason in reasons if reason in sentences)
