"""Takes a dump through the stages, batch by batch, so that it can stop anywhere and go on."""

import time
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, reset_queries, transaction
from django.db.models import Max
from django.utils import timezone

from questions.models import Answer, ImportRun, Question
from questions.stackexchange.checking import Checked, check
from questions.stackexchange.dump import Dump
from questions.stackexchange.report import Report, write_report
from questions.stackexchange.sources import Wishes, source_for
from questions.stackexchange.stages import STAGES
from questions.stackexchange.texts import Texts, language_of
from questions.stackexchange.work import Stage, Tally, Work

NEW_CONNECTION_AFTER = 4  # batches; Python's sqlite3 keeps 128 statements with their values
END = 2**62  # the position of a stage that is done


class AnotherImportRuns(Exception):
    """Somebody else moved the checkpoint: two processes bring the same community in."""


class Progress(Protocol):
    """Hears how far it is."""

    def begin(self, title: str, total: int | None = None) -> None: ...

    def reached(self, position: int) -> None: ...


def import_dump(dump: Dump, progress: Progress, wishes: Wishes) -> Report:
    """Bring a dump in, or what is left of it. Doing it twice does it once.

    Raises DumpError before anything is written when a file is broken.
    """
    began = time.monotonic()
    progress.begin("reading")
    checked = check(dump, progress.reached)
    run, resumed = _run_for(dump, checked, wishes)
    tally = Tally.from_stored(run.tally)
    nothing_new = run.finished_at is not None
    if not nothing_new:
        work = Work(
            dump=dump,
            source=run.source,
            run=run,
            tally=tally,
            texts=Texts(run.source, wishes.licence),
            language=wishes.language or language_of(run.source.name),
        )
        _bring_in(work, checked, progress)
    return write_report(
        dump,
        checked,
        run,
        tally,
        seconds=time.monotonic() - began,
        resumed=resumed,
        nothing_new=nothing_new,
    )


def _run_for(dump: Dump, checked: Checked, wishes: Wishes) -> tuple[ImportRun, bool]:
    """The run of this very dump, begun or finished, or a new one; and whether it goes on."""
    with transaction.atomic():
        source = source_for(dump, checked, wishes)
        if run := source.runs.filter(fingerprint=checked.fingerprint).last():
            return run, run.finished_at is None and run.position > 0
        before = {
            "questions_before": _last_id(Question),
            "answers_before": _last_id(Answer),
        }
        # A dump that never came in whole makes way for this one, which holds the same and more.
        unfinished = source.runs.filter(finished_at=None)
        before = unfinished.values(*before).first() or before
        unfinished.delete()
        return source.runs.create(fingerprint=checked.fingerprint, **before), False


def _last_id(model: type[Question] | type[Answer]) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


def _bring_in(work: Work, checked: Checked, progress: Progress) -> None:
    run = work.run
    names = [stage.name for stage in STAGES]
    first = names.index(run.stage) if run.stage in names else 0
    for kind in STAGES[first:]:
        stage = kind(work)
        after = run.position if run.stage == kind.name else 0
        if stage.applies() and after < END:
            progress.begin(stage.title, stage.length(checked.rows))
            for batch, position in stage.batches(after):
                _write(work, stage, batch, position)
                progress.reached(position)
        _move(work, kind.name, END)
    _finish(work, timezone.now())


def _write(work: Work, stage: Stage[Any], batch: Any, position: int) -> None:
    with transaction.atomic():
        _hold(work.run)
        stage.write(batch)
        made, work.authors.made = work.authors.made, 0
        work.tally.added["members of whom only a name is left"] += made
        _store(work, stage.name, position)
    work.batches += 1
    _forget_statements(work.batches)


def _forget_statements(batches: int) -> None:
    """Let go of what a connection keeps of statements, and with them of the texts they wrote."""
    reset_queries()  # kept with DEBUG
    is_free = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_free and batches % NEW_CONNECTION_AFTER == 0:
        connection.close()


def _move(work: Work, stage: str, position: int) -> None:
    with transaction.atomic():
        _hold(work.run)
        _store(work, stage, position)


def _hold(run: ImportRun) -> None:
    """Lock the run and see that nobody else has moved it on. Raises AnotherImportRuns."""
    now = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if now is None or (now.stage, now.position) != (run.stage, run.position):
        raise AnotherImportRuns


def _store(work: Work, stage: str, position: int) -> None:
    run = work.run
    run.stage, run.position, run.tally = stage, position, work.tally.stored()
    run.save(update_fields=["stage", "position", "tally"])


def _finish(work: Work, now: datetime) -> None:
    with transaction.atomic():
        _hold(work.run)
        work.run.finished_at = now
        work.run.save(update_fields=["finished_at"])
        work.source.imported_at = now
        work.source.save(update_fields=["imported_at"])
