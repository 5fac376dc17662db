"""Signing up, in and out, through the doors people use."""

import re
from collections.abc import Callable

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from community.models import FormerHandle, LoggedEvent, Member
from community.naming import check_handle
from tests.factories import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "maria@mail.example", "marta@mail.example"  # of one length, as pages tell it
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


# Signing in and out


@pytest.mark.parametrize("login", ["maria@mail.example", "Maria@Mail.Example", "maria", "MARIA"])
def test_one_signs_in_by_address_or_handle_in_whatever_case(client, asker, login):
    answer = sign_in(client, login)

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(asker.pk)


def test_signing_in_goes_on_where_one_was(client, asker):
    url = reverse("account_login") + "?next=/ask/"

    answer = client.post(url, {"login": "maria", "password": PASSWORD, "next": "/ask/"})

    assert answer.url == "/ask/"


def test_signing_out_needs_the_button(client, asker):
    client.force_login(asker)

    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_deactivated_member_cannot_sign_in_and_reads_why(client, asker):
    Member.objects.filter(pk=asker.pk).update(is_active=False)

    answer = sign_in(client, "maria")

    assert not is_signed_in(client)
    assert answer.url == reverse("account_inactive")
    assert "closed" in client.get(answer.url).content.decode()


def test_a_deactivated_member_is_signed_out_wherever_they_are(client, asker):
    client.force_login(asker)

    Member.objects.filter(pk=asker.pk).update(is_active=False)

    assert client.get(reverse("settings-tokens")).status_code == 302


def test_trying_passwords_comes_to_an_end(client, asker):
    for _attempt in range(5):
        sign_in(client, "maria", "a wrong guess")

    answer = sign_in(client, "maria", PASSWORD)

    assert not is_signed_in(client)
    assert "Wait five minutes" in str(answer.context["form"].errors)


def test_the_admin_has_no_door_of_its_own(client, administrator):
    for path in ("/admin/", "/admin/login/?next=/admin/"):
        answer = client.get(path)
        assert answer.url.startswith(reverse("account_login"))
    refused = client.post("/admin/login/", {"username": "admin", "password": PASSWORD})
    assert refused.status_code == 302
    assert not is_signed_in(client)


# Forgotten passwords and other addresses


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(client, asker, sent):
    client.post(reverse("account_reset_password"), {"email": KNOWN})
    [letter] = sent()
    key = client.get(link_in(letter))
    new = "eleven slow rivers"

    client.post(key.url, {"password1": new, "password2": new})

    assert sign_in(Client(), "maria", new).status_code == 302
    assert "set anew" in sent()[0].subject


def test_a_mailed_link_stays_on_this_site_whatever_host_was_claimed(client, asker, sent, settings):
    settings.ALLOWED_HOSTS = ["*"]

    client.post(reverse("account_reset_password"), {"email": KNOWN}, HTTP_HOST="evil.example")

    assert "evil.example" not in sent()[0].body


def change_address(client: Client, address: str) -> HttpResponse:
    """Type another address, then the password that this asks for."""
    asked = client.post(reverse("account_email"), {"email": address, "action_add": ""})
    return client.post(asked.url, {"password": PASSWORD})


def test_a_new_address_counts_once_it_is_confirmed(client, asker, sent):
    sign_in(client, "maria")

    change_address(client, "mk@new.example")
    asker.refresh_from_db()
    assert asker.email == KNOWN
    [letter] = sent()
    client.post(link_in(letter))

    asker.refresh_from_db()
    assert asker.email == "mk@new.example"
    assert [told.to for told in sent()] == [[KNOWN]]
    assert sign_in(Client(), KNOWN).status_code == 200
    assert sign_in(Client(), "mk@new.example").status_code == 302


def test_changing_the_address_asks_for_the_password_again(client, asker):
    client.force_login(asker)
    typed = {"email": "mk@new.example", "action_add": ""}

    asked = client.post(reverse("account_email"), typed)
    client.post(asked.url, {"password": "a wrong guess"})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.filter(user=asker).count() == 1


def test_an_address_of_somebody_else_is_never_taken_over(client, asker, answerer, sent):
    sign_in(client, "tom")

    change_address(client, KNOWN)
    for letter in sent():
        client.post(link_in(letter))

    answerer.refresh_from_db()
    assert answerer.email == "tom@mail.example"
    assert sign_in(Client(), KNOWN).status_code == 302


def test_whoever_squats_on_an_unconfirmed_address_does_not_keep_its_owner_out(client, sent):
    sign_up(client, username="squatter")
    sent()

    cache.clear()  # a while later
    sign_up(Client(), username="owner")
    [letter] = sent()
    reset = Client()
    reset.post(reverse("account_reset_password"), {"email": "oda@mail.example"})
    [reset_letter] = sent()

    assert "already" in letter.subject
    assert reset.get(link_in(reset_letter)).status_code == 302


