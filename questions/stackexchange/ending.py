"""What closes an import: the one event that tells of it, and the points people bring along."""

from collections.abc import Iterator

from django.db.models import Sum

from community.events import CommunityImported, publish
from community.models import Member
from questions.stackexchange.authors import THE_SITE_ITSELF
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage, Stage
from reputation.models import LedgerLine


class Announcement(Stage[None]):
    """One event for all that came in; whatever keeps an index reads the rows then."""

    name, title = "announcement", "telling the rest of the site"

    def batches(self, after: int) -> Iterator[tuple[None, int]]:
        if after == 0:
            yield None, 1

    def write(self, batch: None) -> None:
        event = publish(CommunityImported(actor_id=None, source_id=self.source.pk))
        self.work.run.event_id = event.pk
        self.work.run.save(update_fields=["event_id"])


class Points(FileStage[list[Row]]):
    """A line in the ledger for what each earned there. A newer dump adds the difference.

    It stands at the day they joined: points of old neither count as recent, nor towards what
    votes may bring on the day of the import.
    """

    name, title, file = "points", "points", "Users"

    def wants(self, row: Row) -> bool:
        return row.id != THE_SITE_ITSELF and row.count("Reputation") != 0

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        event_id = self.work.run.event_id
        assert event_id is not None, "the announcement comes before the points"
        earned = {row.id: row.count("Reputation") for row in batch}
        members = Member.objects.filter(imported_from=self.source, old_id__in=earned)
        lines = LedgerLine.objects.filter(
            member__in=members, reason=LedgerLine.Reason.IMPORTED
        ).values_list("member")
        brought = dict(lines.annotate(points=Sum("points")))
        fresh = []
        for pk, old_id, joined_at in members.values_list("pk", "old_id", "joined_at"):
            points = earned[old_id or 0] - brought.get(pk, 0)
            if points:
                fresh.append(
                    LedgerLine(
                        member_id=pk,
                        points=points,
                        uncapped_points=points,
                        reason=LedgerLine.Reason.IMPORTED,
                        event_id=event_id,
                        at=joined_at,
                    )
                )
        LedgerLine.objects.bulk_create(fresh)
        self.tally.added["lines of points"] += len(fresh)
        self.tally.added["points"] += sum(line.points for line in fresh)
