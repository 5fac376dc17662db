"""How often an entry is read: the third clock, counted in the cache and written down now and then.

It says how urgently somebody should look, and moves no date.
"""

from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from ephemeral.models import Entry, Lifetime
from questions.reads import ONCE_IN, WAITING_KEPT

WAITING = "entry-reads-waiting"


def note_entry_read(request: HttpRequest, entry: Entry) -> None:
    """Count a visit, once per reader and half hour; robots that say so not at all."""
    agent = request.headers.get("User-Agent", "")
    if not agent or "bot" in agent.lower() or request.method != "GET":
        return
    who = request.user.pk or request.META.get("REMOTE_ADDR", "")
    if not cache.add(f"entry-read:{entry.pk}:{who}", 1, ONCE_IN):
        return
    key = f"entry-reads:{entry.pk}"
    if not cache.add(key, 1, WAITING_KEPT):
        cache.incr(key)
        return
    waiting = cache.get(WAITING) or set()
    cache.set(WAITING, waiting | {entry.pk}, WAITING_KEPT)


def write_entry_reads_down() -> int:
    """Bring the counted reads into the database. Returns how many entries were read."""
    waiting = cache.get(WAITING) or set()
    cache.delete(WAITING)
    written = 0
    for entry_id in waiting:
        key = f"entry-reads:{entry_id}"
        reads = cache.get(key)
        if not reads:
            continue
        cache.delete(key)
        written += Lifetime.objects.filter(entry=entry_id).update(
            reads=F("reads") + reads, used_at=timezone.now()
        )
    return written
