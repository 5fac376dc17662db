"""Promises under a question."""
