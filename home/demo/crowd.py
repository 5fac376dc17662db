"""Who votes on what and when: the files only say how many. The same every time, without dice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from home.demo.parsing import DemoError

VOTING_LASTS = timedelta(days=30)  # most people vote on what they find while it is new
SOON = timedelta(minutes=5)


@dataclass(frozen=True)
class Window:
    """From when until when a post could be voted on."""

    opens: datetime
    closes: datetime


def share(*words: object) -> float:
    """A number from 0 to 1 that belongs to these words."""
    digest = blake2b(" ".join(map(str, words)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def chosen(people: Collection[str], number: int, *words: object) -> list[str]:
    """So many of the people, in an order that belongs to the words. Raises DemoError for more."""
    if number > len(people):
        raise DemoError(f"{number} of {len(people)} people ({' '.join(map(str, words))})")
    return sorted(people, key=lambda handle: share(*words, handle))[:number]


def moments(
    people: Collection[str], joined: dict[str, datetime], window: Window, *words: object
) -> Iterator[tuple[datetime, str]]:
    """When each of them says so: more of them early, nobody before they came."""
    for handle in people:
        opens = max(window.opens + SOON, joined[handle])
        closes = min(window.closes, max(opens, window.opens) + VOTING_LASTS)
        if opens < closes:
            yield opens + (closes - opens) * share(*words, handle, "when") ** 2, handle
