"""Members."""

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from community.models import Member
from questions.stackexchange.authors import THE_SITE_ITSELF, handles_for, public_name
from questions.stackexchange.reading import Row
from questions.stackexchange.texts import profile
from questions.stackexchange.work import FileStage


class Profile(NamedTuple):
    row: Row
    name: str
    about: str


class Members(FileStage[list[Profile]]):
    """They show as authors. Without address and password nobody can sign in as one of them."""

    name, title, file = "members", "members", "Users"

    def prepare(self, batch: list[Row]) -> list[Profile]:
        return [
            Profile(row, public_name(row.text("DisplayName")) or f"user{row.id}", self._about(row))
            for row in batch
        ]

    def _about(self, row: Row) -> str:
        return profile(row.text("AboutMe"))

    def write(self, batch: list[Profile]) -> None:
        known = set(self.work.authors.known(profile.row.id for profile in batch))
        fresh = []
        for one in batch:
            if one.row.id in known:
                self.tally.keep(one.row, "member, already here")
                continue
            known.add(one.row.id)
            fresh.append(one)
            self.tally.keep(one.row, "member")
        handles = handles_for([(one.name, one.row.id) for one in fresh])
        Member.objects.bulk_create(
            Member(
                handle=handle,
                name=one.name,
                about=one.about,
                password=make_password(None),
                is_active=one.row.id != THE_SITE_ITSELF,
                wants_mail=False,
                joined_at=one.row.the_moment("CreationDate"),
                imported_from=self.source,
                old_id=one.row.id,
            )
            for one, handle in zip(fresh, handles, strict=True)
        )
        self.tally.added["members"] += len(fresh)
