"""Makes the demo's teams, people and tags."""

from datetime import datetime

from allauth.account.models import EmailAddress

from community.events import EmploymentBegan, MemberJoined, publish
from community.models import Employment, Member, Team
from home.demo.reading import Community, Person
from questions import actions
from questions.models import Tag

PASSWORD = "aurora over the roofs"  # noqa: S105 (published, and of the demo's people only)


def move_in(community: Community, now: datetime) -> dict[str, Member]:
    """The people by handle, those who sign in with a verified address and the password."""
    teams = {entry["slug"]: Team.objects.create(**entry) for entry in community.teams}
    people = sorted(community.people, key=lambda person: person.joined, reverse=True)
    return {person.handle: _member(person, teams, now) for person in people}


def _member(person: Person, teams: dict[str, Team], now: datetime) -> Member:
    joined = now - person.joined
    member = Member.objects.create_user(
        person.handle,
        person.email or None,
        PASSWORD if person.sign_in else None,
        name=person.name,
        about=person.about,
        time_zone=person.time_zone,
        is_moderator=person.moderator or person.administrator,
        is_superuser=person.administrator,
        joined_at=joined,
    )
    if person.email:
        EmailAddress.objects.create(user=member, email=person.email, verified=True, primary=True)
    publish(MemberJoined(actor_id=member.pk, member_id=member.pk, at=joined))
    if person.works:
        employment = Employment.objects.create(
            member=member,
            team=teams[person.works["team"]],
            title=person.works["title"],
            began_at=joined,
        )
        publish(
            EmploymentBegan(
                actor_id=None, member_id=member.pk, employment_id=employment.pk, at=joined
            )
        )
    return member


def put_up_tags(community: Community, by: Member, at: datetime) -> None:
    """The tags with what they are about and the other words that lead to them."""
    for name, entry in community.tags.items():
        tag, _made = Tag.objects.get_or_create(name=name, defaults={"created_at": at})
        actions.describe_tag(
            tag, description=entry["about"], synonyms=entry.get("synonyms", ()), by=by, at=at
        )
