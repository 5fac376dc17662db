"""How often something is read: counted in the cache, written down now and then.

A read must not cost a write, and must not renew anything: it only says how much others look at it.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

ONCE_IN = 30 * 60  # seconds; reading again within half an hour is the same visit
KEPT = 7 * 24 * 60 * 60  # what waits to be written down, should no clock run


@dataclass(frozen=True)
class ReadingCount:
    """The reads of one kind of thing, such as "question", by its number."""

    kind: str

    def note(self, request: HttpRequest, number: int) -> None:
        """Count a visit, once per reader and half hour; robots that say so not at all."""
        agent = request.headers.get("User-Agent", "")
        if not agent or "bot" in agent.lower() or request.method != "GET":
            return
        who = request.user.pk or request.META.get("REMOTE_ADDR", "")
        if not cache.add(f"read:{self.kind}:{number}:{who}", 1, ONCE_IN):
            return
        key = self._key(number)
        if cache.add(key, 1, KEPT):
            self._remember(number)
        else:
            cache.incr(key)

    def take(self) -> dict[int, int]:
        """What was counted since the last time, by number. Whoever takes it writes it down."""
        waiting = cache.get(self._waiting) or set()
        cache.delete(self._waiting)
        counted = cache.get_many([self._key(number) for number in waiting])
        cache.delete_many(counted)
        return {
            number: counted[self._key(number)]
            for number in sorted(waiting)
            if counted.get(self._key(number))
        }

    def _remember(self, number: int) -> None:
        """Note that reads of this wait; a slip here only leaves them waiting longer."""
        waiting = cache.get(self._waiting) or set()
        cache.set(self._waiting, waiting | {number}, KEPT)

    def _key(self, number: int) -> str:
        return f"reads:{self.kind}:{number}"

    @property
    def _waiting(self) -> str:
        return f"reads-waiting:{self.kind}"
