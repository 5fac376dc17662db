"""Many clocks begin at once, as when a community or a handbook is brought in.

What comes in was confirmed by nobody here, so it is unconfirmed from the start; its dates are
spread, so that nobody has to look at all of it in one week (see `ephemeral.spreading`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Revision

from community.events import CommunityImported, publish
from community.markup import render
from community.models import ImportedSource, Member, Team
from community.permissions import can_administer, require
from ephemeral.actions.lives import begin_with_acceptance, pause
from ephemeral.lifetimes import later, set_dates, zone_of
from ephemeral.models import Decision, Entry, KnowledgeSettings, Lifespan, Lifetime
from ephemeral.spreading import Calendar, Item, Keeper, window
from questions.models import Acceptance, Answer, Question, Tag

BATCH = 500  # rows in a transaction


@dataclass(frozen=True)
class Beginning:
    """A clock that is to begin: of what, of which kind, since when, and who keeps it."""

    owner: Entry | Answer
    lifespan: Lifespan
    began_at: datetime
    steward: Member | None = None
    team: Team | None = None

    @property
    def keeper(self) -> Keeper:
        if self.steward:
            return "steward", self.steward.pk
        return ("team", self.team.pk) if self.team else None


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


def calendar_of_now(now: datetime) -> Calendar:
    """The days ahead as they are, with what each keeper has on them already."""
    had: dict[Keeper, Counter[int]] = defaultdict(Counter)
    kept = Lifetime.objects.running().filter(due_at__gt=now).exclude(steward=None, team=None)
    rows = kept.values_list("steward_id", "team_id", "due_at")
    for steward_id, team_id, due_at in rows.iterator():
        keeper = ("steward", steward_id) if steward_id else ("team", team_id)
        had[keeper][day_of(due_at, now)] += 1
    return Calendar(budget=KnowledgeSettings.load().daily_budget, had=had)


def day_of(moment: datetime, now: datetime) -> int:
    """Which day from now a moment lies in: the nearest whole number of days."""
    return round((moment - now) / timedelta(days=1))


@transaction.atomic
def begin_many(
    beginnings: Sequence[Beginning], *, now: datetime, calendar: Calendar | None = None
) -> list[Lifetime]:
    """Start the clocks of these, unconfirmed, with dates that are spread.

    Those that have a clock already keep it. A calendar goes from one batch to the next, so that
    all of them are spread as one.
    """
    calendar = calendar or calendar_of_now(now)
    _lock_questions(beginnings)
    beginnings = _without_clock(beginnings)
    windows = [window(one.lifespan.days, one.lifespan.notice_days) for one in beginnings]
    days = calendar.spread(
        [Item(one.keeper, *days) for one, days in zip(beginnings, windows, strict=True)]
    )
    lifetimes = Lifetime.objects.bulk_create(
        _lifetime(one, day, now) for one, day in zip(beginnings, days, strict=True)
    )
    Decision.objects.bulk_create(_beginning_of(lifetime) for lifetime in lifetimes)
    # Threads that are kept show no clock yet.
    shown = {lifetime.question_id for lifetime in lifetimes if lifetime.question_id}
    Question.objects.filter(pk__in=shown).update(version=F("version") + 1)
    return lifetimes


def _lock_questions(beginnings: Iterable[Beginning]) -> None:
    """As every act on an answer's clock does, in one order."""
    ids = {one.owner.question_id for one in beginnings if isinstance(one.owner, Answer)}
    questions = Question.objects.filter(pk__in=ids).order_by("pk")
    list(questions.select_for_update(no_key=True).values_list("pk"))


def _without_clock(beginnings: Sequence[Beginning]) -> list[Beginning]:
    entries = {one.owner.pk for one in beginnings if isinstance(one.owner, Entry)}
    questions = {one.owner.question_id for one in beginnings if isinstance(one.owner, Answer)}
    answers = {one.owner.pk for one in beginnings if isinstance(one.owner, Answer)}
    known = Lifetime.objects
    begun = set(known.filter(entry__in=entries).values_list("entry_id", flat=True))
    solved = set(
        known.filter(question__in=questions, paused_at=None).values_list("question_id", flat=True)
    )
    lived = set(known.filter(answer__in=answers).values_list("answer_id", flat=True))
    return [
        one
        for one in beginnings
        if (
            one.owner.pk not in begun
            if isinstance(one.owner, Entry)
            else one.owner.question_id not in solved and one.owner.pk not in lived
        )
    ]


