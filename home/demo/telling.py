"""What the demo's people have been told: the notices of the last weeks, and no mail about any."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery

from community import reactions
from community.events import Event
from community.models import Delivery, LoggedEvent, Member, Notice
from ephemeral import notices as knowledge
from questions import notices

TELLING = {
    notices.__name__,
    knowledge.deciding.__name__,
    knowledge.knowledge.__name__,
    knowledge.promises.__name__,
}
KEPT = timedelta(days=21)  # enough for a list that scrolls
READ_BY_NOW = timedelta(days=3)
LOOKED_AFTER = timedelta(hours=1)


def tell_people(people: Collection[Member], now: datetime, *, after: int) -> None:
    """Put what happened lately into people's lists; what is older than three days, as read.

    All that stands in the log after this event happened in the demo.
    """
    late = LoggedEvent.objects.filter(pk__gt=after, at__gte=now - KEPT).order_by("pk")
    for row in late:
        fact = Event.from_row(row)
        for handler in reactions.to(type(fact)).later:
            if handler.__module__ in TELLING:
                handler(fact)
    told = Notice.objects.filter(member__in=people)
    Delivery.objects.filter(notice__in=told).delete()  # nobody's mail was ever switched off
    happened = LoggedEvent.objects.filter(pk=OuterRef("event_id")).values("at")
    told.update(created_at=Subquery(happened))
    told.filter(created_at__lt=now - READ_BY_NOW).update(read_at=F("created_at") + LOOKED_AFTER)
    Member.objects.filter(pk__in=[member.pk for member in people]).update(wants_mail=True)
