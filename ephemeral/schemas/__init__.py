"""How knowledge and promises look to programs."""

from ephemeral.schemas.entries import (
    DeclineIn,
    EntryIn,
    EntryOut,
    EntryRevisionOut,
    LifeOut,
    LifespanOut,
    LinkIn,
    ReviseIn,
    SuggestIn,
    SuggestionOut,
    TakeIn,
)

__all__ = [
    "DeclineIn",
    "EntryIn",
    "EntryOut",
    "EntryRevisionOut",
    "LifeOut",
    "LifespanOut",
    "LinkIn",
    "ReviseIn",
    "SuggestIn",
    "SuggestionOut",
    "TakeIn",
]
