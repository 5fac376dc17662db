"""Says how often “when can I expect an answer?” was answered rightly."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ephemeral.queries.coverage import Coverage, Held, coverage

LINE = "{:<9}{:>9}{:>9}{:>24}{:>24}"
HEAD = ("month", "asked", "told", "within half", "within nine in ten")


class Command(BaseCommand):
    help = (
        "Walks through the history: makes each question's forecast from what was known before it, "
        "and counts how often an answer came within the time said for half of such questions, and "
        "for nine in ten. A good forecast is right in 50 % and in 90 % of the cases."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, help="Only questions of the last N days; else of all time."
        )

    def handle(self, *, days: int | None, **options: Any) -> None:
        self.stdout.write(LINE.format(*HEAD))
        for month, tally in coverage(timezone.now(), days):
            self.stdout.write(_line(month, tally))


def _line(month: str, tally: Coverage) -> str:
    return LINE.format(month, tally.asked, tally.told, _share(tally.half), _share(tally.most))


def _share(held: Held) -> str:
    if not held.of:
        return "none to check"
    return f"{held.true / held.of:.1%} of {held.of}"
