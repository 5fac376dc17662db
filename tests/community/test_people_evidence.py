"""Employment by proof: a verified address, or what an identity provider says."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from community.accounts import SocialAccountAdapter
from community.actions.teams import domain_of, end_employment, follow_evidence
from community.models import Employment, LoggedEvent, Member, Team, TeamClaim, TeamDomain
from tests.factories import EmploymentFactory, MemberFactory, TeamFactory

pytestmark = pytest.mark.django_db

ISSUER = "https://login.acme.example/realms/staff"


@pytest.fixture
def support() -> Team:
    team = TeamFactory()
    TeamDomain.objects.create(team=team, domain="acme.example", title="Engineer")
    TeamClaim.objects.create(team=team, value="helpdesk", title="Help desk")
    return team


def titles(member: Member) -> list[tuple[str, str]]:
    return [(job.title, job.source) for job in member.employments.current()]


def events(kind: str) -> int:
    return LoggedEvent.objects.filter(type=kind).count()


# By address


def test_confirming_an_address_of_the_domain_makes_an_employee(client, support, run_jobs):
    form = {"name": "Ana", "username": "", "email": "Ana@ACME.example", "password1": "x7y8z9lamp"}
    client.post(reverse("account_signup"), form)
    ana = Member.objects.get()
    assert titles(ana) == []

    run_jobs()
    link = next(word for word in mail.outbox[0].body.split() if "confirm-email" in word)
    client.post(urlsplit(link).path)

    assert titles(ana) == [("Engineer", "domain")]
    assert events("EmploymentBegan") == 1


@pytest.mark.parametrize(
    "address",
    [
        "ana@mail.acme.example",
        "ana@notacme.example",
        "ana@acme.example.evil.example",
        "ana@acme.example.",
        "ana@acme-example",
        "ana@\uff41cme.example",
        "ana@аcme.example",
        "ana@acme\u3002example",
        "ana@xn--cme-7cd.example",
        '"ana@acme.example"@evil.example',
        "ana@acme.example@evil.example",
        "acme.example",
        "",
    ],
)
def test_what_only_looks_like_the_domain_is_not_it(support, address):
    member = MemberFactory(email=None)
    EmailAddress.objects.create(user=member, email=address, verified=True)

    follow_evidence(member)

    assert titles(member) == []


def test_the_domain_is_what_follows_the_last_at_sign():
    assert domain_of("Ana@ACME.Example") == "acme.example"
    assert domain_of("ana@acme.example@evil.example") == "evil.example"
    assert domain_of("ana@ACME.exampl\u212a") == ""


def test_an_address_that_is_not_verified_proves_nothing(support):
    member = MemberFactory(email=None)
    EmailAddress.objects.create(user=member, email="ana@acme.example", verified=False)

    follow_evidence(member)

    assert titles(member) == []


def test_leaving_the_address_ends_the_employment_once(support):
    member = MemberFactory(email="ana@acme.example")
    follow_evidence(member)
    EmailAddress.objects.filter(user=member).update(email="ana@home.example")

    follow_evidence(member)
    follow_evidence(member)

    assert titles(member) == []
    assert member.employments.get().ended_at
    assert events("EmploymentEnded") == 1


def test_what_an_administrator_decided_needs_no_proof(support):
    employment = EmploymentFactory(team=support, title="Lead")

    follow_evidence(employment.member)

    assert titles(employment.member) == [("Lead", "administrator")]


def test_only_administrators_end_an_employment_by_hand(support, moderator, employee):
    employment = employee.employments.get()
    for by in (moderator, employee):
        with pytest.raises(PermissionDenied, match="Only administrators"):
            end_employment(employment, by=by)
    assert titles(employee)


# By the identity provider


class Provider:
    """An OpenID Connect provider, as far as our side of the wire can tell."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "ana-1",
            "name": "Ana Ruiz",
            "preferred_username": "ana",
            "email": "ana@home.example",
            "email_verified": True,
            "groups": ["helpdesk", "runners"],
        }

    def get(self, url: str, **_more: Any) -> "Answer":
        if url.endswith("/.well-known/openid-configuration"):
            paths = {"authorization": "auth", "token": "token", "userinfo": "me"}
            found = {f"{name}_endpoint": f"{ISSUER}/{path}" for name, path in paths.items()}
            return Answer({**found, "issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"})
        assert url == f"{ISSUER}/me"
        return Answer(self.person)

    def request(self, method: str, url: str, **more: Any) -> "Answer":
        assert (method, url) == ("POST", f"{ISSUER}/token")
        assert more["data"]["code_verifier"]
        return Answer({"access_token": "t", "token_type": "Bearer", "expires_in": 60})

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *_error: object) -> None:
        """As a session of requests is closed."""


