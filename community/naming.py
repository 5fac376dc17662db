"""What people are called: the names that others read and the handles that addresses carry."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from wagtail.coreutils import string_to_ascii

from community.models import FormerHandle, Member
from community.models.people import handle_is_plain

# What a reader could take for the site's own voice, or for a call to everybody.
NOT_FOR_PEOPLE = frozenset(
    (
        *("admin", "administrator", "moderator", "moderators", "official", "root", "security"),
        *("staff", "system", "team", "mayfly", "null", "undefined"),
        *("all", "channel", "everybody", "everyone", "here", "me"),
    )
)
OF_THE_ERASED = re.compile(r"^erased[._-]?\d*$", re.IGNORECASE)
LONGEST = 30
# Joiners, which Persian and the scripts of India need inside words.
JOINERS = "\u200c\u200d"
ADDRESS = re.compile(r"\S+@\S+\.\S+")


def tidy_name(name: str) -> str:
    """The name without control and format characters, its spaces single."""
    visible = "".join(
        letter
        for letter in unicodedata.normalize("NFC", name)
        if letter in JOINERS or letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return " ".join(visible.split())


def check_name(name: str) -> str:
    """The tidied name. Raises ValidationError for one that says nothing or too much."""
    name = tidy_name(name)
    if not any(letter.isalnum() for letter in name):
        raise ValidationError(_("Tell us the name that others will read."))
    if ADDRESS.search(name):
        raise ValidationError(_("Your name is public. Do not put your e-mail address in it."))
    return name


def check_handle(handle: str, *, member: Member | None = None) -> None:
    """Raise ValidationError, with a free handle in its sentence, unless this person may take it."""
    handle_is_plain(handle)
    if is_kept_for_the_site(handle):
        raise ValidationError(_("“%(handle)s” is kept for the site itself."), params=_of(handle))
    if not _free([handle], member):
        raise ValidationError(
            _("“%(handle)s” is taken. “%(free)s” is free."),
            code="taken",
            params={**_of(handle), "free": suggest_handle(handle)},
        )


def suggest_handle(name: str) -> str:
    """A free handle made from a person's name, in whatever script it is written."""
    plain = re.sub(r"[^a-z0-9]+", "-", string_to_ascii(name).lower().replace("'", ""))
    stem = plain.strip("-")[: LONGEST - 5].strip("-") or "member"
    if OF_THE_ERASED.match(stem):
        stem = "erased-person"
    tries = [stem, *(f"{stem}{number}" for number in range(2, 10))]
    free = {handle for handle in _free(tries, None) if not is_kept_for_the_site(handle)}
    return next((handle for handle in tries if handle in free), None) or _unlikely(stem)


def _unlikely(stem: str) -> str:
    return f"{stem}{get_random_string(5, '23456789')}"


def _of(handle: str) -> dict[str, str]:
    return {"handle": handle}


def is_kept_for_the_site(handle: str) -> bool:
    return handle.lower() in NOT_FOR_PEOPLE or bool(OF_THE_ERASED.match(handle))


def _free(handles: list[str], member: Member | None) -> set[str]:
    """Those of these handles that nobody else has, or gave up a short while ago."""
    lowered = [handle.lower() for handle in handles]
    others = Member.objects.exclude(pk=member.pk) if member else Member.objects.all()
    former = FormerHandle.objects.kept_back(timezone.now())
    if member:
        former = former.exclude(member=member)
    taken = {
        handle.lower()
        for rows in (others, former)
        for handle in rows.filter(handle__lower__in=lowered).values_list("handle", flat=True)
    }
    return {handle for handle in handles if handle.lower() not in taken}
