"""Pages among a person's own settings that belong to apps above, which this one knows nothing of.

An app registers each in a module that its `AppConfig.ready` imports; the settings' menu lists them
before the last of its own.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class SettingsPage:
    """`{{ page }}` in the menu, leading to the address of this name."""

    url_name: str
    words: str | Promise

    def __str__(self) -> str:
        return str(self.words)

    @property
    def url(self) -> str:
        return reverse(self.url_name)


PAGES: list[SettingsPage] = []


def add_settings_page(url_name: str, words: str | Promise) -> None:
    page = SettingsPage(url_name, words)
    if page not in PAGES:
        PAGES.append(page)
