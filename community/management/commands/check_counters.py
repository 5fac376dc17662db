"""Proves every stored number against the facts it stands for."""

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from community import counters

SHOWN = 20  # lines for each number; more would hide the next one


class Command(BaseCommand):
    help = "Compares stored numbers with facts. Ends with status 1 if any drifted and stays so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="Put right what drifted.")

    def handle(self, *, fix: bool, **options: Any) -> None:
        drifted = [number for number in counters.registered() if self._report(number)]
        if drifted and fix:
            for number in drifted:
                self.stdout.write(f"{number.name}: {number.mend()} mended.")
        elif drifted:
            sys.exit(1)
        else:
            self.stdout.write(f"{len(counters.registered())} stored numbers agree with the facts.")

    def _report(self, number: counters.Provable) -> bool:
        """Print what drifted, if anything did."""
        drift = number.find_drift()
        first = list(islice(drift, SHOWN))
        for line in first:
            self.stdout.write(str(line))
        if unshown := sum(1 for _ in drift):
            self.stdout.write(f"{number.name}: and {unshown} more")
        return bool(first)
