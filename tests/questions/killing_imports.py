"""Brings a dump in, in processes that are killed again and again.

Run as `python -m tests.questions.killing_imports DUMP SEED` in a process of its own: it loads the
site once and forks. Each child may live a little longer than the one before, until one gets to the
end. Prints how many were killed.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import django

FIRST_LIFE = 0.2  # seconds; reading the small dump alone takes about as long
LONGER_EACH_TIME = 1.02


def in_small_batches() -> None:
    """So that there are many moments at which to die."""
    from questions.stackexchange.stages import STAGES

    for stage in STAGES:
        if hasattr(stage, "size"):
            stage.size = 7


def bring_in(dump: str) -> None:
    from django.core.management import call_command

    in_small_batches()
    call_command("import_stackexchange", dump, verbosity=0)


def main(dump: str, seed: int) -> None:
    chance = random.Random(seed)
    life, killed = FIRST_LIFE, 0
    while True:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                bring_in(dump)
                status = 0
            finally:
                os._exit(status)
        until = time.monotonic() + chance.uniform(0, 2) * life
        ended, status = 0, 0
        while not ended and time.monotonic() < until:
            time.sleep(0.002)
            ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            print(killed)
            sys.exit(os.waitstatus_to_exitcode(status))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed += 1
        life *= LONGER_EACH_TIME


if __name__ == "__main__":
    django.setup()
    main(str(Path(sys.argv[1])), int(sys.argv[2]))
