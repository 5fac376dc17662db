"""What every page knows about the site itself, from the memory of this process."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.theme import DEFAULT_ACCENT, version


@dataclass(frozen=True)
class NavItem:
    words: str | Promise
    url: str


@dataclass(frozen=True)
class SiteLook:
    """The site as its owner set it: `{{ site.name }}` in a template."""

    name: str = "Mayfly"
    logo_url: str = ""
    accent: str = DEFAULT_ACCENT
    welcome: str = ""
    footer: str = ""
    attribution: str = ""
    nav: tuple[NavItem, ...] = (
        NavItem(_("Questions"), "/questions/"),
        NavItem(_("Tags"), "/tags/"),
        NavItem(_("People"), "/people/"),
    )
    foot_nav: tuple[NavItem, ...] = ()

    @property
    def theme_version(self) -> str:
        """Changes with all that `/theme.css` says, so that browsers may keep it for ever."""
        return version(self.accent)


def current_site() -> SiteLook:
    return SiteLook()


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site": current_site()}
