"""What stands on the pages of questions because of clocks (see `questions.additions`)."""

from ephemeral.threads import entries, forecasts, lives, promises

__all__ = ["entries", "forecasts", "lives", "promises"]
