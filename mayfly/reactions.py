"""Who reacts to what, and when: the one place that knows every app's handlers."""

from community.events import Event
from community.reactions import Reactions

REACTIONS: dict[type[Event], Reactions] = {}
