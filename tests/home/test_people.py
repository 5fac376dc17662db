"""The pages of people and teams."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.actions.people import change_profile, close_account
from community.actions.teams import end_employment
from community.models import Capacity, Member
from questions.actions import accept_answer, ask_question, cast_vote, hide_post, post_answer
from questions.models import Question
from tests.factories import EmploymentFactory, MemberFactory, TeamFactory

pytestmark = pytest.mark.django_db


def asked(by: Member, title: str = "The router blinks red", **more: object) -> Question:
    return ask_question(title=title, body="It does so since Monday.", by=by, **more)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


# A person


def test_a_persons_page_says_who_they_are_and_what_they_answered(client, asker, employee):
    change_profile(
        employee, name="Ana Ruiz", handle="ana", about="I know **every** router.", by=employee
    )
    question = asked(asker, tags=["wifi"])
    answer = post_answer(
        question, body="Hold reset for ten seconds.", by=employee, speaking_as="support"
    )
    accept_answer(answer, by=asker)

    page = text(client, "/people/ana/")

    assert "<h1>Ana Ruiz</h1>" in page
    assert "Support engineer, Support, Acme" in page
    assert "I know <strong>every</strong> router." in page
    assert "The router blinks red" in page
    assert "Hold reset for ten seconds." in page
    assert "15 points" in page
    assert "15 points in the last 90 days" in page
    assert "1 answer that solved it" in page
    assert 'href="/tags/wifi/"' in page


def test_the_other_tab_has_what_they_asked(client, asker):
    asked(asker)

    assert "The router blinks red" not in text(client, "/people/maria/")
    assert "The router blinks red" in text(client, "/people/maria/?show=questions")


def test_nobodys_address_stands_on_their_page(client, asker, employee, administrator):
    asked(asker)
    for viewer in (None, asker, employee, administrator):
        if viewer:
            client.force_login(viewer)
        for url in ("/people/maria/", "/people/maria/?show=questions", "/people/?q=maria"):
            assert "mail.example" not in text(client, url)


def test_points_of_long_ago_count_in_all_but_not_lately(client, asker, answerer):
    long_ago = timezone.now() - timedelta(days=100)
    question = asked(asker, at=long_ago)
    answer = post_answer(question, body="Hold reset.", by=answerer, at=long_ago)
    accept_answer(answer, by=asker, at=long_ago)
    cast_vote(answer, value=1, by=MemberFactory())

    page = text(client, "/people/tom/")

    assert "25 points" in page
    assert "10 points in the last 90 days" in page


def test_what_is_hidden_shows_on_nobodys_page_but_to_its_author(client, asker, answerer, moderator):
    question = asked(asker, tags=["wifi"])
    answer = post_answer(question, body="Buy my pills.", by=answerer)
    hide_post(answer, reason="Advertising", by=moderator)

    assert "Buy my pills" not in text(client, "/people/tom/")
    assert "/tags/wifi/" not in text(client, "/people/tom/")
    client.force_login(answerer)
    assert "Buy my pills" in text(client, "/people/tom/")


def test_the_page_has_one_address_per_person(client, asker):
    answer = client.get("/people/MARIA/?show=questions")

    assert (answer.status_code, answer.url) == (302, "/people/maria/?show=questions")


def test_a_former_handle_leads_to_the_person(client, asker):
    change_profile(asker, name="Maria Keller", handle="mkeller", about="", by=asker)

    assert client.get("/people/Maria/").url == "/people/mkeller/"


def test_whoever_is_called_like_that_now_comes_before_who_was_once(client, asker):
    change_profile(asker, name="Maria Keller", handle="mkeller", about="", by=asker)
    MemberFactory(handle="maria", name="Maria Another", email="another@mail.example")

    assert "Maria Another" in text(client, "/people/maria/")


@pytest.mark.parametrize("handle", ["nobody", "%00", "-", "a%20b", "a" * 500, "%F0%9F%A6%9F"])
def test_nobody_of_that_handle_is_a_page_that_says_so(client, db, handle):
    assert client.get(f"/people/{handle}/").status_code == 404


def test_a_closed_account_keeps_what_it_wrote_and_nothing_of_the_person(client, asker, employee):
    question = asked(asker)
    post_answer(question, body="Hold reset.", by=employee, speaking_as="support")

    close_account(employee, by=employee)

    page = text(client, f"/people/erased-{employee.pk}/")
    assert "Hold reset." in page
    assert "Ana" not in page
    assert "This account is closed" in page
    assert client.get("/people/ana/").status_code == 404
    assert "Ana" not in text(client, question.get_absolute_url())


@pytest.mark.parametrize("show", ["", "?show=questions"])
def test_a_persons_page_takes_at_most_12_queries(
    client, asker, employee, django_assert_max_num_queries, show
):
    for number in range(25):
        question = asked(employee, title=f"Router {number} blinks red", tags=["wifi", "reset"])
        post_answer(question, body="Hold reset.", by=employee, speaking_as="support")
    client.force_login(asker)

    with django_assert_max_num_queries(12):
        first = client.get(f"/people/ana/{show}")

    assert "Router 24" in first.content.decode()
    assert "Router 1 blinks" not in first.content.decode()
    onwards = first.context["next_url"]
    assert "Router 1 blinks" in text(client, onwards)


# People


def test_who_helps_comes_first(client, asker, answerer):
    accept_answer(post_answer(asked(asker), body="Hold reset.", by=answerer), by=asker)

    page = text(client, "/people/")

    assert "Tom Okafor" in page
    assert "Maria Keller" not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("keller", True),
        ("MARIA", True),
        ("mar kel", True),
        ("Inês", False),
        ("%", False),
        ("%00", True),
        ("keller%00maria", True),
        ("mail.example", False),
    ],
)
def test_people_are_found_by_parts_of_their_name_and_never_by_their_address(
    client, asker, words, found
):
    page = text(client, reverse("people") + f"?q={words}")

    assert ("Maria Keller" in page) is found


def test_a_name_is_found_without_its_accents(client, moderator):
    assert "Inês Duarte" in text(client, "/people/?q=ines")
    assert "Inês Duarte" in text(client, "/people/?q=inês")


def test_whoever_is_gone_or_never_confirmed_an_address_is_not_listed(client, asker, stranger):
    close_account(asker, by=asker)
    MemberFactory(name="Bargain Pills", email=None)
    Member.objects.filter(pk=stranger.pk).update(is_active=False)

    page = text(client, "/people/?all=1")

    assert "erased" not in page
    assert "Bargain" not in page
    assert "Lee Chen" not in page


def test_all_people_are_listed_in_pages(client, django_assert_max_num_queries):
    MemberFactory.create_batch(60)

    with django_assert_max_num_queries(10):
        first = client.get("/people/?all=1")
    second = client.get(first.context["next_url"])

    names = {str(person) for answer in (first, second) for person in answer.context["found"]}
    assert len(names) == 60


# A team


def test_a_teams_page_shows_who_works_there_and_what_it_answered(client, asker, employee):
    employment = EmploymentFactory(member=MemberFactory(name="Gone Long"))
    question = asked(asker, tags=["wifi"])
    post_answer(question, body="Hold reset.", by=employee, speaking_as="support")
    post_answer(question, body="My own two cents.", by=employee)
    end_employment(employment, by=MemberFactory(is_superuser=True))

    page = text(client, "/teams/support/")

    assert "Ana Ruiz" in page
    assert "Support engineer" in page
    assert "Hold reset." in page
    assert "My own two cents." not in page
    assert "Gone Long" not in page
    assert "1 answer" in page


def test_a_team_keeps_what_was_said_in_its_name_when_people_leave(client, asker, employee):
    post_answer(asked(asker), body="Hold reset.", by=employee, speaking_as="support")

    end_employment(employee.employments.get(), by=MemberFactory(is_superuser=True))

    page = text(client, "/teams/support/")
    assert "Hold reset." in page
    assert "Support, Acme" in page
    assert Capacity.objects.get().title == "Support engineer"


def test_a_teams_page_takes_at_most_10_queries(
    client, asker, employee, django_assert_max_num_queries
):
    for number in range(25):
        question = asked(asker, title=f"Router {number} blinks red", tags=["wifi"])
        post_answer(question, body="Hold reset.", by=employee, speaking_as="support")
    EmploymentFactory.create_batch(5)
    client.force_login(asker)

    with django_assert_max_num_queries(10):
        client.get("/teams/support/")


def test_a_team_without_anything_says_so(client, db):
    TeamFactory()

    assert "No answers yet" in text(client, "/teams/support/")
