"""Markdown as members write it, the clean HTML that pages show, and the ways between them.

HTML is made once, when a text is written, and stored beside it: reading pays nothing for it.
"""

from community.markup.cleaning import clean
from community.markup.conversion import to_markdown
from community.markup.limits import LONGEST_BODY, check_length, tidy
from community.markup.names import know_tags, mentions
from community.markup.phrases import picture
from community.markup.reading import excerpt, plain
from community.markup.rendering import render, render_html

__all__ = [
    "LONGEST_BODY",
    "check_length",
    "clean",
    "excerpt",
    "know_tags",
    "mentions",
    "picture",
    "plain",
    "render",
    "render_html",
    "tidy",
    "to_markdown",
]
