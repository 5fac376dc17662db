"""The site's settings with every fact told to open pages, for processes of their own."""

from mayfly.settings import *  # noqa: F403

REACTIONS = "tests.community.reacting.TOLD"
