"""Makes the demo's teams, people and tags, and gives the site its name."""

from datetime import datetime, time
from typing import Any

from allauth.account.models import EmailAddress

from community.events import EmploymentBegan, MemberJoined, publish
from community.markup import render
from community.models import Employment, Member, Team
from ephemeral.models import OpenHours, WorkingWeek
from home.demo.reading import Community, Person
from home.models import SiteSettings
from questions import actions
from questions.models import Tag

PASSWORD = "aurora over the roofs"  # noqa: S105 (published, and of the demo's people only)
NAME = "Northlight Community"
WORKDAYS = range(5)  # Monday to Friday
WELCOME = "Routers, Wi-Fi and the people who live with them. Ask what you could not find."
FOOTER = "A demo. Northlight, its routers and everybody here are invented."


def move_in(community: Community, now: datetime) -> dict[str, Member]:
    """The people by handle, those who sign in with a verified address and the password."""
    teams = {entry["slug"]: _team(entry) for entry in community.teams}
    people = sorted(community.people, key=lambda person: person.joined, reverse=True)
    return {person.handle: _member(person, teams, now) for person in people}


def _team(entry: dict[str, Any]) -> Team:
    facts = {name: value for name, value in entry.items() if name != "week"}
    team = Team.objects.create(**facts)
    week = entry["week"]
    hours = {name: time.fromisoformat(week[name]) for name in ("opens", "closes")}
    working = WorkingWeek.objects.create(
        team=team, time_zone=week["time_zone"], country=week["country"]
    )
    for weekday in WORKDAYS:
        OpenHours.objects.create(week=working, weekday=weekday, **hours)
    return team


def _member(person: Person, teams: dict[str, Team], now: datetime) -> Member:
    joined = now - person.joined
    member = Member.objects.create_user(
        person.handle,
        person.email or None,
        PASSWORD if person.sign_in else None,
        name=person.name,
        about=person.about,
        about_html=render(person.about),
        time_zone=person.time_zone,
        is_moderator=person.moderator or person.administrator,
        is_superuser=person.administrator,
        joined_at=joined,
        wants_mail=False,  # nobody waits for mail about the past; `telling` turns it on
    )
    if person.email:
        EmailAddress.objects.create(user=member, email=person.email, verified=True, primary=True)
    publish(MemberJoined(actor_id=member.pk, member_id=member.pk, at=joined))
    if person.works:
        _employ(member, teams[person.works["team"]], person.works["title"], joined)
    return member


def _employ(member: Member, team: Team, title: str, at: datetime) -> None:
    job = Employment.objects.create(member=member, team=team, title=title, began_at=at)
    publish(EmploymentBegan(actor_id=None, member_id=member.pk, employment_id=job.pk, at=at))


def put_up_tags(community: Community, by: Member, at: datetime) -> None:
    """The tags with what they are about and the other words that lead to them."""
    for name, entry in community.tags.items():
        tag, _made = Tag.objects.get_or_create(name=name, defaults={"created_at": at})
        actions.describe_tag(
            tag, description=entry["about"], synonyms=entry.get("synonyms", ()), by=by, at=at
        )


def name_the_site() -> None:
    """The demo's name and words, unless somebody gave the site a name already."""
    site = SiteSettings.load()
    if site.name == SiteSettings._meta.get_field("name").get_default():
        site.name, site.welcome, site.footer = NAME, WELCOME, FOOTER
        site.save()
