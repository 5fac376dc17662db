"""Runs two clocks that are killed again and again while much is due, then one that is left alone.

Run as `python -m tests.ephemeral.killing_clock FILE ROUNDS SEED`, by `test_killing_clock.py`, in
a process of its own: it loads the site once and forks, so that a round costs milliseconds. Each
step that began is a line in FILE, and each that ended.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

PATIENCE = 60  # seconds for what is left when the killing is over
CLOCKS = 2


def run_a_clock() -> None:
    """A clock in a hurry. What another holds it takes over before that one is done, too."""
    from ephemeral.clock import Clock

    Clock().run()


def fork() -> int:
    """A child that only runs a clock. Neither it nor its parent has a connection now."""
    child = os.fork()
    if child == 0:
        try:
            random.seed()
            run_a_clock()
        finally:
            os._exit(1)
    return child


def hurry(file: Path) -> None:
    """Many small steps, each with moments before and after its writes in which it can be killed."""
    from ephemeral import clock
    from ephemeral.clockwork import stages, telling

    clock.TICK = timedelta(seconds=0.005)
    clock.HOLD = timedelta(seconds=0.03)  # the lock of a duty is lost while it is being done
    stages.BATCH = 5
    for module, step, write in (
        (stages, "_bring_up", "_write_reminders"),
        (telling, "_tell", "publish"),
    ):
        setattr(module, step, noted(getattr(module, step), file))
        setattr(module, write, dawdling(getattr(module, write)))


def noted(step: Callable[..., Any], file: Path) -> Callable[..., Any]:
    from tests.community.reacting import write_line

    def step_with_lines(*args: Any) -> Any:
        write_line(file, "began")
        done = step(*args)
        write_line(file, "ended")
        return done

    return step_with_lines


def dawdling(write: Callable[..., Any]) -> Callable[..., Any]:
    def write_slowly(*args: Any) -> Any:
        time.sleep(random.uniform(0, 0.03))
        done = write(*args)
        time.sleep(random.uniform(0, 0.03))
        return done

    return write_slowly


def main(file: Path, rounds: int, seed: int) -> None:
    from django.db import connections
    from django.utils import timezone

    from ephemeral.clockwork import look_after_knowledge
    from ephemeral.models import Lifetime, Reminder

    hurry(file)
    connections.close_all()
    chance = random.Random(seed)
    alive = [fork() for _nth in range(CLOCKS)]
    for _round in range(rounds):
        time.sleep(chance.uniform(0.01, 0.15))
        killed = alive.pop(chance.randrange(CLOCKS))
        os.kill(killed, signal.SIGKILL)
        os.waitpid(killed, 0)
        alive.append(fork())
    for child in alive:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    deadline = time.monotonic() + PATIENCE
    now = timezone.now()
    due, untold = Lifetime.objects.filter(next_at__lte=now), Reminder.objects.filter(told_at=None)
    while due.exists() or untold.exists():
        look_after_knowledge(timezone.now())
        if time.monotonic() > deadline:
            sys.exit("Something was never looked at.")


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
