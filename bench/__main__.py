"""`python -m bench [pages] [clock]`: what pages cost beside the floor, and a pass of the clock."""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import clock, measuring, pages
from tests import services

PARTS: dict[str, Callable[[int, int], list[dict]]] = {
    "pages": pages.measure,
    "clock": clock.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help="default: all")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--seconds", type=int, default=4, help="of a round; default: %(default)s")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    chosen = parser.parse_args()
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    try:
        figures = [
            figure
            for part in dict.fromkeys(chosen.parts or PARTS)
            for figure in by_itself(part, chosen.rounds, chosen.seconds)
        ]
    except (measuring.NoWrk, services.ServiceMissing) as missing:
        print(missing, file=sys.stderr)
        return 1
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if all(figure["holds"] for figure in figures) else 1


def by_itself(part: str, rounds: int, seconds: int) -> list[dict]:
    """A part in a process of its own, since Django can be set up for one database only."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(PARTS[part], rounds, seconds).result()


if __name__ == "__main__":
    sys.exit(main())
