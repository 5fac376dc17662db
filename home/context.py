"""What every page knows about the site itself, from the memory of this process.

Settings are read from the database once. A change writes a new version to the cache, where every
process looks again after a few seconds; no request pays a query, and few pay a look.
"""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from home.models import SiteSettings
from home.theme import version
from questions.queries.imports import Attribution, attribution

LOOK_AGAIN = 3.0  # seconds; an administrator who changes a word sees it everywhere at once
READ_AGAIN = 60.0  # seconds; processes that share no cache learn of a change by then
VERSION_KEY = "site-version"
LOGO_SIZE = "max-640x64"  # twice the 32 pixels it is shown at, for fine screens


@dataclass(frozen=True)
class NavItem:
    words: str
    url: str


@dataclass(frozen=True)
class SiteLook:
    """The site as its owner set it: `{{ site.name }}` in a template."""

    name: str
    logo_url: str
    accent: str
    welcome: str
    footer: str
    attribution: tuple[Attribution, ...]
    nav: tuple[NavItem, ...]
    foot_nav: tuple[NavItem, ...]

    @property
    def theme_version(self) -> str:
        """Changes with all that `/theme.css` says, so that browsers may keep it for ever."""
        return version(self.accent)


@dataclass
class _Kept:
    """The look as this process read it, and when it last made sure."""

    look: SiteLook
    version: str
    read_at: float
    checked_at: float


_kept: _Kept | None = None


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"site": current_site()}


def current_site() -> SiteLook:
    """The site's settings, as they were at most a few seconds ago."""
    global _kept  # noqa: PLW0603, the memory of the process
    now = monotonic()
    if _kept is None or not _still_true(_kept, now):
        told = _told_version(unknown=get_random_string(12))
        _kept = _Kept(read_site(), told, read_at=now, checked_at=now)
    return _kept.look


def forget() -> None:
    """Let this process read the settings anew when they are next asked for."""
    global _kept  # noqa: PLW0603
    _kept = None


def site_changed(**_signal: Any) -> None:
    """Settings, or what they point to, are different once this transaction is committed."""
    transaction.on_commit(_tell_all)


def _tell_all() -> None:
    cache.set(VERSION_KEY, get_random_string(12), None)
    forget()


def _still_true(kept: _Kept, now: float) -> bool:
    if now - kept.checked_at < LOOK_AGAIN:
        return True
    if now - kept.read_at >= READ_AGAIN or _told_version(unknown=kept.version) != kept.version:
        return False
    kept.checked_at = now
    return True


def _told_version(*, unknown: str) -> str:
    """The version that the cache holds; where it holds none, the given one from now on."""
    return str(cache.get_or_set(VERSION_KEY, unknown, None))


def read_site() -> SiteLook:
    """The settings from the database; what nobody has set yet has its default."""
    settings = SiteSettings.objects.select_related("logo").first() or SiteSettings()
    return SiteLook(
        name=settings.name,
        logo_url=settings.logo.get_rendition(LOGO_SIZE).url if settings.logo else "",
        accent=settings.accent,
        welcome=settings.welcome,
        footer=settings.footer,
        attribution=tuple(attribution()),
        nav=_menu(settings.navigation),
        foot_nav=_menu(settings.foot_navigation),
    )


def _menu(items: Any) -> tuple[NavItem, ...]:
    values = [item.value for item in items]
    ways = [(value["words"], value["address"] or _url_of(value["page"])) for value in values]
    return tuple(NavItem(words, url) for words, url in ways if url)


def _url_of(page: Any) -> str:
    """Where a published page is; nothing for one that is gone or not public."""
    return (page.url or "") if page is not None and page.live else ""
