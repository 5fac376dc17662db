"""The site's settings with one duty of the clock, for processes of their own."""

from mayfly.settings import *  # noqa: F403

DUTIES = "tests.ephemeral.duties_in_a_hurry.DUTIES"
