"""Many clocks begin at once, as when a community or a handbook is brought in.

What comes in was confirmed by nobody here, so it is unconfirmed from the start; its dates are
spread, so that nobody has to look at all of it in one week (see `ephemeral.spreading`).
"""

from ephemeral.actions.bulk.beginning import Beginning, begin_many, calendar_of_now
from ephemeral.actions.bulk.entries import Brought, ImportedEntry, bring_entries_in
from ephemeral.actions.bulk.solutions import begin_clocks_of_solutions

__all__ = [
    "Beginning",
    "Brought",
    "ImportedEntry",
    "begin_clocks_of_solutions",
    "begin_many",
    "bring_entries_in",
    "calendar_of_now",
]
