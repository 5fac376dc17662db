"""Fills an empty site with the demo community."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demo.loading import Loaded, is_loaded, load, signing_in, why_not
from home.demo.moving_in import PASSWORD
from home.demo.parsing import DemoError
from home.demo.reading import Community, read_community


class Command(BaseCommand):
    """The sign-ins go to standard output, the progress beside it."""

    help = "Fills an empty site with a small self-written community: a maker of home routers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Load it although there are other questions."
        )

    def handle(self, *, force: bool, **options: Any) -> None:
        try:
            community = read_community()
            if is_loaded(community):
                self._tell("The demo community is here already.")
            else:
                self._load(community, force)
        except (DemoError, ValidationError) as error:
            raise CommandError(f"The demo community cannot be loaded: {error}") from error
        self._print_sign_ins(community)

    def _load(self, community: Community, force: bool) -> None:
        if refusal := why_not(community, force=force):
            raise CommandError(refusal)
        started = perf_counter()
        self._tell("Loading the demo community, Northlight and its customers …")
        loaded = load(community, timezone.now(), lambda line: self._tell(f"  {line}"))
        self._tell(_report(loaded, perf_counter() - started))

    def _tell(self, line: str) -> None:
        self.stderr.write(line, style_func=str)  # Not in red: nothing is wrong.

    def _print_sign_ins(self, community: Community) -> None:
        people = signing_in(community)
        wide = max(len(person.sign_in) for person in people)
        self.stdout.write(f"Sign in at {settings.SITE_URL} as")
        for person in people:
            self.stdout.write(f"  {person.sign_in:<{wide}}  {person.email}  {PASSWORD}")
        self.stdout.write(
            "These accounts are for the demo only: everybody knows the password, so never load "
            "it into a site that others can reach."
        )


def _report(loaded: Loaded, seconds: float) -> str:
    return (
        f"{loaded.people} people, {loaded.questions} questions, {loaded.answers} answers, "
        f"{loaded.comments} comments and {loaded.votes} votes in {seconds:.1f} seconds."
    )
