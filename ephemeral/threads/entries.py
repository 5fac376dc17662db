"""The entries that settle a question, and the way from an answer to an entry."""
