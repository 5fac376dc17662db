"""The ring of an accepted answer: on its question, on cards, in feeds, for machines."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions.people import change_profile
from ephemeral.actions import give_evidence, let_go, renew
from home.models import HomePage
from questions import actions
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lee(db):
    """Somebody who has been here for a while, with no part in anything."""
    return MemberFactory(joined_at=timezone.now() - timedelta(days=30))


def words(client, address):
    return client.get(address).content.decode()


def test_a_solution_says_who_confirmed_it(client, answer, question):
    page = words(client, question.get_absolute_url())

    assert re.search(r"Confirmed <time[^>]*>just now</time> by Maria Keller", page)
    assert f'href="/knowledge/life/{answer.lifetime.pk}/"' in page


def test_cards_carry_the_short_ring(client, answer):
    for address in ("/questions/", f"/people/{answer.author.handle}/"):
        page = words(client, address)

        assert 'class="ring confirmed"' in page
        assert "Confirmed <time" in page
        assert "by Maria Keller" not in page


def test_the_home_page_carries_it_too(client, answer, home_blocks):
    page = words(client, "/")

    assert 'class="ring confirmed"' in page


@pytest.fixture
def home_blocks(db):
    """A home page with the newest questions."""
    home = HomePage.objects.get()
    home.body = [("new", {"heading": "New", "sort": "newest", "kind": "", "limit": 5})]
    home.save()


def test_machines_read_until_when_it_holds(client, answer, question):
    page = words(client, question.get_absolute_url())

    said = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    accepted = said["mainEntity"]["acceptedAnswer"]
    assert accepted["expires"] == answer.lifetime.due_at.isoformat()
    assert said["lastReviewed"] == answer.lifetime.confirmed_at.date().isoformat()


def test_the_feed_of_a_question_says_it_in_words(client, answer, question):
    feed = words(client, f"/questions/{question.pk}/feed/")

    assert "Confirmed just now by Maria Keller" in feed


def test_a_member_presses_still_true_and_takes_it_back(client, answer, lee):
    client.force_login(lee)
    address = f"/knowledge/life/{answer.lifetime.pk}/still-true/"

    pressed = client.post(address, {"on": "1"}, follow=True).content.decode()

    assert "still true for 1 person" in pressed
    assert f'formaction="{address}" name="on" value="0" aria-pressed="true"' in pressed

    back = client.post(address, {"on": "0"}, follow=True).content.decode()

    assert "still true for" not in back
    assert f'formaction="{address}" name="on" value="1" aria-pressed="false"' in back


def test_who_pressed_says_on_which_version_and_it_stands_as_one_voice(client, answer, lee):
    client.force_login(lee)
    address = f"/knowledge/life/{answer.lifetime.pk}/still-true/"
    client.post(address, {"on": "1"})
    offered = client.get(answer.get_absolute_url()).text

    client.post(address, {"version": "6.2.4"})

    assert "On which version?" in offered
    assert "On which version?" not in client.get(answer.get_absolute_url()).text
    assert 'value="6.2.4"' in client.get(address).text
    life = client.get(f"/knowledge/life/{answer.lifetime.pk}/").text
    assert life.count("Still true</strong>") == 1
    assert "Taken back" not in life


def test_did_not_work_asks_what_happened_and_keeps_what_was_typed(client, answer, lee):
    client.force_login(lee)
    address = f"/knowledge/life/{answer.lifetime.pk}/did-not-work/"

    refused = client.post(address, {"note": "", "version": "6.2.4"})
    done = client.post(address, {"note": "No such menu", "version": "6.2.4"}, follow=True)

    assert refused.status_code == 422
    assert "Say in one line what happened." in refused.content.decode()
    assert 'value="6.2.4"' in refused.content.decode()
    assert "did not work for 1 person" in done.content.decode()


def test_a_visitor_is_led_to_sign_in_and_back(client, answer, question):
    page = words(client, question.get_absolute_url())
    form = f"/knowledge/life/{answer.lifetime.pk}/still-true/"

    assert f'href="/accounts/login/?next={form}"' in page
    assert client.get(form).url == f"/accounts/login/?next={form}"


def test_who_wrote_the_answer_sees_the_ring_and_no_buttons(client, answer, question):
    client.force_login(answer.author)

    page = words(client, question.get_absolute_url())

    assert "by Maria Keller" in page
    assert "Still true for me" not in page


def test_a_ring_says_that_a_solution_was_let_go(client, answer, question, moderator):
    words(client, question.get_absolute_url())
    let_go(answer.lifetime, because="The menu is gone", by=moderator)

    page = words(client, question.get_absolute_url())

    assert "Solved it for Maria Keller" in page
    assert re.search(r"Let go <time", page)
    assert "Still true for me" not in page


def test_another_name_of_who_confirmed_it_shows_at_once(client, answer, question, employee):
    renew(answer.lifetime, because="Tried it", by=employee)
    assert "by Ana Ruiz" in words(client, question.get_absolute_url())

    change_profile(employee, name="Ana Ruiz Vidal", handle="ana", about="", by=employee)

    assert "by Ana Ruiz Vidal" in words(client, question.get_absolute_url())


def test_the_life_of_an_answer_tells_every_step(
    client, answer, question, employee, moderator, django_assert_max_num_queries
):
    lifetime = answer.lifetime
    for number in range(12):
        member = MemberFactory(joined_at=timezone.now() - timedelta(days=30))
        give_evidence(lifetime, holds=number % 2 == 0, by=member, note=f"Voice {number}")
    renew(
        lifetime,
        because="Tried it on 6.2.4",
        versions="6.2.4",
        by=employee,
        speaking_as="support",
    )
    let_go(lifetime, because="The menu is gone", by=moderator)
    client.force_login(moderator)
    client.get("/tags/")

    with django_assert_max_num_queries(12):
        page = words(client, f"/knowledge/life/{lifetime.pk}/")

    assert "Tried it on 6.2.4" in page
    assert "Support, Acme" in page
    assert "On 6.2.4" in page
    assert "waits 202 days now instead of 270" in page
    assert "holds 5 days longer" in page
    assert re.search(r"due \d+ days earlier", page)
    assert page.index("The menu is gone") < page.index("Tried it on 6.2.4") < page.index("Voice 3")


def test_the_life_of_a_hidden_answer_is_nobodys_to_read(client, answer, moderator):
    actions.hide_post(answer, reason="It names a person", by=moderator)

    assert client.get(f"/knowledge/life/{answer.lifetime.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["asker", "employee", "moderator", "stranger"])
def test_a_solved_question_keeps_to_its_queries(client, answer, question, request, who):
    client.force_login(request.getfixturevalue(who))
    actions.write_aside(question, body="Order 7", by=question.author)
    numbers = []
    client.get("/tags/")

    for _nth in ("cold", "warm"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(question.get_absolute_url()).status_code == 200
        numbers.append(len(queries))

    cold, warm = numbers
    assert cold <= 20
    assert warm <= 9
