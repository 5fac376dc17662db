"""Which events of knowledge and promises a reader may see, and who may watch an entry."""

from typing import Any

from community import events
from community.live import watchable
from community.log import shows
from community.models import LoggedEvent
from community.permissions import Viewer
from ephemeral.models import Entry
from questions.models import Answer, Question

KNOWLEDGE = (
    events.EntryWritten,
    events.EntryRevised,
    events.EntryLinked,
    events.EntryUnlinked,
    events.KnowledgeRenewed,
    events.KnowledgeLetGo,
    events.KnowledgeLapsed,
    events.KnowledgeAskedBack,
    events.EvidenceGiven,
    events.EvidenceWithdrawn,
    events.StewardChanged,
    events.SuggestionDecided,
    events.PromiseMade,
    events.PromiseNoted,
    events.PromiseMoved,
    events.PromiseKept,
    events.PromiseWithdrawn,
    events.PromiseLate,
)
PRIVATE = (events.DecisionsWait, events.PromiseComesDue, events.PromisesAreLate)


@shows(*KNOWLEDGE)
def about_what_is_visible(rows: list[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """Events whose entry, question and answer this reader may see."""
    entries = _visible(Entry, {row.entry_id for row in rows}, viewer)
    questions = _visible(Question, {row.question_id for row in rows}, viewer)
    answers = _visible(Answer, {row.payload.get("answer_id") for row in rows}, viewer)
    return [
        row
        for row in rows
        if row.entry_id in entries | {None}
        and row.question_id in questions | {None}
        and row.payload.get("answer_id") in answers | {None}
    ]


def _visible(model: Any, ids: set[Any], viewer: Viewer) -> set[Any]:
    if not ids - {None}:
        return set()
    seen = model.objects.visible_to(viewer).filter(pk__in=ids - {None})
    return set(seen.values_list("pk", flat=True))


@shows(*PRIVATE)
def to_whom_it_is_said(rows: list[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """What one person is reminded of."""
    return [
        row for row in rows if viewer.is_authenticated and row.payload.get("member_id") == viewer.pk
    ]


@watchable("entry")
def whoever_sees_the_entry(entry_id: int, viewer: Viewer) -> bool:
    return Entry.objects.visible_to(viewer).filter(pk=entry_id).exists()
