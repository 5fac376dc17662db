"""An administrator enters the hours of a team, and hears in a sentence what cannot be."""

from typing import Any

import pytest
from django.urls import reverse

from ephemeral.calendars import calendar_of
from ephemeral.models import WorkingWeek
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db
ADD = "wagtailsnippets_ephemeral_workingweek:add"


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def rows(prefix: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    sent: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def typed(hours: list[tuple[int, str, str]], days: list[dict[str, Any]] = [], **more: str) -> Any:  # noqa: B006
    return {
        "team": TeamFactory().pk,
        "time_zone": "Europe/Lisbon",
        "country": "pt",
        "region": "",
        **rows(
            "hours",
            [
                {"weekday": day, "opens": opens, "closes": closes, "ORDER": ""}
                for day, opens, closes in hours
            ],
        ),
        **rows("closed_days", days),
        **more,
    }


DAY = [(0, "09:00", "12:30"), (0, "13:30", "18:00"), (1, "09:00", "12:00")]


def test_a_week_is_entered_with_its_breaks_and_days_off(admin):
    sent = typed(DAY, [{"day": "2026-12-31", "name": "New Year's Eve"}])

    answer = admin.post(reverse(ADD), sent)

    assert answer.status_code == 302
    week = WorkingWeek.objects.get()
    assert (week.country, week.hours.count(), week.closed_days.count()) == ("PT", 3, 1)
    calendar = calendar_of(week.team_id)
    assert len(calendar.week[0]) == 2
    assert len(calendar.closed) == 1
    edit = reverse("wagtailsnippets_ephemeral_workingweek:edit", args=[week.pk])
    assert admin.get(edit).status_code == 200


@pytest.mark.parametrize(
    ("hours", "more", "sentence"),
    [
        (DAY, {"time_zone": "Mars/Base"}, "There is no time zone named"),
        (DAY, {"country": "XX"}, "are not known"),
        (DAY, {"country": "DE", "region": "ZZ"}, "Those known are BB, BE, BW, BY"),
        (DAY, {"country": "", "region": "BY"}, "Enter the country too"),
        ([(0, "09:00", "12:30"), (0, "12:00", "18:00")], {}, "Some hours overlap"),
        ([(0, "18:00", "09:00")], {}, "comes after"),
        ([(0, "nine", "18:00")], {}, "Enter a valid time"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(admin, hours, more, sentence):
    answer = admin.post(reverse(ADD), typed(hours, **more))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not WorkingWeek.objects.exists()


def test_a_day_stands_in_the_list_once(admin):
    twice = [{"day": "2026-12-31"}, {"day": "2026-12-31"}]

    answer = admin.post(reverse(ADD), typed(DAY, twice))

    assert answer.status_code == 200
    assert "twice" in answer.content.decode() or "duplicate" in answer.content.decode()
    assert not WorkingWeek.objects.exists()


def test_a_team_has_one_week(admin):
    admin.post(reverse(ADD), typed(DAY))

    answer = admin.post(reverse(ADD), typed(DAY))

    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()
    assert WorkingWeek.objects.count() == 1


def test_members_do_not_come_in(client, stranger):
    client.force_login(stranger)

    assert client.get(reverse(ADD)).status_code == 302