# Nobody learns who has an account


def told(answer: HttpResponse, address: str) -> tuple[object, ...]:
    """All that an answer says, without what differs for everybody anyway."""
    body = answer.content.decode().replace(address, "ADDRESS")
    body = re.sub(r'(csrf[\w-]*"\s*(?:value|content)=")[^"]+', r"\1", body)
    cookies = {name: dict(morsel) for name, morsel in answer.cookies.items()}
    for morsel in cookies.values():
        morsel.pop("expires")
    return answer.status_code, dict(answer.headers), body, cookies


@time_machine.travel("2026-11-22 10:00 +0000", tick=False)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("account_login", {"login": "ADDRESS", "password": "a wrong guess"}),
        ("account_reset_password", {"email": "ADDRESS"}),
        ("account_signup", {**NEWCOMER, "username": "oda", "email": "ADDRESS"}),
        ("account_signup", {**NEWCOMER, "username": "maria", "email": "ADDRESS"}),
        ("account_signup", {**NEWCOMER, "password1": "password", "email": "ADDRESS"}),
        ("account_signup", {**NEWCOMER, "name": "", "email": "ADDRESS"}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(asker, sent, name, form):
    answers, pages, letters = [], [], []
    for address in (KNOWN, UNKNOWN):
        visitor = Client()
        typed = {field: value.replace("ADDRESS", address) for field, value in form.items()}
        answer = visitor.post(reverse(name), typed)
        answers.append(told(answer, address))
        if answer.status_code == 302:
            pages.append(told(visitor.get(answer.url), address))
        letters.append([letter.to for letter in sent()])

    assert answers[0] == answers[1]
    assert pages[:1] == pages[1:]
    assert len(letters[0]) == len(letters[1])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("account_login", {"login": "ADDRESS", "password": "a wrong guess"}),
        ("account_signup", {**NEWCOMER, "email": "ADDRESS"}),
    ],
)
def test_known_and_unknown_addresses_take_the_same_work(asker, monkeypatch, name, form):
    """Digesting a password is what takes time: it happens once, whoever is asked for."""
    digested: list[str] = []
    original = MD5PasswordHasher.encode

    def count(self: MD5PasswordHasher, password: str, salt: str) -> str:
        digested.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    work = []
    for address in (KNOWN, UNKNOWN):
        digested.clear()
        typed = {field: value.replace("ADDRESS", address) for field, value in form.items()}
        Client().post(reverse(name), typed)
        work.append(len(digested))

    assert work == [1, 1]


def test_asking_for_a_new_password_looks_nobody_up_while_one_waits(asker):
    work = []
    for address in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse("account_reset_password"), {"email": address})
        work.append(len(queries))

    assert work[0] == work[1]


def test_an_unknown_handle_takes_the_same_work(asker, monkeypatch):
    digested: list[str] = []
    original = MD5PasswordHasher.encode

    def count(self: MD5PasswordHasher, password: str, salt: str) -> str:
        digested.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)

    sign_in(Client(), "maria", "a wrong guess")
    sign_in(Client(), "nobody", "a wrong guess")

    assert len(digested) == 2


@time_machine.travel("2026-11-22 10:00 +0000", tick=False)
def test_adding_an_address_does_not_tell_whose_it_is(answerer, asker, sent):
    answers = []
    for address in (KNOWN, UNKNOWN):
        visitor = Client()
        sign_in(visitor, "tom")
        answers.append(told(change_address(visitor, address), address))
        assert [letter.to for letter in sent()] == [[address]]

    assert answers[0] == answers[1]


def test_a_question_begun_before_signing_up_waits_to_be_sent(client, sent):
    typed = {"title": "The router blinks red", "body": "Since Monday.", "kind": "question"}

    asked = client.post("/ask/", typed)
    sign_up(client, onwards="/ask/")
    confirmed = client.post(link_in(sent()[0]))

    assert asked.url.startswith(reverse("account_login"))
    assert "The router blinks red" in client.get(confirmed.url).content.decode()


def test_whoever_asks_for_too_much_reads_that_they_should_wait(client, asker):
    for _time in range(6):
        answer = client.post(reverse("account_reset_password"), {"email": KNOWN})

    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()


def test_limits_are_the_same_for_known_and_unknown_addresses(asker):
    statuses = []
    for address in (KNOWN, UNKNOWN):
        cache.clear()
        visitor = Client()
        urls = [reverse("account_reset_password")] * 6
        statuses.append([visitor.post(url, {"email": address}).status_code for url in urls])

    assert statuses[0] == statuses[1]
