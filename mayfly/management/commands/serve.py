"""Web, live line, jobs and clock by one command."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mayfly import runner
from mayfly.health import unapplied_migrations


class Command(BaseCommand):
    help = "Serves the site: web, live line, jobs and clock in one process. SIGTERM drains it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
        parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
        parser.add_argument(
            "--workers", type=int, default=1, help="threads that run jobs; default: %(default)s"
        )
        parser.add_argument(
            "--drain",
            type=int,
            default=30,
            metavar="SECONDS",
            help="how long a stop may wait for what is at hand; default: %(default)s",
        )

    def handle(self, host: str, port: int, workers: int, drain: int, **options: Any) -> None:
        if waiting := unapplied_migrations():
            raise CommandError(f"{waiting} migrations wait: run `manage.py migrate` first.")
        if not settings.DEBUG and not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
            raise CommandError(
                "Styles and scripts are missing: run `manage.py collectstatic` first."
            )
        try:
            listening = runner.listen(host, port)
        except runner.PortTaken as taken:
            raise CommandError(f"Cannot listen on {taken}. Choose another with --port.") from taken
        address = f"http://{host}:{listening.getsockname()[1]}"
        site = runner.Runner(workers=workers, drain=timedelta(seconds=drain))

        def ready() -> None:
            self.stdout.write(f"Mayfly is ready at {address} (stop it with Ctrl+C)")
            self.stdout.flush()

        ended_well = site.run(listening, ready)
        self.stdout.write("Stopped.")
        runner.leave(0 if ended_well else 1)
