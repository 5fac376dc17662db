"""What people do with knowledge and promises. Pages, API, mail, importer and demo call the same."""

from ephemeral.actions.away import come_back, say_away
from ephemeral.actions.deciding import Outcome, let_go, renew, renew_many
from ephemeral.actions.evidence import ask_back, give_evidence, withdraw_evidence
from ephemeral.actions.lives import DECIDING, AlreadyDecided, hand_over

__all__ = [
    "DECIDING",
    "AlreadyDecided",
    "Outcome",
    "ask_back",
    "come_back",
    "give_evidence",
    "hand_over",
    "let_go",
    "renew",
    "renew_many",
    "say_away",
    "withdraw_evidence",
]
