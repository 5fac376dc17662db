"""Wagtail's admin for people and teams."""
