"""The small things every page says: when, who, how fresh, how many, and the icon beside it."""

import json
import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, Token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from community.phrases import PHRASES
from community.settings_pages import PAGES, SettingsPage

ICONS = Path(__file__).resolve().parent.parent / "icons"
COUNTED = 20  # beyond this a page says that it is much
HUES = 12  # as many as the stylesheet has colours for faces
WEEK = timedelta(days=7)  # after a week a date says more than "9 days ago"

register = template.Library()


@cache
def icon_svg(name: str) -> SafeString:
    """The drawing of this name as inline SVG; the stylesheet strokes it in the text's colour."""
    drawing = (ICONS / f"{name}.svg").read_text()
    paths = re.sub(r"\s*\n\s*", "", drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")])
    return mark_safe(  # noqa: S308, our own files
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">'
        f"{paths}</svg>"
    )


class IconNode(template.Node):
    def __init__(self, name: FilterExpression) -> None:
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        return icon_svg(self.name.resolve(context))


@register.tag
def icon(parser: Parser, token: Token) -> template.Node:
    """`{% icon "check" %}`: decoration only, the words stand beside it."""
    parts = token.split_contents()
    if len(parts) != 2:  # noqa: PLR2004, the tag and its name
        raise template.TemplateSyntaxError("icon takes one name")
    name = parser.compile_filter(parts[1])
    if not name.filters and isinstance(name.var, str):
        try:
            icon_svg(name.var)
        except FileNotFoundError:
            raise template.TemplateSyntaxError(f"there is no icon named {name.var!r}") from None
    return IconNode(name)


def day_words(day: date, today: date) -> str:
    if day.year == today.year:
        return date_format(day, pgettext("a day of this year, in Django's date format", "j F"))
    return date_format(day, pgettext("a day of another year, in Django's date format", "j F Y"))


def _minutes(count: int) -> str:
    return ngettext("%d minute ago", "%d minutes ago", count) % count


def _hours(count: int) -> str:
    return ngettext("%d hour ago", "%d hours ago", count) % count


def ago_words(moment: datetime, now: datetime) -> str:
    """How long ago, in the words that main.js uses too: minutes, hours, days, then the date."""
    passed = now - moment
    if passed < timedelta(0) or passed >= WEEK:
        return day_words(timezone.localtime(moment).date(), timezone.localtime(now).date())
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return _minutes(int(passed.total_seconds() // 60))
    if passed < timedelta(days=1):
        return _hours(int(passed.total_seconds() // 3600))
    days = passed.days
    return gettext("yesterday") if days == 1 else ngettext("%d day ago", "%d days ago", days) % days


def until_words(moment: datetime, now: datetime) -> str:
    """How soon, by the days of whoever reads: today, tomorrow, in days, then on a date."""
    day, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    days = (day - today).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if 0 < days <= WEEK.days * 2:
        return ngettext("in %d day", "in %d days", days) % days
    return gettext("on %(day)s") % {"day": day_words(day, today)}


def exact_words(moment: datetime) -> str:
    """The moment to the minute, in the zone of whoever reads."""
    words = pgettext("an exact moment, in Django's date format", "j F Y, H:i")
    return date_format(timezone.localtime(moment), words)


@register.simple_tag
def until(moment: datetime | None) -> str:
    """`{% until promise.due_at %}`: when it will be, with the exact time on asking."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact_words(moment),
        until_words(moment, timezone.now()),
    )


@register.simple_tag
def ago(moment: datetime | None) -> str:
    """`{% ago post.created_at %}`: relative words, the exact time on asking."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact_words(moment),
        ago_words(moment, timezone.now()),
    )


@register.simple_tag
def on_day(moment: datetime | date | None) -> str:
    """`{% on_day promise.due_at %}`: the day alone, for what is to come or long past."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return format_html(
        '<time datetime="{}">{}</time>', day.isoformat(), day_words(day, timezone.localdate())
    )


@register.simple_tag
def count(number: int | None, what: str) -> str:
    """`{% count 12 "people have this too" %}`: no number is alone; `phrases.py` has the words."""
    return PHRASES[what](number or 0)


@register.simple_tag
def counted(what: str) -> str:
    """`{% counted "new answers" %}`: the words for 1, 2, 3… as JSON, for scripts that count on.

    Plural forms differ from language to language; only the server knows all of them.
    """
    return json.dumps([PHRASES[what](number) for number in range(1, COUNTED + 1)])


@cache
def hue_of(handle: str) -> int:
    """The colour of a face without a picture: one handle, one colour, everywhere."""
    return crc32(handle.casefold().encode()) % HUES


@register.simple_tag
def avatar(member: Any, size: str = "") -> str:
    """`{% avatar member %}`, `{% avatar member "large" %}`: a picture, or initials on a colour."""
    css = f"face {size}" if size else "face"
    if member is None:
        return format_html('<span class="{} nobody" aria-hidden="true"></span>', css)
    if member.avatar:
        side = 96 if size == "large" else 28
        return format_html(
            '<img class="{}" src="{}{}" alt="" width="{}" height="{}" loading="lazy">',
            css,
            settings.MEDIA_URL,
            member.avatar.name,
            side,
            side,
        )
    return format_html(
        '<span class="{} hue-{}" aria-hidden="true">{}</span>',
        css,
        hue_of(member.handle),
        member.initials,
    )


RINGS = frozenset({"confirmed", "due", "unconfirmed", "lapsed", "gone", "open", "kept", "late"})


@register.simple_tag
def ring(state: str, share: int | float = 100) -> str:
    """`{% ring "confirmed" 78 %}`: the circle that empties; its words always stand beside it.

    `share` is what is left of the time until the next confirmation, from 0 to 100.
    """
    if state not in RINGS:
        raise ValueError(f"a ring is one of {sorted(RINGS)}, not {state!r}")
    left = max(0, min(100, round(share)))
    life = ""
    if state in {"confirmed", "due", "open", "kept"} and left:
        life = format_html(
            '<circle class="life" cx="10" cy="10" r="8" pathLength="100"'
            ' stroke-dasharray="{} 100"/>',
            left,
        )
    return format_html(
        '<svg class="ring {}" width="18" height="18" viewBox="0 0 20 20" aria-hidden="true">'
        '<circle class="track" cx="10" cy="10" r="8"/>{}</svg>',
        state,
        life,
    )


@register.simple_tag
def byline(author: Any, capacity: Any = None, at: datetime | None = None, note: str = "") -> str:
    """`{% byline post.author post.capacity post.created_at %}`: who says it, as whom, and when.

    An author's erased account is a tombstone member and reads like any other name.
    """
    bits = [avatar(author)]
    if author is None:
        bits.append(format_html('<span class="who">{}</span>', gettext("somebody who left")))
    else:
        bits.append(
            format_html(
                '<a class="who" rel="author" href="{}">{}</a>', author.get_absolute_url(), author
            )
        )
    if capacity is not None:
        bits.append(
            format_html('<span class="capacity" title="{}">{}</span>', capacity.title, capacity)
        )
    if note:
        bits.append(format_html('<span class="soft">{}</span>', note))
    if at is not None:
        bits.append(format_html('<span class="soft">{}</span>', ago(at)))
    return mark_safe(  # noqa: S308, every bit is escaped above
        '<div class="by">' + " ".join(conditional_escape(bit) for bit in bits) + "</div>"
    )


@register.simple_tag
def settings_pages() -> list[SettingsPage]:
    """`{% settings_pages as pages %}`: the pages that apps above put among a person's settings."""
    return PAGES
