"""Brings the demo community in, whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from community.events import history
from community.models import LoggedEvent, Member, Team
from ephemeral.clock_of_promises import tell_of_dates
from ephemeral.clockwork import look_after_knowledge
from home.demo.moving_in import move_in, name_the_site, put_up_tags
from home.demo.playing import Stage, play
from home.demo.reading import Community, Person
from home.demo.telling import tell_people
from questions.models import Answer, Comment, Question, Vote
from search import findables
from search.engine import engine

BEFORE_ALL = timedelta(days=1)  # tags are there a day before the first question


@dataclass(frozen=True)
class Loaded:
    """What came in."""

    people: int
    questions: int
    answers: int
    comments: int
    votes: int


def is_loaded(community: Community) -> bool:
    """Whether the demo is here. It comes in one transaction, so one of its addresses tells."""
    addresses = [person.email for person in community.people if person.email]
    return Member.objects.filter(email__in=addresses).exists()


def why_not(community: Community, *, force: bool) -> str:
    """The sentence that says why the demo cannot come into this site; empty when it can."""
    handles = {person.handle.lower() for person in community.people}
    taken = sorted(
        handle
        for handle in Member.objects.values_list("handle", flat=True)
        if handle.lower() in handles
    )
    if taken:
        return (
            "These handles of the demo are taken by people of this site: "
            f"{', '.join(taken)}. Load it into an empty site."
        )
    if Question.objects.exists() and not force:
        return (
            "This site has questions of its own. The demo's people would stand among them; "
            "add --force if that is what you want."
        )
    return ""


@transaction.atomic
def load(community: Community, now: datetime, tell: Callable[[str], None]) -> Loaded:
    """Let people move in and do all that the files tell. Raises DemoError."""
    before = LoggedEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    with history():
        people = _live_through(community, now, tell)
    tell_people(people.values(), now, after=before)
    name_the_site()
    engine().rebuild(findables.everything())
    authors = [member.pk for member in people.values()]
    return Loaded(
        people=len(people),
        questions=Question.objects.filter(author__in=authors).count(),
        answers=Answer.objects.filter(author__in=authors).count(),
        comments=Comment.objects.filter(author__in=authors).count(),
        votes=Vote.objects.filter(member__in=authors).count(),
    )


def _live_through(
    community: Community, now: datetime, tell: Callable[[str], None]
) -> dict[str, Member]:
    people = move_in(community, now)
    tell(f"{len(people)} people")
    curator = next(person.handle for person in community.people if person.moderator)
    oldest = max(thread.age for thread in community.threads)
    put_up_tags(community, people[curator], now - oldest - BEFORE_ALL)
    joined = {handle: member.joined_at for handle, member in people.items()}
    teams = {team.slug: team for team in Team.objects.all()}
    play(community, Stage(now=now, people=people, joined=joined, teams=teams), tell)
    look_after_knowledge(now)
    tell_of_dates(now)
    return people


def signing_in(community: Community) -> list[Person]:
    """Those whose sign-ins are published."""
    return [person for person in community.people if person.sign_in]
