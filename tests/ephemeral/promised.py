"""What the tests about promises have in common: a moment, and the week of a team."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection

from community.models import Member, Team
from ephemeral.actions import make_promise
from ephemeral.models import OpenHours, Promise, WorkingWeek
from questions.models import Question

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)  # noon in Lisbon
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def works_in_lisbon(team: Team) -> WorkingWeek:
    """Monday to Friday from nine to six, with the public holidays of Portugal."""
    week = WorkingWeek.objects.create(team=team, time_zone="Europe/Lisbon", country="PT")
    for weekday in range(5):
        OpenHours.objects.create(week=week, weekday=weekday, opens=time(9), closes=time(18))
    return week


def promised(question: Question, by: Member, **more: Any) -> Promise:
    """A firmware fix, made on Friday at noon and due a day later unless said otherwise."""
    more.setdefault("at", FRIDAY)
    if "working_hours" not in more:
        more.setdefault("due_at", more["at"] + DAY)
    if "speaking_as" not in more and by.is_employee:
        more["speaking_as"] = by.current_employments[0].team.slug
    return make_promise(question, by=by, **{"what": "a firmware fix", **more})


def database_url() -> str:
    """The database of this test, for another process."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    return f"sqlite:///{database['NAME']}"
