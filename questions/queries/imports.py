"""Where imported posts come from, and under which licence, for those who read them."""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from community.models import ImportedSource
from questions.models import Answer, Question

READ_AGAIN = 60  # seconds; sources change when a community comes in, which is rare
LICENCES = "https://creativecommons.org/licenses/"


@dataclass(frozen=True)
class Licence:
    name: str
    url: str


@dataclass(frozen=True)
class Attribution:
    """A community that came in: “Questions and answers from beer.stackexchange.com”."""

    name: str
    url: str
    licences: tuple[Licence, ...]


@dataclass(frozen=True)
class Origin:
    """One imported post, where it stood."""

    name: str
    address: str
    author_address: str
    licence: Licence | None


def attribution() -> list[Attribution]:
    """What the foot of every page owes to those whose words stand on the site."""
    return [
        Attribution(
            source.name, source.url, tuple(map(_licence, filter(None, source.licence.split(", "))))
        )
        for source in _sources().values()
        if source.imported_at
    ]


def origin_of(post: Question | Answer) -> Origin | None:
    """Where a post comes from; None for what was written here."""
    if post.imported_from_id is None or post.old_id is None:
        return None
    source = _source(post.imported_from_id)
    author = post.author
    known_there = author.imported_from_id == source.pk and author.old_id is not None
    return Origin(
        name=source.name,
        address=source.address_of_post(post.old_id),
        author_address=source.address_of_member(author.old_id or 0) if known_there else "",
        licence=_licence(post.licence) if post.licence else None,
    )


def forget() -> None:
    """Let this process read the sources anew when they are next asked for."""
    _read_sources.cache_clear()


def _licence(name: str) -> Licence:
    """“CC BY-SA 4.0” with its address; other licences by their names alone."""
    parts = name.split()
    is_cc = len(parts) == 3 and parts[0] == "CC"  # noqa: PLR2004
    return Licence(name, f"{LICENCES}{parts[1].lower()}/{parts[2]}/" if is_cc else "")


def _source(pk: int) -> ImportedSource:
    if pk not in _sources():
        forget()
    return _sources()[pk]


def _sources() -> dict[int, ImportedSource]:
    return _read_sources(int(monotonic() / READ_AGAIN))


@lru_cache(maxsize=1)
def _read_sources(_round: int) -> dict[int, ImportedSource]:
    return ImportedSource.objects.order_by("pk").in_bulk()
