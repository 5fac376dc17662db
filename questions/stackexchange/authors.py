"""Who wrote what: members for everybody a dump names, also for those it only half remembers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from wagtail.coreutils import string_to_ascii

from community.models import FormerHandle, ImportedSource, Member
from community.naming import is_kept_for_the_site, tidy_name
from questions.stackexchange.reading import Row

THE_SITE_ITSELF = -1
NOBODY = -2  # one member stands for all who left without a trace
NAME_LENGTH = 80
HANDLE_LENGTH = 30
ADDRESS = re.compile(r"(\S+?)@\S+\.\S+")


class Person(NamedTuple):
    """How a row names somebody: by the id of old, or by a name that is all that is left."""

    old_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Columns:
    """The columns in which a file names a person."""

    id: str
    name: str


OWNER = Columns("OwnerUserId", "OwnerDisplayName")
EDITOR = Columns("LastEditorUserId", "LastEditorDisplayName")
USER = Columns("UserId", "UserDisplayName")


def named_in(row: Row, columns: Columns, at: datetime) -> Person | None:
    """The person a row names, or nobody."""
    name = public_name(row.text(columns.name))
    old_id = row.number(columns.id)
    if old_id is not None and old_id != 0:
        return Person(old_id, name, at)
    return Person(_id_for(name), name, at) if name else None


def author_of(row: Row, columns: Columns, at: datetime) -> Person:
    """The person a row names, or the one who stands for all deleted ones."""
    return named_in(row, columns, at) or Person(NOBODY, "", at)


def public_name(name: str) -> str:
    """The name on one line, without an e-mail address in it."""
    return ADDRESS.sub(r"\1", tidy_name(name))[:NAME_LENGTH].strip()


def _id_for(name: str) -> int:
    """A number for somebody of whom only a name is left: below zero, where nobody's id is."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return -(int.from_bytes(digest) >> 2) - 1000


class Authors:
    """Finds the members of one source by their ids of old, and makes those that are missing."""

    def __init__(self, source: ImportedSource) -> None:
        self.source = source
        self.made = 0

    def find(self, people: Iterable[Person | None]) -> dict[int, int]:
        """Old id → member, for everybody named. Belongs inside the batch's transaction."""
        wanted: dict[int, Person] = {}
        for person in people:
            if person is not None:
                wanted.setdefault(person.old_id, person)
        found = self.known(wanted)
        if missing := [person for old_id, person in wanted.items() if old_id not in found]:
            found |= {member.old_id or 0: member.pk for member in self._make(missing)}
        return found

    def known(self, old_ids: Iterable[int]) -> dict[int, int]:
        rows = Member.objects.filter(imported_from=self.source, old_id__in=list(old_ids))
        return {old_id or 0: pk for old_id, pk in rows.values_list("old_id", "pk")}

    def _make(self, people: Sequence[Person]) -> list[Member]:
        """Those who are gone: they have a name on what they wrote, and can do nothing."""
        handles = handles_for([(_name_of_gone(person), person.old_id) for person in people])
        self.made += len(people)
        return Member.objects.bulk_create(
            Member(
                handle=handle,
                name=_name_of_gone(person),
                password=make_password(None),
                is_active=False,
                wants_mail=False,
                joined_at=person.at,
                imported_from=self.source,
                old_id=person.old_id,
            )
            for person, handle in zip(people, handles, strict=True)
        )


def _name_of_gone(person: Person) -> str:
    if person.old_id == NOBODY:
        return "Deleted member"
    if person.old_id == THE_SITE_ITSELF:
        return person.name or "Community"
    return person.name or f"user{person.old_id}"


def handles_for(people: Sequence[tuple[str, int]]) -> list[str]:
    """A free handle for each of these names and old ids, the first come the better one."""
    tries = [_tries(name, old_id) for name, old_id in people]
    wanted = {handle for some in tries for handle in some}
    taken: set[str] = set()
    both: tuple[QuerySet[Any], ...] = (Member.objects.all(), FormerHandle.objects.all())
    for rows in both:
        lowered = rows.alias(lower=Lower("handle")).filter(lower__in=wanted)
        taken |= {handle.lower() for handle in lowered.values_list("handle", flat=True)}
    handles = []
    for some in tries:
        handle = next((handle for handle in some if handle not in taken), "")
        handle = handle or f"member-{get_random_string(12, 'abcdefghjkmnpqrstuvwxyz23456789')}"
        taken.add(handle)
        handles.append(handle)
    return handles


def _tries(name: str, old_id: int) -> list[str]:
    """“Zoë Ångström” → zoe-angstrom, zoe-angstrom-42, user-42."""
    number = str(abs(old_id))[-9:]
    plain = re.sub(r"[^a-z0-9]+", "-", string_to_ascii(name).lower()).strip("-")
    stem = plain[:HANDLE_LENGTH].strip("-")
    numbered = f"{plain[: HANDLE_LENGTH - len(number) - 1].strip('-')}-{number}"
    tries = [stem, numbered] if stem and not is_kept_for_the_site(stem) else []
    return [*tries, f"user-{number}", f"user-{number}-{'gone' if old_id < 0 else 'imported'}"]
