"""The frame that every page stands in."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from community.models import Member
from home.context import current_site, forget
from home.models import SiteSettings
from tests.factories import MemberFactory


class Untouchable:
    """Fails whoever looks at it."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a page for visitors read {name}")

    def __bool__(self) -> bool:
        raise AssertionError("a page for visitors asked whether somebody is there")


def frame(member: Any, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.user = member
    request.session = Untouchable()
    request._messages = [] if "for_visitors" not in context else Untouchable()
    return render_to_string("base.html", context, request)


def test_a_page_for_visitors_reads_nothing_of_the_visitor():
    shown = frame(Untouchable(), for_visitors=True)

    assert "Sign in" in shown
    assert "csrfmiddlewaretoken" not in shown


def test_the_page_for_visitors_is_the_page_that_a_visitor_gets():
    assert "Sign in" in frame(AnonymousUser())


def test_a_member_finds_their_notices_in_words(db: None):
    member = MemberFactory(name="Jo Lindqvist")
    member.unread_notices = 3

    shown = frame(member)

    assert "3 notices" in shown
    assert 'id="acts"' in shown
    assert "Sign in" not in shown


@pytest.mark.parametrize(
    ("theme", "expected"), [("dark", True), ("light", True), ("system", False)]
)
def test_the_theme_a_member_chose_comes_with_the_page(db: None, theme: str, expected: bool):
    shown = frame(MemberFactory(theme=theme))

    assert (f'data-theme="{theme}"' in shown) is expected
    assert ("data-theme" in shown) is expected


def test_the_frame_asks_the_database_nothing(
    db: None, django_assert_num_queries: Any, asker: Member
):
    with django_assert_num_queries(0):
        frame(asker)


def test_no_style_or_script_is_written_into_the_page(asker: Member):
    shown = frame(asker)

    assert "<style" not in shown
    assert "style=" not in shown
    assert " onclick" not in shown
    assert shown.count("<script") == shown.count("<script src=") + shown.count(
        '<script type="module" src='
    )


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_what_went_wrong_is_said_in_the_frame(page: str):
    request = RequestFactory().get("/somewhere/?a=1&b=2")
    request.user = AnonymousUser()

    shown = render_to_string(page, {"exception": "Because."}, request)

    assert "<h1>" in shown
    assert 'class="bar"' in shown


def test_a_refusal_says_why():
    request = RequestFactory().get("/somewhere/?a=1&b=2")
    request.user = AnonymousUser()

    shown = render_to_string("403.html", {"exception": "Only the person who asked can."}, request)

    assert "Only the person who asked can." in shown
    assert "?next=/somewhere/%3Fa%3D1%26b%3D2" in shown


def test_when_all_is_broken_a_page_still_stands():
    assert "<h1>Something broke on our side</h1>" in render_to_string("500.html")


ENTRANCES = ["login", "signup", "password/reset", "password/reset/done", "confirm-email"]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_the_pages_for_signing_in_are_ours(db: None, client: Client, entrance: str):
    answer = client.get(f"/accounts/{entrance}/")

    assert answer.status_code == 200
    assert "account/" in answer.templates[0].name
    assert 'class="bar"' in answer.text
    assert "Mayfly</a>" in answer.text


def test_a_wrong_password_is_said_over_the_form(asker: Member, client: Client):
    answer = client.post("/accounts/login/", {"login": asker.email, "password": "not it"})

    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("page", ["password/change", "email", "logout"])
def test_the_pages_of_an_account_are_ours(asker: Member, client: Client, page: str):
    client.force_login(asker)

    answer = client.get(f"/accounts/{page}/", follow=True)

    assert answer.status_code == 200
    assert 'class="bar"' in answer.text


def test_what_is_kept_of_the_frame_follows_the_language_and_the_settings(db: None):
    kept = Template(
        "{% load site_look i18n %}"
        '{% kept "a test" %}{{ site.name }} {% get_current_language as l %}{{ l }}{% endkept %}'
    )
    ours, theirs = (replace(current_site(), name=name) for name in ("Ours", "Theirs"))

    assert kept.render(Context({"site": ours})) == "Ours en"
    with override("de"):
        assert kept.render(Context({"site": ours})) == "Ours de"
    assert kept.render(Context({"site": theirs})) == "Theirs en"
    assert kept.render(Context({"site": ours})) == "Ours en"


def test_what_is_kept_is_not_made_again(db: None):
    made: list[int] = []
    kept = Template('{% load site_look %}{% kept "once" %}{{ make }}{% endkept %}')
    context = {"site": current_site(), "make": lambda: made.append(1) or "made"}

    assert kept.render(Context(context)) == kept.render(Context(context)) == "made"
    assert len(made) == 1


@pytest.mark.parametrize("test", ["first", "next"])
def test_what_one_test_made_of_the_site_is_gone_in_the_next(db: None, test: str):
    assert current_site().name == "Mayfly"
    SiteSettings.objects.update(name="Northlight Community")
    forget()

    assert current_site().name == "Northlight Community"
