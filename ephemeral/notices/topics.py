"""What people can stop hearing of about knowledge and promises."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from community import topics
from community.models import Member
from ephemeral.models import Entry

DECISIONS, PROMISES = "decisions", "promises"


def _titles(entry_ids: Collection[int], member: Member) -> dict[int, str]:
    entries = Entry.objects.visible_to(member).filter(pk__in=entry_ids)
    return dict(entries.values_list("pk", "title"))


topics.register(
    DECISIONS,
    topics.Kind(
        stop=_("No mail about what waits for my decision"),
        off=_("No more mail about what waits for my decision"),
        stopped=_("You get no more mail about what waits for your decision. It stands here still."),
        about=_("what waits for my decision"),
    ),
)
topics.register(
    PROMISES,
    topics.Kind(
        stop=_("No mail about promises that come due"),
        off=_("No more mail about promises that come due"),
        stopped=_("You get no more mail about promises that come due. They stand here still."),
        about=_("promises that come due"),
    ),
)
topics.register(
    "entry",
    topics.Kind(
        stop=_("No mail about this entry"),
        off=_("No more mail about this entry"),
        stopped=_("You get no more mail about this entry. What becomes of it stands here still."),
        about=_("the entry “{title}”"),
        titles=_titles,
    ),
)
