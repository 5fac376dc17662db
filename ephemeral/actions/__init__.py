"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.absences import come_back, go_away
from ephemeral.actions.bulk import begin_many, bring_entries_in
from ephemeral.actions.linking import link_entry, unlink_entry
from ephemeral.actions.lives import AlreadyDecided, hand_over
from ephemeral.actions.promising import (
    keep_promise,
    make_promise,
    move_promise,
    note_promise,
    take_over_promise,
    withdraw_promise,
)
from ephemeral.actions.suggesting import decline_suggestion, suggest_change, take_suggestion
from ephemeral.actions.writing import EntryConflict, revise_entry, roll_back_entry, write_entry

__all__ = [
    "AlreadyDecided",
    "EntryConflict",
    "begin_many",
    "bring_entries_in",
    "come_back",
    "decline_suggestion",
    "go_away",
    "hand_over",
    "keep_promise",
    "link_entry",
    "make_promise",
    "move_promise",
    "note_promise",
    "revise_entry",
    "roll_back_entry",
    "suggest_change",
    "take_over_promise",
    "take_suggestion",
    "unlink_entry",
    "withdraw_promise",
    "write_entry",
]