class Answer:
    status_code = 200
    headers = {"content-type": "application/json"}

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def json(self) -> dict[str, Any]:
        return self.content

    def raise_for_status(self) -> None:
        """All went well."""


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    app = {
        "provider_id": "oidc",
        "name": "Acme sign-in",
        "client_id": "mayfly",
        "secret": "s3cret",
        "settings": {"server_url": ISSUER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    provider = Provider()
    monkeypatch.setattr(SocialAccountAdapter, "get_requests_session", lambda _adapter: provider)
    return provider


def come_in(client: Client, process: str = "login", onwards: str = "") -> HttpResponse:
    """To the provider and back."""
    url = f"/accounts/oidc/oidc/login/?process={process}" + (f"&next={onwards}" if onwards else "")
    there = client.post(url)
    assert there.url.startswith(f"{ISSUER}/auth?")
    state = parse_qs(urlsplit(there.url).query)["state"][0]
    return client.get(f"/accounts/oidc/oidc/login/callback/?code=abc&state={state}")


def test_whoever_comes_from_the_provider_is_in_at_once(client, provider):
    answer = come_in(client, onwards="/ask/")

    ana = Member.objects.get()
    assert answer.url == "/ask/"
    assert client.session["_auth_user_id"] == str(ana.pk)
    assert (ana.handle, ana.name, ana.email) == ("ana", "Ana Ruiz", "ana@home.example")
    assert not ana.has_usable_password()
    assert events("MemberJoined") == 1


def test_the_sign_in_page_offers_the_provider(client, provider):
    for page in ("account_login", "account_signup"):
        assert "Acme sign-in" in client.get(reverse(page)).content.decode()


def test_a_claim_makes_an_employee_and_its_end_ends_it(client, provider, support):
    come_in(client)
    ana = Member.objects.get()
    assert titles(ana) == [("Help desk", "claim")]
    come_in(client)
    assert titles(ana) == [("Help desk", "claim")]

    provider.person["groups"] = ["runners"]
    come_in(client)

    assert titles(ana) == []
    assert (events("EmploymentBegan"), events("EmploymentEnded")) == (1, 1)
    provider.person["groups"] = ["helpdesk"]
    come_in(client)
    assert titles(ana) == [("Help desk", "claim")]
    assert Employment.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "employed"),
    [
        ("helpdesk", True),
        (["helpdesk"], True),
        (["HELPDESK"], False),
        ("helpdesk-interns", False),
        (None, False),
        ({"helpdesk": True}, False),
        ([["helpdesk"]], False),
        (True, False),
    ],
)
def test_a_claim_counts_only_when_it_says_exactly_that(client, provider, support, said, employed):
    provider.person["groups"] = said

    come_in(client)

    assert bool(titles(Member.objects.get())) is employed


def test_a_verified_address_from_the_provider_proves_as_much_as_a_confirmed_one(
    client, provider, support
):
    provider.person |= {"email": "ana@acme.example", "groups": []}

    come_in(client)

    assert titles(Member.objects.get()) == [("Engineer", "domain")]


