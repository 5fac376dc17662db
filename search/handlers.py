"""What find does when something happened. Each reads the rows as they are now and may run twice."""

from collections.abc import Iterable

from django.db import transaction

from community.events import CommunityImported, Event, MemberChanged, MemberJoined, TagChanged
from ephemeral.models import Entry
from questions.models import Answer, Question
from search import findables
from search.engine import engine


def index_question(event: Event) -> None:
    """A thread, or whether it may be seen, is not as it was."""
    if event.question_id is not None:
        bring_in_line([event.question_id])


def index_questions_of_tag(event: TagChanged) -> None:
    """A tag, or what else means it, is not as it was."""
    ids = Question.objects.filter(tags__name=event.tag).order_by("pk").values_list("pk", flat=True)
    todo = list(ids)
    for begin in range(0, len(todo), findables.BATCH):
        bring_in_line(todo[begin : begin + findables.BATCH])


def index_entry(event: Event) -> None:
    """An entry, whether it is published, or what it settles is not as it was."""
    if event.entry_id is not None:
        bring_entries_in_line([event.entry_id])


def index_entries_of_question(event: Event) -> None:
    """Entries are found by the titles of the questions that they settle."""
    entries = Entry.objects.filter(settles__question=event.question_id or 0)
    bring_entries_in_line(entries.values_list("pk", flat=True))


def index_entries_of_tag(event: TagChanged) -> None:
    """The same for the entries of a tag."""
    ids = Entry.objects.filter(tags__name=event.tag).order_by("pk").values_list("pk", flat=True)
    todo = list(ids)
    for begin in range(0, len(todo), findables.BATCH):
        bring_entries_in_line(todo[begin : begin + findables.BATCH])


def index_member(event: MemberJoined | MemberChanged) -> None:
    """A person came, left or has another name."""
    found = findables.of_members([event.member_id])
    if found:
        engine().put(found)
    else:
        engine().drop([findables.person_key(event.member_id)])


def index_community(event: CommunityImported) -> None:
    """A whole community came in: put everything there is, the new among it."""
    engine().rebuild(findables.everything())


@transaction.atomic
def bring_in_line(question_ids: Iterable[int]) -> None:
    """Put what can be seen of these threads, drop what cannot."""
    # Two jobs of one thread go one after the other, or the one that read first may write last.
    ids = list(
        Question.objects.select_for_update(no_key=True)
        .filter(pk__in=list(question_ids))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    public = findables.of_questions(ids)
    keys = {findables.question_key(pk) for pk in ids}
    answers = Answer.objects.filter(question__in=ids).values_list("pk", flat=True)
    keys |= {findables.answer_key(pk) for pk in answers}
    engine().put(public)
    engine().drop(keys - {findable.key for findable in public})


@transaction.atomic
def bring_entries_in_line(entry_ids: Iterable[int]) -> None:
    """Put those of these entries that are published, drop what is a draft or gone."""
    ids = list(entry_ids)
    # As above: the later job reads what the earlier one wrote.
    list(
        Entry.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    public = findables.of_entries(ids)
    engine().put(public)
    engine().drop({findables.entry_key(pk) for pk in ids} - {one.key for one in public})
