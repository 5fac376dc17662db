"""What search engines are told about an entry, after schema.org's Article and WebPage."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from community.markup import plain
from ephemeral.queries.entries import EntryPage
from questions.structured import ESCAPES


def article(shown: EntryPage) -> SafeString:
    """JSON-LD that is safe inside a script element. Only what everybody may see goes in."""
    entry, life = shown.entry, shown.life
    url = settings.SITE_URL + entry.get_absolute_url()
    said: dict[str, Any] = {
        "@type": "Article",
        "headline": entry.title,
        "description": entry.summary,
        "articleBody": plain(entry.html),
        "inLanguage": entry.language,
        "datePublished": entry.written_at.isoformat(),
        "dateModified": (entry.edited_at or entry.written_at).isoformat(),
        "author": _person(entry.author),
        "keywords": [tag.name for tag in shown.tags],
        "url": url,
    }
    page: dict[str, Any] = {"@context": "https://schema.org", "@type": "WebPage", "url": url}
    if life:
        said["expires"] = life.fresh.lapses_at.isoformat()
        if life.fresh.confirmed_at:
            page["lastReviewed"] = life.fresh.confirmed_at.date().isoformat()
        if life.lifetime.confirmed_by:
            page["reviewedBy"] = _person(life.lifetime.confirmed_by)
    page["mainEntity"] = said
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def _person(member: Any) -> dict[str, str]:
    return {
        "@type": "Person",
        "name": str(member),
        "url": settings.SITE_URL + member.get_absolute_url(),
    }
