"""Telling people what happened: one event, one notice per person, with every reason that applied.

An app says whom to tell and why (`tell`), and how its notices read (`describes`). Notices hold no
words of their own: what they say is read from the rows as they are now, for the person who reads,
so nothing hidden or private since then is told. What one can stop hearing of is in `topics`.
Whatever else is to reach people grows here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from community import jobs, topics
from community.events import Event
from community.models import Delivery, Member, Notice
from community.models.notices import NoticeQuerySet

MAIL_IS_OFF = "mail is switched off"  # stands in the ledger of deliveries
MAIL_AFTER = timedelta(minutes=2)  # whoever looks at the page by then needs no mail about it


@dataclass(frozen=True)
class Link:
    """A line of a mail that leads somewhere."""

    words: str
    path: str


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
    links: tuple[Link, ...] = ()  # what a mail leads to besides, each with its own words


Describer: TypeAlias = Callable[[list[Notice], Member], Mapping[int, Told]]

_describers: dict[str, Describer] = {}
_topics: dict[str, str] = {}  # of events that are about more than one question or entry


def describes(*types: type[Event], topic: str = "") -> Callable[[Describer], Describer]:
    """Let a function put the notices of these events into words.

    It gets the notices of one person at once and returns, by notice id, what each says; those that
    this person may no longer see are left out. `topic` is what such notices are about where that
    is not their question or entry (see `topics`).
    """

    def register(describer: Describer) -> Describer:
        names = [event_type.__name__ for event_type in types]
        _describers.update(dict.fromkeys(names, describer))
        if topic:
            _topics.update(dict.fromkeys(names, topic))
        return describer

    return register


def topic_of(notice: Notice) -> str:
    """What a notice is about; nothing where it is about no one thing."""
    by_type = _topics.get(notice.event.type)
    if by_type:
        return by_type
    if notice.question_id is not None:
        return topics.topic("question", notice.question_id)
    return topics.topic("entry", notice.entry_id) if notice.entry_id is not None else ""


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
        defaults={
            "reasons": reasons,
            "question_id": event.question_id,
            "entry_id": event.entry_id,
        },
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


def silence(member: Member, topic: str) -> None:
    """Tell this person nothing more about a topic; what was told of it counts as read.

    Where only the mail ends, the list goes on. Raises LookupError for what is no topic.
    """
    if topics.stop(member, topic):
        read_notices_about(member, topic)


def was_stopped(notice: Notice) -> bool:
    """Whether the person has asked to hear no more of what this is about."""
    return topics.was_stopped(notice.member, topic_of(notice))


def read_what_says_nothing(notices: Iterable[Notice], said: Iterable[Notice]) -> None:
    """Nobody can open a notice that has no words any more: it shall not count as unread."""
    silent = {notice.pk for notice in notices} - {notice.pk for notice in said}
    if silent:
        Notice.objects.filter(pk__in=silent).unread().update(read_at=timezone.now())


def read_notices_of(
    member: Member, question_id: int | None = None, *, entry_id: int | None = None
) -> None:
    """Whoever looks at a question or an entry has read what was told of it."""
    unread = member.notices.unread()
    if entry_id is not None:
        _read(member, unread.filter(entry_id=entry_id))
    if question_id is not None:
        _read(member, unread.filter(question_id=question_id))


def read_notices_about(member: Member, topic: str) -> None:
    """Whoever looks at what a topic is about has read what was told of it."""
    name, _colon, number = topic.partition(":")
    types = [event_type for event_type, about in _topics.items() if about == topic]
    unread = member.notices.unread()
    if types:
        _read(member, unread.filter(event__type__in=types))
    elif number and name in {"question", "entry"}:
        _read(member, unread.filter(**{f"{name}_id": int(number)}))


def _read(member: Member, unread: NoticeQuerySet) -> None:
    read = unread.update(read_at=timezone.now())
    if read and hasattr(member, "unread_notices"):
        member.unread_notices = max(0, member.unread_notices - read)


def words_of(reasons: Iterable[str], sentences: Mapping[str, str | Promise]) -> str:
    """The sentences for the reasons, those known."""
    return " ".join(str(sentences[reason]) for reason in reasons if reason in sentences)
