"""How often a question is read: counted in the cache, written down now and then.

A read must not cost a write, and must not renew anything: it only says how much others look at it.
"""

from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest

from questions.models import Question

ONCE_IN = 30 * 60  # seconds; reading again within half an hour is the same visit
WAITING = "reads-waiting"
WAITING_KEPT = 7 * 24 * 60 * 60


def note_read(request: HttpRequest, question: Question) -> None:
    """Count a visit, once per reader and half hour; robots that say so not at all."""
    agent = request.headers.get("User-Agent", "")
    if not agent or "bot" in agent.lower() or request.method != "GET":
        return
    who = request.user.pk or request.META.get("REMOTE_ADDR", "")
    if not cache.add(f"read:{question.pk}:{who}", 1, ONCE_IN):
        return
    key = f"reads:{question.pk}"
    if cache.add(key, 1, WAITING_KEPT):
        _remember(question.pk)
    else:
        cache.incr(key)


def _remember(question_id: int) -> None:
    """Note that reads of this question wait; a slip here only leaves them waiting longer."""
    waiting = cache.get(WAITING) or set()
    cache.set(WAITING, waiting | {question_id}, WAITING_KEPT)


def write_reads_down() -> int:
    """Bring the counted reads into the database. Returns how many questions were read."""
    waiting = cache.get(WAITING) or set()
    cache.delete(WAITING)
    written = 0
    for question_id in waiting:
        key = f"reads:{question_id}"
        reads = cache.get(key)
        if not reads:
            continue
        cache.delete(key)
        written += Question.objects.filter(pk=question_id).update(
            read_count=F("read_count") + reads
        )
    return written