def _lifetime(beginning: Beginning, day: int, now: datetime) -> Lifetime:
    owner = beginning.owner
    lifetime = Lifetime(
        entry=owner if isinstance(owner, Entry) else None,
        answer=owner if isinstance(owner, Answer) else None,
        question_id=owner.question_id if isinstance(owner, Answer) else None,
        lifespan=beginning.lifespan,
        days=float(beginning.lifespan.days),
        steward=beginning.steward,
        team=beginning.team,
        began_at=beginning.began_at,
        base_due_at=later(now, day, zone_of(beginning.steward)),
    )
    set_dates(lifetime, ())
    return lifetime


def _beginning_of(lifetime: Lifetime) -> Decision:
    return Decision(
        lifetime=lifetime,
        kind=Decision.Kind.BEGAN,
        days=lifetime.days,
        due_at=lifetime.due_at,
        round=lifetime.round,
        decided_at=lifetime.began_at,
    )


# Accepted answers


def begin_clocks_of_solutions(now: datetime) -> int:
    """Give every accepted answer that has no clock that goes one. Returns how many began.

    In batches, each for itself: killed at any time, the next start goes on with what is left.
    """
    calendar = calendar_of_now(now)
    begun, after = 0, 0
    while True:
        some = list(_without_running_clock(after)[:BATCH])
        if not some:
            return begun
        after = some[-1].pk
        begun += _begin_some([one.pk for one in some], calendar, now)


def _without_running_clock(after: int) -> QuerySet[Acceptance]:
    clock = Lifetime.objects.filter(answer=OuterRef("answer"), paused_at=None)
    current = Acceptance.objects.current().filter(pk__gt=after, answer__hidden_at=None)
    return current.filter(~Exists(clock)).only("pk").order_by("pk")


@transaction.atomic
def _begin_some(acceptance_ids: Sequence[int], calendar: Calendar, now: datetime) -> int:
    rows = Acceptance.objects.current().filter(pk__in=acceptance_ids, answer__hidden_at=None)
    questions = Question.objects.filter(pk__in=rows.values("question")).order_by("pk")
    list(questions.select_for_update(no_key=True).values_list("pk"))
    acceptances = list(
        rows.order_by("pk").select_related(
            "answer__author", "answer__capacity__team", "answer__question", "accepted_by"
        )
    )
    lived = _with_a_past(acceptances)
    for acceptance in acceptances:
        if acceptance.question_id in lived:
            _set_right(acceptance, now)
    lifespan = Lifespan.objects.for_answers()
    fresh = [one for one in acceptances if one.question_id not in lived]
    begin_many([_of_answer(one, lifespan) for one in fresh], now=now, calendar=calendar)
    return len(acceptances)


def _with_a_past(acceptances: Sequence[Acceptance]) -> set[int]:
    """Questions of which some answer had a clock before: these are few, and go one by one."""
    past = Lifetime.objects.filter(question__in=[one.question_id for one in acceptances])
    return {pk for pk in past.values_list("question_id", flat=True) if pk is not None}


def _set_right(acceptance: Acceptance, now: datetime) -> None:
    running = Lifetime.objects.filter(question=acceptance.question_id, paused_at=None)
    for lifetime in running.exclude(answer=acceptance.answer_id):
        pause(lifetime, now=now)
    begin_with_acceptance(acceptance, now=now)


def _of_answer(acceptance: Acceptance, lifespan: Lifespan) -> Beginning:
    """An employee who answered in a team's name keeps it, and the team with them."""
    answer = acceptance.answer
    team = answer.capacity.team if answer.capacity else None
    steward = answer.author if team and answer.author.is_active else None
    return Beginning(answer, lifespan, acceptance.accepted_at, steward=steward, team=team)


# Entries


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
