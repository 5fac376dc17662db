"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.absences import come_back, go_away
from ephemeral.actions.bulk import begin_many, bring_entries_in
from ephemeral.actions.lives import AlreadyDecided, hand_over

__all__ = [
    "AlreadyDecided",
    "begin_many",
    "bring_entries_in",
    "come_back",
    "go_away",
    "hand_over",
]
