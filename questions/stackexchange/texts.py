"""Words of a dump as they are stored here."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from community.markup import clean, render, render_html, tidy, to_markdown
from community.models import ImportedSource
from questions.models.posts import TITLE_LENGTH
from questions.models.tags import tag_name
from questions.stackexchange.reading import Row

TAG = re.compile(r"[^<>|\s]+")  # “<beer><hops>”, and “|beer|hops|” since 2024
# What the site itself says of texts in dumps without a column for it.
LICENCES_SINCE = (
    (datetime(2018, 5, 2, tzinfo=UTC), "CC BY-SA 4.0"),
    (datetime(2011, 4, 8, tzinfo=UTC), "CC BY-SA 3.0"),
    (datetime.min.replace(tzinfo=UTC), "CC BY-SA 2.5"),
)
# Sites in other languages than English, by the beginning of their names.
LANGUAGES = {"es": "es", "ja": "ja", "pt": "pt", "ru": "ru"}


class Texts:
    """Turns texts of one source into ours. `licence` overrules what the dump says."""

    def __init__(self, source: ImportedSource, licence: str = "") -> None:
        self.licence = licence
        host = urlsplit(source.url).hostname
        self._own_link = _link_into(host) if host else None

    def html(self, body: str) -> str:
        return render_html(self._with_own_links(body))

    def from_html(self, html: str) -> str:
        """Markdown for an already cleaned HTML."""
        return to_markdown(html)

    def markdown(self, text: str) -> str:
        return self._with_own_links(tidy(text).strip())

    def comment(self, text: str) -> tuple[str, str]:
        """A comment's Markdown and HTML; whom it calls by name may be somebody else here."""
        markdown = self.markdown(text)
        return markdown, render(markdown, naming=False)

    def licence_of(self, row: Row) -> str:
        if self.licence:
            return self.licence[:40]
        if given := row.text("ContentLicense"):
            return given[:40]
        written = row.the_moment("CreationDate")
        return next(licence for since, licence in LICENCES_SINCE if written >= since)

    def _with_own_links(self, text: str) -> str:
        """Links to other posts of the same community lead to them here."""
        return self._own_link.sub(_new_address, text) if self._own_link else text


def _link_into(host: str) -> re.Pattern[str]:
    return re.compile(
        rf"https?://(?:www\.)?{re.escape(host)}/"
        r"(?:q(?:uestions)?/(?P<question>\d{1,18})(?:/(?!\d)[^\s\"'<>)\]/#]*)?"
        r"(?:/(?P<under>\d{1,18}))?(?:#(?P<anchor>\d{1,18})(?!\d))?"
        r"|a/(?P<answer>\d{1,18})(?:/\d+)?)"
        r"(?=[\s\"'<>)\]]|$)",
        re.IGNORECASE,
    )


def _new_address(found: re.Match[str]) -> str:
    """`/questions/7/words/9#9` is answer 9; `/q/7/9` is question 7, as member 9 passed it on."""
    if found["answer"]:
        return f"/a/{found['answer']}"
    if found["anchor"] and found["anchor"] == found["under"]:
        return f"/a/{found['anchor']}"
    return f"/q/{found['question']}"


def title_of(row: Row) -> tuple[str, bool]:
    """The title on one line, and whether it had to be shortened."""
    title = " ".join(tidy(row.text("Title")).split()) or "…"
    return shortened(title, TITLE_LENGTH)


def shortened(text: str, longest: int) -> tuple[str, bool]:
    if len(text) <= longest:
        return text, False
    return f"{text[: longest - 1].rstrip()}…", True


def tags_in(text: str) -> list[str]:
    """The names of the tags in either spelling, as they are written here."""
    names = (name_here(name) for name in TAG.findall(text))
    return list(dict.fromkeys(name for name in names if name))


def name_here(tag: str) -> str:
    """A tag's one spelling here; nothing for what cannot be a tag."""
    try:
        return tag_name(tag)
    except ValidationError:
        return ""


def profile(html: str) -> str:
    """What somebody says of themselves, as Markdown."""
    return to_markdown(clean(html)).strip() if html else ""


def language_of(host: str) -> str:
    first = host.split(".", maxsplit=1)[0]
    return LANGUAGES.get(first, "en") if "stackoverflow" in host else "en"


def summed_up(licences: Iterable[str]) -> str:
    return ", ".join(sorted({licence for licence in licences if licence}))[:120]
