"""What time brings about for knowledge: people are reminded, what nobody decides lapses.

Whether a date has come is computed wherever it is asked. The clock only does what somebody must be
told of, and its cost follows what is due: `Lifetime.next_at` says when it has to look again.
"""

from datetime import datetime

from ephemeral.clockwork.stages import bring_stages_up
from ephemeral.clockwork.telling import tell_people


def look_after_knowledge(now: datetime) -> None:
    """Bring every lifetime that is due to its stage, then tell people of all that waits.

    As long as something that is due has not been looked at, nobody is told: after a night off, a
    hundred dates are one notice.
    """
    if bring_stages_up(now):
        tell_people(now)


__all__ = ["bring_stages_up", "look_after_knowledge", "tell_people"]
