"""Brings the dump of a Stack Exchange community in."""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from tqdm import tqdm

from questions.stackexchange.dump import opened
from questions.stackexchange.reading import DumpError
from questions.stackexchange.running import AnotherImportRuns, import_dump
from questions.stackexchange.sources import Wishes


class Command(BaseCommand):
    help = (
        "Brings the dump of a Stack Exchange community in: a folder with Users.xml, Posts.xml and "
        "the others, or a tar archive of it. Can be stopped at any moment and started again; "
        "a second run changes nothing, a newer dump adds what is new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dump", type=Path, help="The folder, or a .tar.xz of it.")
        parser.add_argument("--report", type=Path, help="Also write the report there, as JSON.")
        parser.add_argument(
            "--source", default="", help="The site's name; guessed from the folder's name."
        )
        parser.add_argument(
            "--licence", default="", help="The licence of all texts; else what the dump says."
        )
        parser.add_argument("--language", default="", help="Of the questions, such as “en”.")

    def handle(
        self,
        *,
        dump: Path,
        report: Path | None,
        source: str,
        licence: str,
        language: str,
        **options: Any,
    ) -> None:
        wishes = Wishes(source=source, licence=licence, language=language)
        quiet = options["verbosity"] == 0
        progress = Silence() if quiet else Bar() if sys.stderr.isatty() else Lines(self.stderr)
        try:
            with opened(dump) as found:
                result = import_dump(found, progress, wishes)
        except DumpError as error:
            raise CommandError(f"Nothing was imported: {error}") from error
        except AnotherImportRuns:
            raise CommandError("Another import of this community runs; this one stops.") from None
        finally:
            progress.end()
        if not quiet:
            self.stdout.write("\n".join(result.lines()))
        if report is not None:
            text = json.dumps(result.as_json(), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
            report.write_text(text + "\n", encoding="utf-8")


class Silence:
    def begin(self, title: str, total: int | None = None) -> None:
        pass

    def reached(self, position: int) -> None:
        pass

    def end(self) -> None:
        pass


class Bar(Silence):
    """A bar for each stage, on a terminal."""

    def __init__(self) -> None:
        self.bar: tqdm[Any] | None = None

    def begin(self, title: str, total: int | None = None) -> None:
        self.end()
        self.bar = tqdm(desc=f"{title:<24}", total=total, unit=" rows", leave=True)

    def reached(self, position: int) -> None:
        if self.bar is not None:
            self.bar.update(position - self.bar.n)

    def end(self) -> None:
        if self.bar is not None:
            if self.bar.total:
                self.bar.update(self.bar.total - self.bar.n)
            self.bar.close()
            self.bar = None


class Lines(Silence):
    """A line for each stage that is done, in a log."""

    def __init__(self, out: TextIO | Any) -> None:
        self.out = out
        self.title = ""
        self.began = 0.0

    def begin(self, title: str, total: int | None = None) -> None:
        self.end()
        self.title, self.began = title, time.monotonic()

    def end(self) -> None:
        if self.title:
            self.out.write(f"{self.title}: {time.monotonic() - self.began:.1f} s")
            self.title = ""
