"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.absences import come_back, go_away
from ephemeral.actions.bulk import begin_many, bring_entries_in
from ephemeral.actions.deciding import Outcome, let_go, renew, renew_many
from ephemeral.actions.evidence import ask_back, give_evidence, withdraw_evidence
from ephemeral.actions.linking import link_entry, unlink_entry
from ephemeral.actions.lives import DECIDING, AlreadyDecided, hand_over
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
    "DECIDING",
    "AlreadyDecided",
    "EntryConflict",
    "Outcome",
    "ask_back",
    "begin_many",
    "bring_entries_in",
    "come_back",
    "decline_suggestion",
    "give_evidence",
    "go_away",
    "hand_over",
    "keep_promise",
    "let_go",
    "link_entry",
    "make_promise",
    "move_promise",
    "note_promise",
    "renew",
    "renew_many",
    "revise_entry",
    "roll_back_entry",
    "suggest_change",
    "take_over_promise",
    "take_suggestion",
    "unlink_entry",
    "withdraw_evidence",
    "withdraw_promise",
    "write_entry",
]
