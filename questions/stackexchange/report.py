"""What came of an import, for the terminal and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from questions.models import ImportRun
from questions.stackexchange.checking import Checked
from questions.stackexchange.dump import FILES, Dump
from questions.stackexchange.kinds import NOT_KEPT
from questions.stackexchange.work import Tally


@dataclass
class Report:
    """Rows in, rows out, and what was skipped and why. For each file, kept + skipped = rows."""

    source: str
    address: str
    licence: str
    fingerprint: str
    began_at: datetime
    finished_at: datetime | None
    seconds: float
    resumed: bool
    nothing_new: bool
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.nothing_new:
            yield f"{self.source}: this dump is in already; nothing changed."
        for name, file in self.files.items():
            yield f"{name}: {file['rows']:,} rows, {file['kept_rows']:,} kept, " + (
                f"{file['skipped_rows']:,} skipped"
            )
            for what, rows in file["kept"].items():
                yield f"  {rows:>9,}  {what}"
            for why, rows in file["skipped"].items():
                yield f"  {rows:>9,}  skipped: {why}"
        for name in self.missing_files:
            yield f"{name}: not in this dump"
        yield f"Added to {self.source}:"
        for table, rows in self.added.items():
            yield f"  {rows:>9,}  {table}"
        for what, rows in self.noted.items():
            yield f"  {rows:>9,}  {what}"
        yield f"Done in {self.seconds:.1f} seconds."


def write_report(
    dump: Dump,
    checked: Checked,
    run: ImportRun,
    tally: Tally,
    *,
    seconds: float,
    resumed: bool = False,
    nothing_new: bool = False,
) -> Report:
    return Report(
        source=run.source.name,
        address=run.source.url,
        licence=run.source.licence,
        fingerprint=checked.fingerprint,
        began_at=run.began_at,
        finished_at=run.finished_at,
        seconds=round(seconds, 1),
        resumed=resumed,
        nothing_new=nothing_new,
        files={
            dump.files[file].name: _file(file, dump.files[file].name, checked, tally)
            for file in FILES
            if file in dump.files
        },
        missing_files=dump.missing,
        added={table: rows for table, rows in sorted(tally.added.items()) if rows},
        noted={what: rows for what, rows in sorted(tally.noted.items()) if rows},
    )


def _file(file: str, name: str, checked: Checked, tally: Tally) -> dict[str, Any]:
    kept: Mapping[str, int] = tally.kept.get(name, {})
    skipped: Mapping[str, int] = tally.skipped.get(name, {})
    reasons = NOT_KEPT.get(file, {})
    return {
        "rows": checked.rows[file],
        "types": checked.types.get(file, {}),
        "kept_rows": sum(kept.values()),
        "skipped_rows": sum(skipped.values()),
        "kept": dict(sorted(kept.items())),
        "skipped": dict(sorted(skipped.items())),
        "columns_not_kept": {
            column: {"rows": rows, "why": reasons[column]}
            for column, rows in checked.not_kept.get(file, {}).items()
        },
    }
