"""What the pages of entries show: one entry, its history, and the lists of all."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from wagtail.models import Revision

from community.differences import difference
from community.models import Capacity, Member
from community.numbers import row_number
from community.permissions import Verdict, Viewer
from ephemeral.actions.writing import text_of
from ephemeral.freshness import Freshness
from ephemeral.models import Decision, Entry, EntryQuestion, Lifespan, Lifetime, Suggestion
from ephemeral.permissions import can_edit_entry, can_suggest
from ephemeral.queries.lives import Life, life_of
from ephemeral.state import State
from questions.models import Answer, Question, Tag

SETTLED_SHOWN = 20
STEPS_AT_MOST = 10  # of entries that stand in each other's place


@dataclass(frozen=True)
class Credit:
    """Somebody whose words are in it, in the capacity in which they said them."""

    member: Member
    capacity: Capacity | None
    url: str = ""  # of the answer it came from


@dataclass(frozen=True)
class InsteadOf:
    """That a reader was led here, and from what."""

    title: str
    url: str
    because: str


@dataclass(frozen=True)
class EntryPage:
    """One entry as one reader sees it."""

    entry: Entry
    tags: list[Tag]
    life: Life | None
    state: State | None
    questions: list[Question]
    more_questions: bool
    from_answers: list[Credit]
    suggested_by: list[Credit]
    may_edit: Verdict
    may_suggest: Verdict
    waiting: int = 0  # suggestions that wait, for whoever decides
    instead_of: InsteadOf | None = None
    successor: Entry | None = None
    let_go: Decision | None = None

    @property
    def leaves_lists(self) -> bool:
        """Whether find and lists leave it out once it has lapsed."""
        leaves = Lifespan.OnLapse.LEAVES
        return self.life is not None and self.life.lifetime.lifespan.on_lapse == leaves

    @property
    def fresh(self) -> Freshness | None:
        return self.life.fresh if self.life else None


def entry_for(viewer: Viewer, pk: int) -> Entry | None:
    """The entry with all that its page needs, if this viewer may see it."""
    rows = Entry.objects.visible_to(viewer).with_life()
    return rows.select_related("author", "capacity", "edited_by").filter(pk=pk).first()


def entry_page(entry: Entry, viewer: Viewer, now: datetime, *, instead_of: str = "") -> EntryPage:
    lifetime: Lifetime | None = getattr(entry, "lifetime", None)
    questions, answers, is_more = _settled(entry, viewer)
    state = lifetime.state(now) if lifetime else None
    let_go = last_letting_go(lifetime) if lifetime and state == State.GONE else None
    may_edit = can_edit_entry(viewer, entry)
    return EntryPage(
        entry=entry,
        tags=tags_of([entry.pk])[entry.pk],
        life=life_of(lifetime, viewer, now) if lifetime and entry.live else None,
        state=state if entry.live else None,
        questions=questions,
        more_questions=is_more,
        from_answers=[
            Credit(answer.author, answer.capacity, answer.get_absolute_url()) for answer in answers
        ],
        suggested_by=_suggested_by(entry),
        may_edit=may_edit,
        may_suggest=can_suggest(viewer, entry),
        waiting=entry.suggestions.filter(decided_at=None).count() if may_edit else 0,
        instead_of=_instead_of(entry, viewer, instead_of),
        let_go=let_go,
        successor=_seen(let_go.successor_id, viewer) if let_go else None,
    )


def _settled(entry: Entry, viewer: Viewer) -> tuple[list[Question], list[Answer], bool]:
    """The questions it settles and the answers it came from, as far as this viewer sees them."""
    links = list(
        EntryQuestion.objects.filter(entry=entry, question__in=Question.objects.visible_to(viewer))
        .select_related("question", "answer__author", "answer__capacity")
        .defer("question__body", "question__html", "answer__body", "answer__html")
        .order_by("-linked_at", "-pk")
    )
    answers = []
    for link in links:
        if link.answer and (link.answer.hidden_at is None or _may_see(viewer, link.answer)):
            link.answer.question = link.question
            answers.append(link.answer)
    questions = [link.question for link in links]
    return questions[:SETTLED_SHOWN], answers, len(questions) > SETTLED_SHOWN


def _may_see(viewer: Viewer, answer: Answer) -> bool:
    return viewer.is_authenticated and (viewer.is_moderator or answer.author_id == viewer.pk)


def _suggested_by(entry: Entry) -> list[Credit]:
    taken = entry.suggestions.filter(was_taken=True).exclude(revision_id=None)
    by_member = {one.member_id: one for one in taken.select_related("member", "capacity")}
    return [Credit(one.member, one.capacity) for one in by_member.values()]


def _instead_of(entry: Entry, viewer: Viewer, number: str) -> InsteadOf | None:
    decision = (
        Decision.objects.filter(lifetime__entry=row_number(number) or 0, kind=Decision.Kind.LET_GO)
        .select_related("lifetime__entry")
        .order_by("-decided_at", "-pk")
        .first()
    )
    old = decision.lifetime.entry if decision else None
    if decision is None or old is None or decision.lifetime.let_go_at is None or not old.live:
        return None
    if final_successor(old, viewer) != entry:
        return None
    return InsteadOf(old.title, f"{old.get_absolute_url()}?kept=1", decision.because)


def last_letting_go(lifetime: Lifetime) -> Decision | None:
    rows = lifetime.decisions.filter(kind=Decision.Kind.LET_GO).select_related("member", "capacity")
    return rows.order_by("-decided_at", "-pk").first()


def final_successor(entry: Entry, viewer: Viewer) -> Entry | None:
    """What stands in the place of an entry that was let go, after all that were let go since.

    None where there is nothing, or where they only stand in each other's place.
    """
    seen, current = {entry.pk}, entry
    for _step in range(STEPS_AT_MOST):
        lifetime = getattr(current, "lifetime", None)
        if lifetime is None or lifetime.let_go_at is None:
            return current if current != entry else None
        decision = last_letting_go(lifetime)
        following = _seen(decision.successor_id, viewer) if decision else None
        if following is None:
            return current if current != entry else None
        if following.pk in seen:
            return None
        seen.add(following.pk)
        current = following
    return None


def _seen(pk: int | None, viewer: Viewer) -> Entry | None:
    if pk is None:
        return None
    rows = Entry.objects.visible_to(viewer).filter(pk=pk, live=True)
    return rows.select_related("lifetime").first()


def tags_of(entry_ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of many entries, by entry, in one query."""
    rows = Entry.tags.through.objects.filter(entry__in=entry_ids).select_related("tag")
    tags: dict[int, list[Tag]] = defaultdict(list)
    for row in rows.order_by("tag__name"):
        tags[row.entry_id].append(row.tag)
    return tags


