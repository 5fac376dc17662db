"""The site's settings with the reactions of tests, for processes of their own."""

from mayfly.settings import *  # noqa: F403

REACTIONS = "tests.community.reacting.SLOW"
