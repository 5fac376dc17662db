"""How fresh something is, in templates: `{% load ephemeral %}`."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Lifetime

register = template.Library()


@register.simple_tag
def fresh(clock: Freshness | Lifetime | None, short: bool = False) -> SafeString | str:
    """`{% fresh entry.lifetime %}`: the ring with its words; nothing for what has no clock.

    A lifetime is read `with_words`. `{% fresh clock True %}` leaves out who, for cards.
    """
    if clock is None:
        return ""
    facts = freshness_of(clock) if isinstance(clock, Lifetime) else clock
    return facts.html(timezone.now(), short=short)
