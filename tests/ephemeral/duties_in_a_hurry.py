"""One duty of the clock, done without a pause, for processes of their own."""

from datetime import timedelta

from ephemeral.clock import Duty
from ephemeral.clockwork import look_after_knowledge

DUTIES = {"look after knowledge": Duty(look_after_knowledge, every=timedelta(0))}
