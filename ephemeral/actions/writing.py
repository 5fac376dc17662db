"""Writing entries, revising them, bringing an earlier text back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Revision

from community.capacities import capacity_for
from community.models import Member, Team
from community.permissions import require
from ephemeral.actions.linking import put_link
from ephemeral.actions.lives import check_round
from ephemeral.actions.publishing import Saying, has_begun, keeping_for, prepare_lifetime
from ephemeral.actions.words import clean_words
from ephemeral.models import Entry, Lifespan, Lifetime
from ephemeral.permissions import can_edit_entry, can_write_entries
from questions.actions.revising import EditConflict
from questions.actions.tagging import tags_named
from questions.actions.words import clean_reason
from questions.models import Answer, Question


class EntryConflict(EditConflict):
    """Somebody published another text of the entry since the editor began."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry, base=base_of(entry))


def base_of(entry: Entry) -> int | None:
    """The revision that whoever edits an entry now begins from."""
    return entry.live_revision_id or entry.latest_revision_id


def locked_entry(entry_id: int) -> Entry:
    """The entry as it is now, nobody else's until the transaction ends."""
    return Entry.objects.select_for_update(no_key=True, of=("self",)).get(pk=entry_id)


@transaction.atomic
def write_entry(
    *,
    title: str,
    summary: str,
    body: str,
    by: Member,
    lifespan: Lifespan,
    tags: Sequence[str] = (),
    language: str = "",
    sources: str = "",
    versions: str = "",
    steward: Member | None = None,
    team: Team | None = None,
    answer: Answer | None = None,
    questions: Sequence[Question] = (),
    speaking_as: str = "",
    draft: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Write down what the community knows: publishing it confirms it and starts its clock.

    With `answer` it is made from that answer, and settles its question. A `draft` waits, unseen.
    """
    require(can_write_entries(by))
    words = clean_words(title=title, summary=summary, body=body, sources=sources, versions=versions)
    keeping = keeping_for(by, lifespan=lifespan, steward=steward, team=team)
    found = tags_named(tags)
    capacity = capacity_for(by, speaking_as)
    now = at or timezone.now()
    language = language or by.language or (get_language() or "en")
    entry = Entry(
        **words,
        language=language[:12],
        author=by,
        capacity=capacity,
        written_at=now,
        live=False,
    )
    entry.tags = found
    entry.save()
    for question in questions:
        put_link(entry, question, by=by, now=now)
    if answer:
        put_link(entry, answer.question, answer=answer, by=by, now=now)
    revision = _keep_revision(entry, by=by, at=at)
    if draft:
        prepare_lifetime(entry, keeping, now=now)
    else:
        saying = Saying(at=now, capacity=capacity, keeping=keeping)
        _publish(entry, revision, by=by, saying=saying)
    return _as_it_is(entry)


@transaction.atomic
def revise_entry(
    entry: Entry,
    *,
    title: str,
    summary: str,
    body: str,
    by: Member,
    reason: str = "",
    tags: Sequence[str] | None = None,
    sources: str | None = None,
    versions: str | None = None,
    lifespan: Lifespan | None = None,
    base: int | None = None,
    round: int | None = None,  # noqa: A002, the word for it everywhere
    speaking_as: str = "",
    draft: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Publish another text of an entry, which begins its clock anew, or keep it as a draft.

    `base` is the revision of Wagtail that the editor began from, `round` that of the clock they
    saw. Raises EntryConflict, or AlreadyDecided, when somebody else was faster.
    """
    entry = locked_entry(entry.pk)
    require(can_edit_entry(by, entry))
    words = clean_words(
        title=title,
        summary=summary,
        body=body,
        sources=entry.sources if sources is None else sources,
        versions=entry.versions if versions is None else versions,
    )
    reason = clean_reason(reason, required=False)
    found = None if tags is None else tags_named(tags)
    lifetime = Lifetime.objects.select_related("lifespan").filter(entry=entry).first()
    if lifespan and lifetime and lifespan == lifetime.lifespan:
        lifespan = None
    before = entry.text
    for name, value in words.items():
        setattr(entry, name, value)
    if found is not None:
        entry.tags = found
    if entry.live and before == entry.text and not lifespan and not entry.has_unpublished_changes:
        return _as_it_is(entry)
    if base is not None and base != base_of(entry):
        raise EntryConflict(Entry.objects.get(pk=entry.pk))
    if lifetime and round is not None and has_begun(lifetime):
        check_round(lifetime, round)
    now = at or timezone.now()
    if not entry.live:
        entry.save()
        _prepare_again(entry, lifetime, lifespan, now=now)
    revision = _keep_revision(entry, by=by, at=at)
    if not draft:
        capacity = capacity_for(by, speaking_as)
        saying = Saying(at=now, capacity=capacity, reason=reason, lifespan=lifespan)
        _publish(entry, revision, by=by, saying=saying)
    return _as_it_is(entry)


def _prepare_again(
    entry: Entry, lifetime: Lifetime | None, lifespan: Lifespan | None, *, now: datetime
) -> None:
    """A draft may get another lifespan before its clock begins."""
    if lifetime and lifespan and not has_begun(lifetime):
        keeping = keeping_for(
            entry.author, lifespan=lifespan, steward=lifetime.steward, team=lifetime.team
        )
        prepare_lifetime(entry, keeping, now=now)


@transaction.atomic
def roll_back_entry(
    entry: Entry, *, to: Revision, by: Member, speaking_as: str = "", at: datetime | None = None
) -> Entry:
    """Make an earlier text the published one again; its date does not come back with it."""
    then = text_of(entry, to)
    return revise_entry(
        entry,
        **then,
        by=by,
        reason=_("Back to an earlier text"),
        speaking_as=speaking_as,
        at=at,
    )


def text_of(entry: Entry, revision: Revision) -> dict[str, Any]:
    """What a revision says, as `revise_entry` takes it."""
    then = entry.with_content_json(revision.content)
    return {
        "title": then.title,
        "summary": then.summary,
        "body": then.body,
        "sources": then.sources,
        "versions": then.versions,
        "tags": sorted(tag.name for tag in then.tags.all()),
    }


def _keep_revision(entry: Entry, *, by: Member, at: datetime | None) -> Revision:
    revision = entry.save_revision(user=by, clean=False, log_action=True)
    if at:
        Revision.objects.filter(pk=revision.pk).update(created_at=at)
        revision.created_at = at
    return revision


def _publish(entry: Entry, revision: Revision, *, by: Member, saying: Saying) -> None:
    entry.publish(revision, user=by, saying=saying, skip_permission_checks=True)


def _as_it_is(entry: Entry) -> Entry:
    return Entry.objects.with_life().select_related("author", "capacity").get(pk=entry.pk)
