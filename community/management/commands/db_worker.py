"""Runs jobs. It stands before django-tasks-db's command of this name, which never tries again."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from community.jobs import Worker
from community.jobs import retry_failed as queue_failed_again


class Command(BaseCommand):
    help = "Runs jobs until SIGTERM or SIGINT, finishing the one in hand. Start as many as needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch", action="store_true", help="Stop when no job is due any more."
        )
        parser.add_argument(
            "--retry-failed",
            action="store_true",
            help="First queue again what failed for good, as after mending the cause.",
        )

    def handle(self, *, batch: bool, retry_failed: bool, **options: Any) -> None:
        if retry_failed:
            self.stdout.write(f"{queue_failed_again()} jobs are queued again.")
        stop = threading.Event()

        def drain(number: int, frame: object) -> None:
            stop.set()
            signal.signal(number, signal.SIG_DFL)  # The second time it means now.

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, drain)
            signal.signal(signal.SIGINT, drain)
        Worker(stop).run(until_idle=batch)
