"""Finds what may be private in a text before everybody reads it.

It points out and decides nothing: whoever writes looks, and says that nothing private is in it. So
what is surely nobody's (private networks, versions, times) is left alone, lest nobody looks.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import Leniency, PhoneNumberMatcher

from community.markup import mentions

FOUND_AT_MOST = 20  # of one text; whoever has more of them reads the text again anyway
SHORTEST_NAME = 3

# Where a number without a country in front of it may come from, by the language it stands in.
REGIONS = {
    "de": ("DE", "AT", "CH"),
    "en": ("US", "GB"),
    "es": ("ES", "MX"),
    "fr": ("FR", "BE"),
    "it": ("IT",),
    "nl": ("NL", "BE"),
    "pl": ("PL",),
    "pt": ("PT", "BR"),
}

EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}\b")
# Addresses that stand for any address.
EXAMPLES = re.compile(r"@(?:[\w-]+\.)*(?:example|invalid|test|localhost)(?:\.(?:com|org|net))?$")
IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
VERSION_BEFORE = re.compile(r"(?:\bv|version|firmware|release|build|update)\s*$", re.IGNORECASE)
# Name servers that everybody knows.
KNOWN = {"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112"}
MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])"
    r"|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])",
    re.IGNORECASE,
)
NOBODYS_MAC = {"0" * 12, "f" * 12, "aabbccddeeff", "001122334455"}
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
NUMBERED = re.compile(
    r"\b(?:order|serial|ticket|customer|client|account|invoice|contract|case|tracking|imei|s/n|sn)"
    r"(?:[ -](?:number|no\.?|nr\.?|id))?\s{0,3}(?:is\s{1,3})?[:#]?\s{0,3}#?"
    r"(?P<number>[A-Z0-9][A-Z0-9/-]{3,40}[A-Z0-9])\b",
    re.IGNORECASE,
)
DIGITS_OF_A_NUMBER = 4  # an order has at least as many
YEAR = re.compile(r"(?:19|20)\d\d$")
# What looks like a telephone number and is a moment, a range, a version or a counter of a log.
NO_TELEPHONE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|(?<![\d./])\d{1,2}[./]\d{1,2}[./]\d{2,4}(?![./]?\d)|\d{1,2}:\d{2}"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)|\b(?:19|20)\d\d\.\d+(?:\.\d+)*|\b\d+\.\d{6}\b"
)
FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Finding:
    """Something that may be private: what it is, how it reads, and where it stands."""

    kind: str | Promise
    words: str
    field: str
    line: int

    @property
    def where(self) -> str:
        if self.field == "body":
            return _("in the text, line %(line)d") % {"line": self.line}
        places = {
            "title": _("in the title"),
            "summary": _("in the summary"),
            "sources": _("in the sources, line %(line)d") % {"line": self.line},
        }
        return places.get(self.field, "")


def check_private(
    texts: Mapping[str, str],
    *,
    looked: bool,
    names: Iterable[str] = (),
    language: str = "en",
    known: Mapping[str, str] | None = None,
) -> None:
    """Raise ValidationError with what may be private, unless somebody looked at it."""
    found = () if looked else findings(texts, names=names, language=language, known=known)
    if not found:
        return
    sentences = [
        _("%(kind)s %(where)s: %(words)s")
        % {"kind": one.kind, "where": one.where, "words": one.words}
        for one in found
    ]
    advice = _("Take out what is private, or send “looked” when nothing is.")
    raise ValidationError({"looked": [*sentences, advice]})


Finder = Callable[[str], Iterator[tuple[int, str]]]


def findings(
    texts: Mapping[str, str],
    *,
    names: Iterable[str] = (),
    language: str = "en",
    known: Mapping[str, str] | None = None,
) -> list[Finding]:
    """What may be private in these texts, by field; but for what stands in `known` already."""
    names = list(names)
    read = (known or {}).values()
    before = {words for text in read for _kind, _place, words in _all_in(text, names, language)}
    found: dict[Finding, None] = {}  # in the order of the text, each once
    for field, text in texts.items():
        line, counted = 1, 0
        for kind, position, words in sorted(_all_in(text, names, language), key=lambda one: one[1]):
            line, counted = line + text.count("\n", counted, position), position
            if words not in before:
                found[Finding(kind, words, field, line)] = None
            if len(found) == FOUND_AT_MOST:
                return list(found)
    return list(found)


def _all_in(
    text: str, names: Iterable[str], language: str
) -> Iterator[tuple[str | Promise, int, str]]:
    finders: list[tuple[str | Promise, Finder]] = [
        (gettext_lazy("An e-mail address"), _emails),
        (gettext_lazy("A bank account"), _ibans),
        (gettext_lazy("A device’s address"), _macs),
        (gettext_lazy("An internet address"), _addresses),
        (gettext_lazy("A number of an order, a device or a customer"), _numbers),
        (gettext_lazy("A telephone number"), lambda text: _telephones(text, language)),
        (gettext_lazy("A person"), _mentioned),
        (gettext_lazy("The name of whoever asked"), lambda text: _named(text, names)),
    ]
    taken = bytearray(len(text))  # a mark for each character that was found already
    for kind, find in finders:
        for position, words in find(text):
            end = position + len(words)
            if any(taken[position:end]):
                continue
            taken[position:end] = b"\1" * len(words)
            yield kind, position, words


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    for match in pattern.finditer(text):
        yield match.start(), match[0]


def _emails(text: str) -> Iterator[tuple[int, str]]:
    for position, words in _matches(EMAIL, text):
        if not EXAMPLES.search(words.lower()):
            yield position, words


def _ibans(text: str) -> Iterator[tuple[int, str]]:
    """By their check digits (ISO 13616), so that no other number is taken for one."""
    for position, words in _matches(IBAN, text):
        plain = words.replace(" ", "")
        turned = plain[4:] + plain[:4]
        if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1:
            yield position, words


def _macs(text: str) -> Iterator[tuple[int, str]]:
    for position, words in _matches(MAC, text):
        if re.sub(r"[^0-9a-f]", "", words.lower()) not in NOBODYS_MAC:
            yield position, words


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    """Only addresses that lead to somebody over the internet."""
    for pattern in (IPV4, IPV6):
        for position, words in _matches(pattern, text):
            try:
                address = ipaddress.ip_address(words)
            except ValueError:
                continue
            is_version = VERSION_BEFORE.search(text[max(0, position - 20) : position])
            if address.is_global and not is_version and words not in KNOWN:
                yield position, words


def _numbers(text: str) -> Iterator[tuple[int, str]]:
    for match in NUMBERED.finditer(text):
        number = match["number"]
        digits = sum(char.isdigit() for char in number)
        if digits >= DIGITS_OF_A_NUMBER and not YEAR.match(number):
            yield match.start("number"), number


def _telephones(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Numbers that exist somewhere near, written as people write them."""
    blanked = NO_TELEPHONE.sub(lambda match: "x" * len(match[0]), text)
    if not re.search(r"(?:\d\D{0,2}){7}", blanked):
        return
    seen: set[int] = set()
    for region in (None, *REGIONS.get(language[:2].lower(), ())):
        for match in PhoneNumberMatcher(blanked, region, leniency=Leniency.VALID):
            digits = sum(char.isdigit() for char in match.raw_string)
            if match.start not in seen and digits >= FEWEST_DIGITS:
                seen.add(match.start)
                yield match.start, text[match.start : match.end]


def _mentioned(text: str) -> Iterator[tuple[int, str]]:
    for handle in sorted(mentions(text)):
        match = re.search(rf"@{re.escape(handle)}\b", text, re.IGNORECASE)
        if match:
            yield match.start(), match[0]


def _named(text: str, names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The whole name before its parts."""
    words = {word for name in names for word in (name, *name.split())}
    long_first = sorted((w for w in words if len(w) >= SHORTEST_NAME), key=len, reverse=True)
    for word in long_first:
        yield from _matches(re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), text)
