"""An Atom feed of what the community knows, the lately confirmed first, with how fresh it is."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ephemeral.freshness import freshness_of
from ephemeral.models import Lifetime
from ephemeral.queries.entry_lists import PARTS, lifetimes_in
from questions.feeds import ENTRIES, AtomFeed
from questions.models import Tag
from questions.queries.lists import tag_named


class EntriesFeed(AtomFeed):
    """What is confirmed at the moment; by tag with `?tag=`."""

    def get_object(self, request: HttpRequest) -> Tag | None:
        typed = request.GET.get("tag", "")
        tag = tag_named(typed)[0] if typed else None
        if typed and tag is None:
            get_object_or_404(Tag, name=typed)
        return tag

    def title(self, tag: Tag | None) -> str:
        return _("Knowledge about #%(tag)s") % {"tag": tag} if tag else _("Knowledge")

    def link(self, tag: Tag | None) -> str:
        return reverse("knowledge") + (f"?tag={tag.name}" if tag else "")

    def items(self, tag: Tag | None) -> list[Lifetime]:
        rows = lifetimes_in("fresh", timezone.now(), tag=tag).with_words()  # type: ignore[attr-defined]
        rows = rows.select_related("entry__author", "entry__capacity")
        return list(rows.order_by(*PARTS["fresh"].order)[:ENTRIES])

    def item_title(self, item: Lifetime) -> str:
        return item.title

    def item_description(self, item: Any) -> str:
        words = freshness_of(item).words(timezone.now())
        return format_html("<p><em>{}</em></p>", words) + item.entry.html

    def item_guid(self, item: Lifetime) -> str:
        return f"{settings.SITE_URL}/knowledge/{item.entry_id}/"

    def item_author_name(self, item: Any) -> str:
        entry = item.entry
        return f"{entry.author}, {entry.capacity}" if entry.capacity else str(entry.author)

    def item_pubdate(self, item: Any) -> datetime:
        written_at: datetime = item.entry.written_at
        return written_at

    def item_updateddate(self, item: Any) -> datetime:
        """When it was last changed or confirmed, whichever is later."""
        entry = item.entry
        latest: datetime = max(entry.edited_at or entry.written_at, item.since)
        return latest
