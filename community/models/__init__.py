"""What the community stores: people, teams, what happened, what people are told."""

from community.models.events import LoggedEvent
from community.models.imports import ImportedSource
from community.models.notices import Delivery, MutedTopic, Notice
from community.models.people import FormerHandle, Member, PersonalToken
from community.models.teams import Capacity, Employment, Team, TeamClaim, TeamDomain
from community.models.uploads import Upload
from community.models.workers import WorkerBeat

__all__ = [
    "Capacity",
    "Delivery",
    "Employment",
    "FormerHandle",
    "ImportedSource",
    "LoggedEvent",
    "Member",
    "MutedTopic",
    "Notice",
    "PersonalToken",
    "Team",
    "TeamClaim",
    "TeamDomain",
    "Upload",
    "WorkerBeat",
]
