"""Lets time do its work on promises, in processes that are killed in the middle of it.

Run as `python -m tests.ephemeral.killing_the_clock MOMENT`: each child takes two promises in a
transaction, then is killed while it takes the next, after its row and its event are written. One
that finds too little left to die of ends well. Prints how many were killed.
"""

import os
import signal
import sys
from datetime import datetime
from typing import Any

import django

DIES_AT = 4  # events; in the second batch of two, before it is committed


def let_time_pass(now: datetime) -> None:
    from ephemeral import clock_of_promises

    announce, told = clock_of_promises.announce, iter(range(1, 1000))

    def announce_and_die(*args: Any, **facts: Any) -> None:
        announce(*args, **facts)
        if next(told) == DIES_AT:
            os.kill(os.getpid(), signal.SIGKILL)

    clock_of_promises.BATCH = 2
    clock_of_promises.announce = announce_and_die
    clock_of_promises.tell_of_dates(now)


def main(now: datetime) -> None:
    killed = 0
    while True:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                let_time_pass(now)
                status = 0
            finally:
                os._exit(status)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if ended != -signal.SIGKILL:
            print(killed)
            sys.exit(ended)
        killed += 1


if __name__ == "__main__":
    django.setup()
    main(datetime.fromisoformat(sys.argv[1]))
