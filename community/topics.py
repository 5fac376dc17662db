"""What a notice is about, in words such as "question:12", "entry:5" or "decisions".

A topic is what one can stop hearing of: by a button in the list, by the exact switch in a mail.
Apps register their kinds. Where a kind has no way of its own to be stopped, mail about the topic is
muted, and the list goes on telling.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from community.models import Member, MutedTopic

Words = str | Promise
DIGITS = 18  # of the largest number that a row can have


@dataclass(frozen=True)
class Kind:
    """How topics of one kind are spoken of, and stopped."""

    stop: Words  # the button in the list: “Stop telling me of this question”
    off: Words  # the button that a mail leads to: “No more about this question”
    stopped: Words  # said afterwards
    about: Words  # in the settings, with {title}: “the entry “{title}””
    titles: Callable[[Collection[int], Member], Mapping[int, str]] | None = None
    silence: Callable[[Member, int], None] | None = None
    was_stopped: Callable[[Member, int], bool] | None = None

    @property
    def is_numbered(self) -> bool:
        """Whether there are many of it, each with a number."""
        return bool(self.titles or self.silence)


@dataclass(frozen=True)
class Muted:
    """A topic that a person gets no mail about, in words."""

    topic: str
    about: str


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Let topics of this name be stopped."""
    _kinds[name] = kind


def topic(name: str, number: int | None = None) -> str:
    return name if number is None else f"{name}:{number}"


def split(topic: str) -> tuple[Kind, int | None]:
    """The kind and the number of a topic. Raises LookupError for what is none."""
    name, _colon, number = topic.partition(":")
    kind = _kinds.get(name)
    is_number = number.isascii() and number.isdigit() and len(number) <= DIGITS
    if kind is None or (topic != name and not is_number) or kind.is_numbered != is_number:
        raise LookupError(f"“{topic}” is not a topic.")
    return kind, int(number) if is_number else None


def kind_of(topic: str) -> Kind | None:
    """The kind of a topic; none for what nobody can stop by itself."""
    try:
        return split(topic)[0]
    except LookupError:
        return None


def stop(member: Member, topic: str) -> bool:
    """Tell, or at least mail, this person nothing more about a topic. Twice is once.

    Returns whether they are told nothing more at all.
    """
    kind, number = split(topic)
    if kind.silence and number is not None:
        kind.silence(member, number)
        return True
    MutedTopic.objects.get_or_create(member=member, topic=topic)
    return False


def hear_again(member: Member, topic: str) -> None:
    member.muted.filter(topic=topic).delete()


def was_stopped(member: Member, topic: str) -> bool:
    """Whether this person has asked to hear no more of it."""
    kind = kind_of(topic)
    if kind is None:
        return False
    number = split(topic)[1]
    if kind.was_stopped and number is not None:
        return kind.was_stopped(member, number)
    return member.muted.filter(topic=topic).exists()


def muted_by(member: Member) -> list[Muted]:
    """What a person gets no mail about. What they may no longer see is left out."""
    names: dict[str, list[str]] = {}
    for topic in member.muted.values_list("topic", flat=True):
        if kind_of(topic):
            names.setdefault(topic.partition(":")[0], []).append(topic)
    return [muted for those in names.values() for muted in _in_words(those, member)]


def _in_words(topics: list[str], member: Member) -> list[Muted]:
    """Topics of one kind."""
    kind = split(topics[0])[0]
    numbers = {topic: split(topic)[1] for topic in topics}
    if kind.titles is None:
        return [Muted(topic, str(kind.about)) for topic in topics]
    titles = kind.titles([number for number in numbers.values() if number is not None], member)
    return [
        Muted(topic, str(kind.about).format(title=titles[number]))
        for topic, number in numbers.items()
        if number is not None and number in titles
    ]
