"""Badges, kept as they were earned until there are badges here."""

from questions.models import ImportedBadge
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage

NAME_LENGTH = 100
RANKS = (1, 2, 3)  # gold, silver, bronze


class Badges(FileStage[list[Row]]):
    name, title, file = "badges", "badges", "Badges"
    size = 1000

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        members = self.work.authors.known(row.the_number("UserId") for row in batch)
        known = set(
            ImportedBadge.objects.filter(
                source=self.source, old_id__in=[row.id for row in batch]
            ).values_list("old_id", flat=True)
        )
        fresh = []
        for row in batch:
            if row.id in known:
                self.tally.keep(row, "badge, already here")
            elif row.the_number("UserId") not in members:
                self.tally.skip(row, "badge", "whose it was is not in the dump")
            else:
                known.add(row.id)
                self.tally.keep(row, "badge")
                fresh.append(row)
        ImportedBadge.objects.bulk_create(
            ImportedBadge(
                source=self.source,
                old_id=row.id,
                member_id=members[row.the_number("UserId")],
                name=row.text("Name")[:NAME_LENGTH],
                rank=row.count("Class") if row.count("Class") in RANKS else None,
                earned_at=row.the_moment("Date"),
            )
            for row in fresh
        )
        self.tally.added["badges"] += len(fresh)
