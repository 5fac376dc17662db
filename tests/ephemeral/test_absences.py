"""Being away: by the page, by a program, and who is asked meanwhile."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from ephemeral.actions import come_back, go_away
from ephemeral.models import Absence
from tests.calling import assert_problem, call

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 6, 10, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _on_the_tenth_of_june():
    with time_machine.travel(NOW, tick=False):
        yield


def june(day: int) -> date:
    return date(2027, 6, day)


def days_of(member) -> list[tuple[int, int]]:
    return [(one.first_day.day, one.last_day.day) for one in member.absences.all()]


# The action


def test_who_is_away_is_away_on_both_days_and_between(employee):
    go_away(first_day=june(12), last_day=june(14), by=employee)

    away = [day for day in range(10, 17) if Absence.objects.get().covers(june(day))]

    assert away == [12, 13, 14]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (12, 14, [(12, 14), (20, 22)]),
        (13, 13, [(12, 14), (20, 22)]),
        (14, 16, [(12, 16), (20, 22)]),
        (15, 16, [(12, 16), (20, 22)]),
        (16, 18, [(12, 14), (16, 18), (20, 22)]),
        (10, 30, [(10, 30)]),
        (13, 21, [(12, 22)]),
    ],
)
def test_days_that_overlap_or_follow_become_one_absence(employee, first, last, expected):
    go_away(first_day=june(12), last_day=june(14), by=employee)
    go_away(first_day=june(20), last_day=june(22), by=employee)

    said = go_away(first_day=june(first), last_day=june(last), by=employee)

    assert days_of(employee) == expected
    assert (said.first_day.day, said.last_day.day) in expected


def test_saying_it_twice_says_it_once(employee):
    once = go_away(first_day=june(12), last_day=june(14), by=employee)

    twice = go_away(first_day=june(12), last_day=june(14), by=employee)

    assert once == twice
    assert Absence.objects.count() == 1


def test_what_was_said_can_be_changed(employee):
    absence = go_away(first_day=june(12), last_day=june(20), by=employee)

    go_away(first_day=june(15), last_day=june(16), by=employee, instead_of=absence)

    assert days_of(employee) == [(15, 16)]


def test_a_refused_change_leaves_what_was_said(employee):
    absence = go_away(first_day=june(12), last_day=june(20), by=employee)

    with pytest.raises(ValidationError):
        go_away(first_day=june(15), last_day=june(11), by=employee, instead_of=absence)

    assert days_of(employee) == [(12, 20)]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (june(14), june(13), "The last day comes after the first"),
        (june(1), june(9), "This day is over."),
        (june(12), june(12) + timedelta(days=366), "more than a year"),
    ],
)
def test_days_that_make_no_sense_are_refused_beside_the_last(employee, first, last, words):
    with pytest.raises(ValidationError) as refusal:
        go_away(first_day=first, last_day=last, by=employee)

    assert words in refusal.value.message_dict["last_day"][0]
    assert not Absence.objects.exists()


@pytest.mark.parametrize(("zone", "is_over"), [("Pacific/Auckland", True), ("Asia/Tokyo", False)])
def test_a_day_is_over_when_it_is_over_where_the_person_lives(employee, zone, is_over):
    """At noon UTC on the tenth it is past midnight in Auckland, and 21:00 in Tokyo."""
    employee.time_zone = zone
    employee.save()

    if is_over:
        with pytest.raises(ValidationError):
            go_away(first_day=june(9), last_day=june(10), by=employee)
    else:
        go_away(first_day=june(9), last_day=june(10), by=employee)

    assert Absence.objects.exists() is not is_over


def test_nobody_says_when_somebody_else_is_away(employee, moderator):
    absence = go_away(first_day=june(12), last_day=june(14), by=employee)

    with pytest.raises(PermissionDenied):
        come_back(absence, by=moderator)
    with pytest.raises(PermissionDenied):
        go_away(first_day=june(13), last_day=june(13), by=moderator, instead_of=absence)

    assert days_of(employee) == [(12, 14)]


def test_coming_back_twice_is_coming_back_once(employee):
    absence = go_away(first_day=june(9), last_day=june(14), by=employee)

    come_back(absence, by=employee)
    come_back(Absence(pk=absence.pk, member=employee), by=employee)

    assert not any(absence.covers(TODAY) for absence in Absence.objects.all())


# The page


def test_the_page_is_for_whoever_is_signed_in(client):
    assert client.get("/settings/away/").url == "/accounts/login/?next=/settings/away/"


def test_the_settings_lead_to_the_page(client, employee):
    client.force_login(employee)

    assert 'href="/settings/away/">Being away' in client.get("/settings/").text
    assert 'href="/settings/away/" aria-current="page"' in client.get("/settings/away/").text


def test_the_page_says_who_is_asked_meanwhile(client, employee, asker):
    client.force_login(employee)
    assert "your team is asked instead of you about what you keep: Support." in (
        " ".join(client.get("/settings/away/").text.split())
    )

    client.force_login(asker)
    assert "others who may decide are asked instead of you" in client.get("/settings/away/").text


def test_a_member_goes_away_changes_it_and_stays(client, employee):
    client.force_login(employee)

    said = client.post(
        "/settings/away/", {"first_day": "2027-06-12", "last_day": "2027-06-14"}, follow=True
    )
    assert "You are away from 12 June to 14 June, both days included." in said.text
    absence = employee.absences.get()
    form = client.get(f"/settings/away/{absence.pk}/").text
    assert 'value="2027-06-12"' in form
    changed = client.post(
        f"/settings/away/{absence.pk}/",
        {"first_day": "2027-06-13", "last_day": "2027-06-13"},
        follow=True,
    )
    assert "You are away on 13 June." in changed.text
    absence = employee.absences.get()
    assert "Coming" in changed.text
    back = client.post(f"/settings/away/{absence.pk}/back/", follow=True)

    assert "You are here on those days after all." in back.text
    assert not Absence.objects.exists()


def test_who_is_away_now_can_be_back(client, employee):
    client.force_login(employee)
    absence = go_away(first_day=june(8), last_day=june(14), by=employee)

    shown = client.get("/settings/away/").text
    back = client.post(f"/settings/away/{absence.pk}/back/", follow=True).text

    assert "You are away now" in shown
    assert "I am back" in shown
    assert "Welcome back." in back
    assert "You are away now" not in back


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first_day": "", "last_day": "2027-06-14"}, "Choose the first day"),
        ({"first_day": "2027-06-12", "last_day": ""}, "Choose the last day"),
        ({"first_day": "2027-06-12", "last_day": "2027-02-31"}, "no day of the calendar"),
        ({"first_day": "2027-06-12", "last_day": "2027-06-11"}, "The last day comes after"),
        ({"first_day": "2027-06-12", "last_day": "9999-12-31"}, "more than a year"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, employee, typed, words):
    client.force_login(employee)

    answer = client.post("/settings/away/", typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in answer.text
    assert not Absence.objects.exists()


def test_what_is_over_is_not_listed(client, employee):
    Absence.objects.create(member=employee, first_day=june(1), last_day=june(9))
    client.force_login(employee)

    shown = client.get("/settings/away/").text

    assert "You are away now" not in shown
    assert "1 June" not in shown


def test_the_days_of_others_are_no_page(client, employee, stranger):
    absence = go_away(first_day=june(12), last_day=june(14), by=employee)
    client.force_login(stranger)

    assert client.get(f"/settings/away/{absence.pk}/").status_code == 404
    assert client.post(f"/settings/away/{absence.pk}/back/").status_code == 404
    assert Absence.objects.exists()


def test_the_page_takes_a_fixed_number_of_queries(client, employee, django_assert_max_num_queries):
    client.force_login(employee)
    for day in range(11, 30, 3):
        go_away(first_day=june(day), last_day=june(day), by=employee)
    client.get("/settings/away/")

    with django_assert_max_num_queries(6):
        client.get("/settings/away/")


# The API


def test_a_program_goes_away_and_comes_back(employee):
    sent = {"first_day": "2027-06-12", "last_day": "2027-06-14"}

    made = call("POST", "/me/absences", by=employee, **sent)
    assert made.status_code == 201
    listed = call("GET", "/me/absences", by=employee)
    assert listed.json() == [made.json()] == [{**sent, "id": employee.absences.get().pk}]
    gone = call("DELETE", f"/me/absences/{made.json()['id']}", by=employee)

    assert gone.status_code == 204
    assert call("GET", "/me/absences", by=employee).json() == []


def test_a_program_is_told_why_not(employee, stranger):
    absence = go_away(first_day=june(12), last_day=june(14), by=employee)

    wrong = call("POST", "/me/absences", by=employee, first_day="2027-06-12", last_day="2027-06-01")
    assert_problem(wrong, 400, "The last day comes after the first")
    assert wrong.json()["errors"].keys() == {"last_day"}
    assert_problem(call("GET", "/me/absences"), 401, "token")
    assert call("DELETE", f"/me/absences/{absence.pk}", by=stranger).status_code == 404
