"""Runs the clock in a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from ephemeral.clock import Clock


class Command(BaseCommand):
    help = "Does what time brings about, until SIGTERM or SIGINT. Several may run; one acts."

    def handle(self, **options: Any) -> None:
        stop = threading.Event()

        def drain(number: int, frame: object) -> None:
            stop.set()
            signal.signal(number, signal.SIG_DFL)  # The second time it means now.

        signal.signal(signal.SIGTERM, drain)
        signal.signal(signal.SIGINT, drain)
        self.stdout.write("The clock runs (stop it with Ctrl+C)")
        self.stdout.flush()
        Clock(stop).run()
