"""Signing up, in and out, through the doors people use."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from community.models import FormerHandle, LoggedEvent, Member
from community.naming import check_handle
from tests.factories import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "maria@mail.example", "nobody@mail.example"
NEWCOMER = {
    "name": "Oda Lindqvist",
    "username": "",
    "email": "oda@mail.example",
    "password1": PASSWORD,
}


@pytest.fixture
def sent(run_jobs: Callable[[], int]) -> Callable[[], list[mail.EmailMessage]]:
    """What was mailed since the last look."""

    def look() -> list[mail.EmailMessage]:
        run_jobs()
        letters = list(mail.outbox)
        mail.outbox.clear()
        return letters

    return look


def sign_up(client: Client, *, onwards: str = "", **changes: str) -> HttpResponse:
    url = reverse("account_signup") + (f"?next={onwards}" if onwards else "")
    return client.post(url, {**NEWCOMER, **changes})


def sign_in(client: Client, login: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": login, "password": password})


def link_in(letter: mail.EmailMessage) -> str:
    """The path of the first link that leads somewhere."""
    return re.search(re.escape(settings.SITE_URL) + r"(/\S+)", letter.body)[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# Signing up


def test_whoever_signs_up_confirms_the_address_and_goes_on_where_they_were(client, sent):
    asked = sign_up(client, onwards="/ask/")
    assert asked.status_code == 302
    assert not is_signed_in(client)

    [letter] = sent()
    assert letter.to == ["oda@mail.example"]
    confirmed = client.post(link_in(letter))

    assert (confirmed.status_code, confirmed.url) == (302, "/ask/")
    assert is_signed_in(client)
    oda = Member.objects.by_handle("oda-lindqvist")
    assert (oda.name, oda.email) == ("Oda Lindqvist", "oda@mail.example")
    assert oda.check_password(PASSWORD)
    joined = LoggedEvent.objects.get(type="MemberJoined")
    assert (joined.actor, joined.payload) == (oda, {"member_id": oda.pk})


def test_confirming_on_another_device_still_leads_where_they_were_going(client, sent):
    sign_up(client, onwards="/ask/?draft=7")
    elsewhere = Client()

    confirmed = elsewhere.post(link_in(sent()[0]))

    assert not is_signed_in(elsewhere)
    assert confirmed.url == reverse("account_login") + "?next=%2Fask%2F%3Fdraft%3D7"
    onwards = elsewhere.post(confirmed.url, {"login": "oda@mail.example", "password": PASSWORD})
    assert onwards.url == "/ask/?draft=7"


def test_what_a_visitor_began_is_still_in_their_session_afterwards(client, sent):
    session = client.session
    session["begun"] = "My router blinks"
    session.save()

    sign_up(client)
    client.post(link_in(sent()[0]))

    assert client.session["begun"] == "My router blinks"


def test_nobody_is_sent_to_another_site(client, sent):
    sign_up(client, onwards="https://evil.example/")

    [letter] = sent()
    assert "evil" not in letter.body
    assert client.post(link_in(letter)).url == "/"


def test_opening_the_link_confirms_nothing_yet(client, sent):
    """Mail scanners open every link."""
    sign_up(client)

    client.get(link_in(sent()[0]))

    assert not EmailAddress.objects.get().verified


def test_an_unconfirmed_address_opens_nothing_and_is_not_the_members_yet(client, sent):
    sign_up(client)
    sent()

    refused = sign_in(Client(), "oda@mail.example")

    assert refused.url == reverse("account_email_verification_sent")
    assert Member.objects.get().email is None


def test_a_sign_up_that_breaks_leaves_neither_member_nor_mail(client, monkeypatch):
    def break_down(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("community.mail.enqueue", break_down)

    with pytest.raises(RuntimeError):
        sign_up(client)

    assert not Member.objects.exists()
    assert not LoggedEvent.objects.exists()
    assert not DBTaskResult.objects.exists()


# Names and handles


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Oda Lindqvist", "oda-lindqvist"),
        ("Ольга Петрова", "olga-petrova"),
        ("李小龙", "lixiaolong"),
        ("J. R. R. Tolkien", "j-r-r-tolkien"),
        ("Wolfeschlegelsteinhausenbergerdorff", "wolfeschlegelsteinhausenb"),
        ("Admin", "admin2"),
        ("Erased", "erased-person"),
    ],
)
def test_a_handle_is_made_from_the_name_when_none_is_chosen(client, name, handle):
    sign_up(client, name=name)

    assert Member.objects.get().handle == handle


def test_two_people_of_one_name_get_two_handles(client):
    MemberFactory(handle="Oda-Lindqvist")

    sign_up(client)

    assert Member.objects.get(name="Oda Lindqvist").handle == "oda-lindqvist2"


@pytest.mark.parametrize("taken", ["maria", "MARIA", "mArIa"])
def test_a_taken_handle_is_refused_in_whatever_case_and_a_free_one_named(client, asker, taken):
    answer = sign_up(client, username=taken)

    assert answer.status_code == 200
    words = f"“{taken}” is taken. “maria2” is free."
    assert answer.context["form"].errors["username"] == [words]


@pytest.mark.parametrize(
    "handle", ["admin", "Everyone", "erased-5", "-oda", "oda lindqvist", "ода", "a" * 31, "a@b"]
)
def test_some_handles_are_for_nobody(client, handle):
    answer = sign_up(client, username=handle)

    assert answer.context["form"].errors["username"]
    assert not Member.objects.exists()


def test_a_handle_somebody_gave_up_lately_is_kept_from_others(client, asker):
    FormerHandle.objects.create(handle="Oda", member=asker)

    answer = sign_up(client, username="oda")

    assert "is taken" in answer.context["form"].errors["username"][0]


@pytest.mark.parametrize(
    "name", ["", " ", "\u202e", "...", "oda@mail.example", "Oda o.l@x.example"]
)
def test_a_name_says_something_and_no_address(client, name):
    answer = sign_up(client, name=name)

    assert answer.context["form"].errors["name"]


def test_a_name_is_kept_without_what_nobody_sees(client):
    sign_up(client, name=" Oda\u202e \u200b Lind\tqvist ")

    assert Member.objects.get().name == "Oda Lind qvist"


def test_a_handle_taken_at_the_same_instant_gets_a_sentence_not_an_error(client, monkeypatch):
    def overtaken(handle: str) -> None:
        check_handle(handle)
        if not Member.objects.exists():
            MemberFactory(handle="ODA", email="rival@mail.example")

    monkeypatch.setattr("community.accounts.check_handle", overtaken)

    answer = sign_up(client, username="oda")

    assert answer.context["form"].errors["username"] == ["“oda” is taken. “oda2” is free."]
