"""HTML that may stand on a page: the allow-list, and what links, pictures and headings become."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

import bleach
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from django.conf import settings

from community.markup.balancing import balanced
from community.markup.highlighting import CLASSES as CODE_CLASSES
from community.markup.limits import tidy
from community.markup.walking import Walker
from community.models import Upload

TAGS = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
# Names that mean the same, and headings, which stand below the title of the page.
OTHER_NAMES = {"b": "strong", "i": "em", "strike": "s", "del": "s", "tt": "code"}
DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
REL = "ugc nofollow noopener"
LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}")
OWN_CLASSES = {
    "a": {"mention", "tag"},
    "span": CODE_CLASSES,
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
Sizes = Mapping[str, tuple[int, int]]


def clean(html: str, sizes: Sizes | None = None, *, demote: bool = False) -> str:
    """HTML with nothing but what posts may hold. Cleaning twice is cleaning once.

    `sizes` gives width and height of own pictures by their name in the storage. `demote` moves
    headings below the page's own.
    """
    names = OTHER_NAMES | DEMOTED if demote else OTHER_NAMES
    tags = TAGS | set(names)
    cleaner = bleach.Cleaner(
        tags=tags,
        attributes=_may_stay,
        protocols=PROTOCOLS,
        strip=True,
        filters=[lambda source: Finish(source, names=names, sizes=sizes or {})],
    )
    cleaner.walker = Walker  # type: ignore[assignment]
    return cleaner.clean(balanced(tidy(html), tags))


def own_pictures(html: str) -> set[str]:
    """The names, in the storage, of the site's own pictures that an HTML shows."""
    sources = re.findall(r"""<img[^<>]*\ssrc=["']?([^"'\s>]+)""", html)
    return {name for source in sources if (name := storage_name(unescape(source)))}


def sizes_of(names: set[str]) -> Sizes:
    """Width and height of uploads, so that a page keeps their place while they load."""
    if not names:
        return {}
    rows = Upload.objects.filter(image__in=names).values_list("image", "width", "height")
    return {image: (width, height) for image, width, height in rows}


def storage_name(address: str) -> str:
    """The name of a file in the site's media, or nothing when the address is somebody else's."""
    address = address.removeprefix(settings.SITE_URL)
    if not address.startswith(settings.MEDIA_URL):
        return ""
    return unquote(address.removeprefix(settings.MEDIA_URL).partition("?")[0])


def _may_stay(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case ("a", "href" | "title") | ("img", "src" | "alt" | "title"):
            return True
        case ("img", "width" | "height") | ("ol", "start"):
            return value.isascii() and value.isdigit() and len(value) <= 5  # noqa: PLR2004
        case "code", "class":
            return LANGUAGE.fullmatch(value) is not None
        case _, "class":
            return value in OWN_CLASSES.get(tag, ())
    return False


class Finish(Filter):
    """The last look at each element that bleach let through."""

    def __init__(self, source: Any, *, names: Mapping[str, str], sizes: Sizes) -> None:
        super().__init__(source)
        self.names = names
        self.sizes = sizes
        self.kept_links: list[bool] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if "name" in token and token["type"] != "Entity":
                token["name"] = self.names.get(token["name"], token["name"])
                if token["name"] == "a":
                    if self._keeps_link(token):
                        yield token
                    continue
                if token["name"] == "img":
                    yield self._picture(token)
                    continue
            yield token

    def _keeps_link(self, token: dict[str, Any]) -> bool:
        if token["type"] == "EndTag":
            return self.kept_links.pop() if self.kept_links else False
        attributes = token["data"]
        address = _address(attributes.pop((None, "href"), ""))
        self.kept_links.append(bool(address))
        if address:
            token["data"] = {(None, "href"): address, **attributes, (None, "rel"): REL}
        return bool(address)

    def _picture(self, token: dict[str, Any]) -> dict[str, Any]:
        attributes = token["data"]
        source = _picture_address(attributes.pop((None, "src"), ""))
        if not source:
            return {"type": "Characters", "data": unescape(attributes.get((None, "alt"), ""))}
        width, height = self.sizes.get(storage_name(unescape(source)), (None, None))
        if width and height:
            attributes |= {(None, "width"): str(width), (None, "height"): str(height)}
        attributes.setdefault((None, "alt"), "")
        token["data"] = {(None, "src"): source, **attributes, (None, "loading"): "lazy"}
        return token


def _address(value: str) -> str:
    """Where a link may lead: somewhere on the web, a mailbox, a telephone, a page of this site."""
    value = value.strip()
    if value.startswith("//"):
        return f"https:{value}"
    if value.startswith(("/", "#")):
        return value
    return value if _scheme(value) in PROTOCOLS else ""


def _picture_address(value: str) -> str:
    value = value.strip()
    if value.startswith("//"):
        return f"https:{value}"
    if storage_name(unescape(value)) or _scheme(value) == "https":
        return value
    if _scheme(value) == "http":  # pages show no picture that came unprotected
        return f"https:{value.partition(':')[2]}"
    return ""


def _scheme(value: str) -> str:
    try:
        return urlsplit(value).scheme
    except ValueError:
        return ""
