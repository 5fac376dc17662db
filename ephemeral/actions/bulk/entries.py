"""Entries come in from another place, many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from community.events import CommunityImported, publish
from community.markup import render
from community.models import ImportedSource, Member, Team
from community.permissions import can_administer, require
from ephemeral.actions.bulk.beginning import Beginning, begin_many, calendar_of_now
from ephemeral.models import Entry, Lifespan
from ephemeral.spreading import Calendar
from questions.models import Tag

BATCH = 500  # entries in a transaction


@dataclass(frozen=True)
class ImportedEntry:
    """An entry as another place had it. `old_id` is its number there."""

    old_id: int
    title: str
    summary: str
    body: str
    author: Member
    written_at: datetime
    lifespan: Lifespan
    steward: Member | None = None
    team: Team | None = None
    tags: Sequence[str] = ()
    language: str = "en"
    sources: str = ""
    versions: str = ""


@dataclass
class Brought:
    """What became of the rows of an import."""

    added: int = 0
    known: int = 0  # here already
    refused: list[tuple[int, str]] = field(default_factory=list)  # old id, why


def bring_entries_in(
    rows: Iterable[ImportedEntry], source: ImportedSource, *, by: Member, now: datetime
) -> Brought:
    """Bring entries in from another place, published, unconfirmed, their dates spread.

    Rows that are here already stay as they are here, so it can be done again and go on where it
    was stopped. Rows without a title or a text are refused, each with its reason.
    """
    require(can_administer(by))
    brought, calendar = Brought(), calendar_of_now(now)
    for batch in _batches(rows):
        _bring_some(batch, source, calendar, brought, now)
    with transaction.atomic():
        publish(CommunityImported(actor_id=by.pk, source_id=source.pk, at=now))
    return brought


def _batches(rows: Iterable[ImportedEntry]) -> Iterator[list[ImportedEntry]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic
def _bring_some(
    batch: Sequence[ImportedEntry],
    source: ImportedSource,
    calendar: Calendar,
    brought: Brought,
    now: datetime,
) -> None:
    old_ids = [row.old_id for row in batch]
    here = Entry.objects.filter(imported_from=source, old_id__in=old_ids)
    known = set(here.values_list("old_id", flat=True))
    fresh: dict[int, tuple[ImportedEntry, Entry]] = {}
    for row in batch:
        if row.old_id in known or row.old_id in fresh:
            brought.known += 1
            continue
        try:
            fresh[row.old_id] = row, _checked(row, source)
        except ValidationError as error:
            brought.refused.append((row.old_id, " ".join(error.messages)))
    rows = [row for row, _entry in fresh.values()]
    entries = Entry.objects.bulk_create(entry for _row, entry in fresh.values())
    _tag(entries, rows)
    _write_first_revisions(entries)
    begin_many(
        [
            Beginning(entry, row.lifespan, row.written_at, steward=row.steward, team=row.team)
            for entry, row in zip(entries, rows, strict=True)
        ],
        now=now,
        calendar=calendar,
    )
    brought.added += len(entries)


def _checked(row: ImportedEntry, source: ImportedSource) -> Entry:
    """The entry that a row makes. Raises ValidationError where it makes none."""
    if not row.title.strip() or not row.body.strip():
        raise ValidationError(_("An entry has a title and a text."))
    entry = Entry(
        title=row.title,
        slug=Entry.slug_for(row.title),
        summary=row.summary,
        body=row.body,
        html=render(row.body),
        language=row.language,
        sources=row.sources,
        versions=row.versions,
        author=row.author,
        written_at=row.written_at,
        first_published_at=row.written_at,
        last_published_at=row.written_at,
        live=True,
        imported_from=source,
        old_id=row.old_id,
    )
    entry.clean_fields(exclude=["author", "capacity", "imported_from"])
    return entry


def _tag(entries: Sequence[Entry], rows: Sequence[ImportedEntry]) -> None:
    """Tags that exist here; an import invents none."""
    named = {name.lower() for row in rows for name in row.tags}
    tags = dict(Tag.objects.filter(name__in=named).values_list("name", "pk"))
    through = Entry.tags.through
    through.objects.bulk_create(
        through(entry_id=entry.pk, tag_id=tag_id)
        for entry, row in zip(entries, rows, strict=True)
        for tag_id in {tags[name.lower()] for name in row.tags if name.lower() in tags}
    )


def _write_first_revisions(entries: Sequence[Entry]) -> None:
    """What Wagtail keeps of a text, so that a history begins with what came in."""
    kind = ContentType.objects.get_for_model(Entry)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(entry.pk),
            object_str=str(entry),
            user_id=entry.author_id,
            created_at=entry.written_at,
            content=entry.serializable_data(),
        )
        for entry in entries
    )
    for entry, revision in zip(entries, revisions, strict=True):
        entry.live_revision = entry.latest_revision = revision
        entry.has_unpublished_changes = False
    Entry.objects.bulk_update(
        entries, ["live_revision", "latest_revision", "has_unpublished_changes"]
    )
