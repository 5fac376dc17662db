"""Put everything that can be found into the index anew, while finding goes on."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext
from tqdm import tqdm

from community.models import Member
from community.phrases import PHRASES
from ephemeral.models import Entry
from questions.models import Question
from search import findables
from search.engine import Findable, engine


class Command(BaseCommand):
    help = "Put everything that can be found into the index anew, while finding goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="go on after the question of this id"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        after = self.last = options["after"]
        try:
            engine().rebuild(self.batches(after, quiet=options["verbosity"] == 0), after=after)
        except KeyboardInterrupt:
            self.stderr.write(f"Stopped. Go on with: manage.py rebuild_index --after {self.last}")
            raise SystemExit(130) from None
        if options["verbosity"]:
            entries = ngettext("%(n)s entry", "%(n)s entries", self.entries) % {"n": self.entries}
            *first, last = filter(
                None,
                (
                    PHRASES["questions"](self.questions),
                    entries if self.entries else "",
                    PHRASES["people"](self.people),
                ),
            )
            self.stdout.write(f"{', '.join(first)} and {last} can be found.")

    def batches(self, after: int, *, quiet: bool) -> Iterator[list[Findable]]:
        """Everything, with a bar that says how far it is."""
        self.questions = self.entries = self.people = 0
        total = (
            Question.objects.public().filter(pk__gt=after).count()
            + Entry.objects.public().count()
            + Member.objects.count()
        )
        with tqdm(total=total, unit=" things", disable=quiet, leave=False) as bar:
            for last, batch in findables.question_batches(after):
                yield batch
                self.last = last
                count = sum(findable.answer_id is None for findable in batch)
                self.questions += count
                bar.update(count)
            for batch in findables.entry_batches():
                yield batch
                self.entries += len(batch)
                bar.update(len(batch))
            for batch in findables.member_batches():
                yield batch
                self.people += len(batch)
                bar.update(len(batch))