@pytest.mark.parametrize("word", [False, "false", None, "no"])
def test_an_address_the_provider_did_not_verify_proves_nothing(client, provider, support, word):
    provider.person |= {"email": "ana@acme.example", "email_verified": word, "groups": []}

    answer = come_in(client)

    ana = Member.objects.get()
    assert titles(ana) == []
    assert ana.email is None
    assert answer.url == reverse("account_email_verification_sent")


def test_the_handle_of_the_provider_is_taken_when_it_is_free(client, provider):
    MemberFactory(handle="ANA", email=None)

    come_in(client)

    assert Member.objects.get(name="Ana Ruiz").handle == "ana-ruiz"


@pytest.mark.parametrize("wanted", ["ana ruiz", "ana\n", "admin", "a" * 40, "", None])
def test_a_handle_that_does_not_do_here_gives_way_to_one_from_the_name(client, provider, wanted):
    provider.person["preferred_username"] = wanted

    come_in(client)

    assert Member.objects.get().handle == "ana-ruiz"


def test_no_handle_and_no_name_gives_the_address_away(client, provider):
    provider.person |= {"preferred_username": "ana@home.example", "name": "ana@home.example"}

    asked = come_in(client)
    form = client.get(asked.url)
    page = form.content.decode()

    assert asked.url == reverse("socialaccount_signup")
    assert form.context["form"]["name"].value() in ("", None)
    assert 'value="ana@home.example"' in page  # only in the field for the address, shown to them
    client.post(asked.url, {"name": "Ana", "username": "", "email": "ana@home.example"})
    assert Member.objects.get().handle == "ana"


def test_the_providers_word_on_an_address_opens_nobody_elses_account(client, provider, run_jobs):
    maria = MemberFactory(handle="maria", email="ana@home.example")

    answer = come_in(client)

    run_jobs()
    assert "_auth_user_id" not in client.session
    assert answer.url == reverse("account_email_verification_sent")
    assert not SocialAccount.objects.filter(user=maria).exists()
    assert "already" in mail.outbox[0].subject


def test_somebody_signed_in_connects_the_provider_and_gains_its_claims(
    client, provider, support, asker, run_jobs
):
    sign_in(client, asker)

    come_in(client, process="connect")

    assert SocialAccount.objects.get().user == asker
    assert titles(asker) == [("Help desk", "claim")]
    account = SocialAccount.objects.get()
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert titles(asker) == []


def test_a_deactivated_member_does_not_come_in_by_the_provider_either(client, provider):
    come_in(client)
    client.post(reverse("account_logout"))
    Member.objects.update(is_active=False)

    answer = come_in(client)

    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def sign_in(client: Client, member: Member) -> None:
    from tests.factories import PASSWORD

    client.post(reverse("account_login"), {"login": member.handle, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


# Its settings


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, []),
        ({"NAME": "Acme", "ISSUER": ISSUER, "CLIENT_ID": "a", "CLIENT_SECRET": "b"}, []),
        ({"NAME": "Acme", "ISSUER": ISSUER, "CLIENT_ID": "a"}, ["OIDC_CLIENT_SECRET is missing"]),
        ({"CLIENT_ID": "a"}, ["OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_SECRET"]),
        (
            {"NAME": "A", "ISSUER": "http://a.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b"},
            ["OIDC_ISSUER must be an https address"],
        ),
        (
            {"NAME": "A", "ISSUER": "a.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b"},
            ["OIDC_ISSUER must be an https address"],
        ),
    ],
)
def test_a_provider_set_by_halves_stops_the_start_with_its_name(settings, parts, said):
    empty = dict.fromkeys(("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET"), "")
    settings.OIDC = {"OIDC": {**empty, **parts}}

    problems = [str(problem) for problem in run_checks() if problem.id.startswith("community.E00")]

    assert bool(problems) is bool(said)
    for words in said:
        assert words in problems[0]
