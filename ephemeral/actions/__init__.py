"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.absences import come_back, go_away
from ephemeral.actions.bulk import begin_many, bring_entries_in
from ephemeral.actions.lives import AlreadyDecided, hand_over
from ephemeral.actions.promising import (
    keep_promise,
    make_promise,
    move_promise,
    note_promise,
    take_over_promise,
    withdraw_promise,
)

__all__ = [
    "AlreadyDecided",
    "begin_many",
    "bring_entries_in",
    "come_back",
    "go_away",
    "hand_over",
    "keep_promise",
    "make_promise",
    "move_promise",
    "note_promise",
    "take_over_promise",
    "withdraw_promise",
]
