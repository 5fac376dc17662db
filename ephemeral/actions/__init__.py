"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.linking import link_entry, unlink_entry
from ephemeral.actions.lives import AlreadyDecided, hand_over
from ephemeral.actions.suggesting import decline_suggestion, suggest_change, take_suggestion
from ephemeral.actions.writing import (
    EntryConflict,
    revise_entry,
    roll_back_entry,
    write_entry,
)

__all__ = [
    "AlreadyDecided",
    "EntryConflict",
    "decline_suggestion",
    "hand_over",
    "link_entry",
    "revise_entry",
    "roll_back_entry",
    "suggest_change",
    "take_suggestion",
    "unlink_entry",
    "write_entry",
]
