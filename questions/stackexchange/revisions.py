"""Revisions, from the history of a dump.

The history has a row for each part that changed: a title, a body, the tags. Rows of one edit carry
one RevisionGUID. Here a revision holds the whole post, so each is built upon the one before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from questions.models import Answer, Question, Revision
from questions.models.posts import TITLE_LENGTH
from questions.stackexchange.authors import USER, Person, named_in
from questions.stackexchange.kinds import BODIES, ROLLBACK, TAGS, TITLES, named
from questions.stackexchange.reading import Row
from questions.stackexchange.texts import shortened, tags_in
from questions.stackexchange.work import FileStage, RangeStage

REASON_LENGTH = 300
EDITS = frozenset({*TITLES, *BODIES, *TAGS})
FROM_THE_POST = 0  # the old id of a revision that no history told of


@dataclass
class Change:
    """One edit: what it set, and the rows that say so."""

    rows: list[Row]
    at: datetime
    person: Person | None
    title: str | None = None
    body: str | None = None
    tags: list[str] | None = None
    reason: str = ""
    rolls_back: bool = False


class Revisions(FileStage[list[Change]]):
    name, title, file = "revisions", "revisions", "PostHistory"

    def wants(self, row: Row) -> bool:
        return row.number("PostHistoryTypeId") in EDITS

    def divisible(self, before: Row, after: Row) -> bool:
        return _edit(before) != _edit(after)

    def prepare(self, batch: list[Row]) -> list[Change]:
        changes: dict[tuple[str, ...], Change] = {}
        for row in batch:
            at = row.the_moment("CreationDate")
            change = changes.setdefault(_edit(row), Change([], at, named_in(row, USER, at)))
            self._take_up(row, change)
        return list(changes.values())

    def _take_up(self, row: Row, change: Change) -> None:
        kind, text = row.the_number("PostHistoryTypeId"), row.text("Text")
        change.rows.append(row)
        change.reason = change.reason or " ".join(row.text("Comment").split())
        change.rolls_back |= kind in ROLLBACK
        if kind in TITLES:
            change.title = shortened(" ".join(text.split()), TITLE_LENGTH)[0]
        elif kind in BODIES:
            change.body = self.work.texts.markdown(text)
        else:
            change.tags = sorted(tags_in(text))

    def write(self, batch: list[Change]) -> None:
        old_ids = {change.rows[0].the_number("PostId") for change in batch}
        people = self.work.authors.find(change.person for change in batch)
        threads: dict[int, _Edits] = {}
        for model, before in (
            (Question, self.work.run.questions_before),
            (Answer, self.work.run.answers_before),
        ):
            posts = model.objects.filter(imported_from=self.source, old_id__in=old_ids)
            threads |= _edits_of(posts, before)
        for change in batch:
            self._place(change, threads.get(change.rows[0].the_number("PostId")), people)
        self._save(threads.values())

    def _place(self, change: Change, edits: "_Edits | None", people: dict[int, int]) -> None:
        if edits is None:
            for row in change.rows:
                what = named("PostHistory", row.the_number("PostHistoryTypeId"))
                self.tally.skip(row, what, "it is of no question or answer in the dump")
        elif edits.is_older_than_this_import:
            for row in change.rows:
                what = named("PostHistory", row.the_number("PostHistoryTypeId"))
                self.tally.skip(row, what, "the post was here already and keeps its text")
        else:
            author = people[change.person.old_id] if change.person else None
            if change.rows[-1].id not in edits.known:
                edits.add(change, author)
            for row in change.rows:
                what = named("PostHistory", row.the_number("PostHistoryTypeId"))
                self.tally.keep(row, what)

    def _save(self, threads: Iterable["_Edits"]) -> None:
        threads = list(threads)
        made = [revision for edits in threads for revision in edits.made]
        Revision.objects.bulk_create(made)
        Revision.objects.bulk_update(
            [edits.latest for edits in threads if edits.latest and edits.latest_grew],
            ["title", "body", "tags", "reason", "old_id"],
        )
        self.tally.added["revisions"] += len(made)
        # The last body in the history is what the post was written in.
        for model in (Question, Answer):
            touched: list[Any] = [
                edits.post
                for edits in threads
                if isinstance(edits.post, model) and edits.takes_its_body()
            ]
            model.objects.bulk_update(touched, ["body"])


class _Edits:
    """The revisions of one post as they are being written."""

    def __init__(self, post: Any, latest: Revision | None, known: set[int], *, old: bool) -> None:
        self.post = post
        self.known = known  # what of the history is here already
        self.latest = latest
        self.latest_grew = False
        self.is_older_than_this_import = old
        self.made: list[Revision] = []
        self.has_new_body = False

    def add(self, change: Change, author_id: int | None) -> None:
        """The next revision, or more of the latest where a batch ended within one edit."""
        self.has_new_body |= change.body is not None
        last = self.made[-1] if self.made else self.latest
        if last and (last.made_at, last.author_id) == (change.at, author_id):
            self.latest_grew |= last is self.latest
            _set(last, change)
            return
        revision = Revision(
            question_id=self.post.pk if isinstance(self.post, Question) else None,
            answer_id=self.post.pk if isinstance(self.post, Answer) else None,
            number=last.number + 1 if last else 1,
            title=last.title if last else getattr(self.post, "title", ""),
            tags=last.tags if last else [],
            body=last.body if last else self.post.body,
            author_id=author_id,
            reason=shortened(change.reason, REASON_LENGTH)[0],
            made_at=change.at,
        )
        _set(revision, change)
        if change.rolls_back:
            revision.restores = self._like(revision)
        self.made.append(revision)

    def takes_its_body(self) -> bool:
        if not self.has_new_body:
            return False
        self.post.body = (self.made[-1] if self.made else self.latest).body  # type: ignore[union-attr]
        return True

    def _like(self, revision: Revision) -> int | None:
        """The number of the latest revision that read the same."""
        stored = _revisions_of(self.post).filter(title=revision.title, body=revision.body)
        earlier = [*stored.order_by("number"), *self.made]
        same = (revision.title, revision.body, revision.tags)
        return next(
            (one.number for one in reversed(earlier) if (one.title, one.body, one.tags) == same),
            None,
        )


def _edit(row: Row) -> tuple[str, ...]:
    """What rows of one edit have in common."""
    guid = row.text("RevisionGUID")
    when = (row.text("CreationDate"), row.text("UserId"), row.text("UserDisplayName"))
    return (row.text("PostId"), guid) if guid else (row.text("PostId"), *when)


def _set(revision: Revision, change: Change) -> None:
    if change.title is not None:
        revision.title = change.title
    if change.body is not None:
        revision.body = change.body
    if change.tags is not None:
        revision.tags = change.tags
    revision.old_id = change.rows[-1].id


def _revisions_of(post: Any) -> QuerySet[Revision]:
    of_post = {"question": post} if isinstance(post, Question) else {"answer": post}
    return Revision.objects.filter(**of_post)


def _edits_of(posts: QuerySet[Any], before: int) -> dict[int, _Edits]:
    """Old id → what this import knows of the post's revisions."""
    by_pk = {post.pk: post for post in posts}
    of_post = "question" if posts.model is Question else "answer"
    newest = Revision.objects.filter(**{of_post: OuterRef(of_post)}).order_by("-number")
    latest = {
        getattr(revision, f"{of_post}_id"): revision
        for revision in Revision.objects.filter(
            Q(number=Subquery(newest.values("number")[:1])), **{f"{of_post}__in": by_pk}
        )
    }
    known: dict[int, set[int]] = defaultdict(set)
    stored = Revision.objects.filter(**{f"{of_post}__in": by_pk}).exclude(old_id=None)
    for pk, old_id in stored.values_list(of_post, "old_id"):
        known[pk].add(old_id)
    return {
        post.old_id: _Edits(post, latest.get(pk), known[pk], old=pk <= before)
        for pk, post in by_pk.items()
    }


class _FirstRevisions(RangeStage):
    """Posts without a history have their words of today as their only revision."""

    model: type[Question] | type[Answer]

    def table(self) -> QuerySet[Any]:
        return self.model.objects.filter(imported_from=self.source, revisions=None)

    def write(self, batch: tuple[int, int]) -> None:
        posts = self.table().filter(pk__range=batch)
        if self.model is Question:
            posts = posts.prefetch_related("tags")
        Revision.objects.bulk_create(self._first(post) for post in posts)
        self.tally.added["revisions"] += len(posts)

    def _first(self, post: Any) -> Revision:
        is_question = isinstance(post, Question)
        return Revision(
            question=post if is_question else None,
            answer=None if is_question else post,
            number=1,
            title=post.title if is_question else "",
            tags=sorted(tag.name for tag in post.tags.all()) if is_question else [],
            body=post.body,
            author_id=post.author_id,
            made_at=post.posted_at,
            old_id=FROM_THE_POST,
        )


class FirstQuestionRevisions(_FirstRevisions):
    name, title, model = "first of questions", "first revisions: questions", Question


class FirstAnswerRevisions(_FirstRevisions):
    name, title, model = "first of answers", "first revisions: answers", Answer