# History


@dataclass(frozen=True)
class Step:
    """A text that was the published one, and what it changed."""

    revision: Revision
    by: Member | None
    capacity: Capacity | None
    at: datetime
    reason: str
    thanks_to: Member | None
    body: SafeString | str
    title: SafeString | str
    summary: SafeString | str
    tags: tuple[list[str], list[str]] | None
    is_newest: bool
    first: str = ""


def history_of(entry: Entry) -> list[Step]:
    """Every text that was published, the newest first. What was only a draft is nobody's."""
    decisions = {
        decision.revision_id: decision
        for decision in Decision.objects.filter(lifetime__entry=entry)
        .exclude(revision_id=None)
        .select_related("member", "capacity")
    }
    wanted = {*decisions, entry.live_revision_id} - {None}
    revisions = entry.revisions.filter(pk__in=wanted).select_related("user").order_by("pk")
    thanks = {
        suggestion.revision_id: suggestion.member
        for suggestion in entry.suggestions.exclude(revision_id=None).select_related("member")
    }
    steps: list[Step] = []
    before: dict[str, Any] | None = None
    for revision in revisions:
        text = text_of(entry, revision)
        decision = decisions.get(revision.pk)
        steps.append(
            Step(
                revision=revision,
                by=decision.member if decision else revision.user,
                capacity=decision.capacity if decision else None,
                at=decision.decided_at if decision else revision.created_at,
                reason=decision.because if decision else "",
                thanks_to=thanks.get(revision.pk),
                is_newest=revision.pk == entry.live_revision_id,
                first="" if before else text["body"],
                **_changes(before, text),
            )
        )
        before = text
    return steps[::-1]


def _changes(before: dict[str, Any] | None, text: dict[str, Any]) -> dict[str, Any]:
    if before is None:
        return {"body": "", "title": "", "summary": "", "tags": None}

    def changed(name: str) -> SafeString | str:
        return difference(before[name], text[name]) if before[name] != text[name] else ""

    tags = (before["tags"], text["tags"]) if before["tags"] != text["tags"] else None
    return {
        "body": changed("body"),
        "title": changed("title"),
        "summary": changed("summary"),
        "tags": tags,
    }


def waiting_suggestions(entry: Entry, viewer: Viewer) -> list[Suggestion]:
    """Those that wait: all of them for whoever decides, one's own for others."""
    rows = entry.suggestions.filter(decided_at=None).select_related("member", "capacity")
    if not can_edit_entry(viewer, entry):
        rows = rows.filter(member=viewer.pk or 0)
    return list(rows)
