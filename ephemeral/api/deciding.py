"""Deciding, evidence, and the queue."""
