"""When a member is away."""

from dataclasses import dataclass
from datetime import date, datetime

from community.models import Member
from ephemeral.lifetimes import zone_of
from ephemeral.models import Absence


@dataclass(frozen=True)
class Away:
    """What the page of being away shows."""

    current: Absence | None
    coming: list[Absence]
    teams: list[str]

    @property
    def is_known(self) -> bool:
        return bool(self.current or self.coming)


def today_of(member: Member, now: datetime) -> date:
    return now.astimezone(zone_of(member)).date()


def absences_of(member: Member, now: datetime) -> list[Absence]:
    """Those that are not over, the next one first."""
    return list(member.absences.filter(last_day__gte=today_of(member, now)))


def away(member: Member, now: datetime) -> Away:
    today, absences = today_of(member, now), absences_of(member, now)
    return Away(
        current=next((one for one in absences if one.first_day <= today), None),
        coming=[one for one in absences if one.first_day > today],
        teams=[employment.team.name for employment in member.current_employments],
    )
