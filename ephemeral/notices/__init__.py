"""Whom to tell what about knowledge and promises, and how it reads."""

from ephemeral.notices import deciding, knowledge, promises, topics

__all__ = ["deciding", "knowledge", "promises", "topics"]
