"""Whom a stage of a lifetime concerns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from community.models import Employment, Member
from ephemeral.lifetimes import zone_of
from ephemeral.models import Absence, Lifetime

A_DAY = timedelta(days=1)


class People:
    """Who keeps some lifetimes, who else may decide, and who of them is there; read once."""

    def __init__(self, lifetimes: Sequence[Lifetime], now: datetime) -> None:
        self.now = now
        self.teams: dict[int, list[Member]] = defaultdict(list)
        jobs = Employment.objects.current().filter(
            team__in={one.team_id for one in lifetimes if one.team_id}, member__is_active=True
        )
        for job in jobs.select_related("member").order_by("member_id"):
            self.teams[job.team_id].append(job.member)
        moderators = Member.objects.filter(is_active=True, is_moderator=True)
        self.moderators = list(moderators.order_by("pk"))
        stewards = [one.steward for one in lifetimes if one.steward]
        self.away = self._away({*stewards, *self.moderators, *chain(*self.teams.values())})

    def concerned(self, lifetime: Lifetime, stage: int) -> list[int]:
        """Ids of those who are told at this stage, each once."""
        steward = lifetime.steward if lifetime.steward and lifetime.steward.is_active else None
        team = self.teams[lifetime.team_id] if lifetime.team_id else []
        keepers = [*([steward] if steward else []), *team]
        if not keepers:
            return self._of_what_nobody_keeps(lifetime, stage)
        if stage == Lifetime.Stage.BEFORE and steward and steward.pk not in self.away:
            keepers = [steward]
        if stage == Lifetime.Stage.AFTER:
            keepers += self.moderators
        return self._those_there(keepers)

    def _of_what_nobody_keeps(self, lifetime: Lifetime, stage: int) -> list[int]:
        """Moderators hear of orphans, late; who wrote an accepted answer hears of it, once."""
        if lifetime.answer:
            author = lifetime.answer.author
            asked = stage == Lifetime.Stage.AT and author.is_active
            return [author.pk] if asked else []
        return self._those_there(self.moderators) if stage == Lifetime.Stage.AFTER else []

    def _those_there(self, members: Iterable[Member]) -> list[int]:
        """Whoever is away is spared, as long as there is somebody else."""
        ids = list(dict.fromkeys(member.pk for member in members))
        return [pk for pk in ids if pk not in self.away] or ids

    def _away(self, members: Iterable[Member]) -> set[int]:
        """Those who are away today, as the day is where they are."""
        today = {one.pk: self.now.astimezone(zone_of(one)).date() for one in members}
        rows = Absence.objects.filter(
            member__in=today,
            first_day__lte=(self.now + A_DAY).date(),
            last_day__gte=(self.now - A_DAY).date(),
        )
        return {row.member_id for row in rows if row.covers(today[row.member_id])}
