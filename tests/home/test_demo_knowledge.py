"""The demo community knows things in every state, and keeps, moves and misses promises."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from community.models import Member
from ephemeral.models import Decision, Entry, EntryQuestion, Lifetime, Promise, PromiseState
from ephemeral.state import State


@pytest.fixture(scope="module")
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo: None, db: None) -> None:
    """The site with the demo in it."""


def test_entries_stand_in_every_state(demo: None) -> None:
    rows = Lifetime.objects.exclude(entry=None).with_state(timezone.now())

    assert set(rows.values_list("state_now", flat=True)) == set(State)


def test_accepted_answers_are_not_all_fresh(demo: None) -> None:
    rows = Lifetime.objects.exclude(answer=None).with_state(timezone.now())

    assert {State.CONFIRMED, State.UNCONFIRMED, State.LAPSED} <= set(
        rows.values_list("state_now", flat=True)
    )


def test_some_entries_were_made_from_answers(demo: None) -> None:
    assert EntryQuestion.objects.exclude(answer=None).count() >= 5


def test_promises_stand_in_every_state_and_one_was_moved(demo: None) -> None:
    now = timezone.now()

    assert {promise.state(now) for promise in Promise.objects.all()} == set(PromiseState)
    assert Promise.objects.filter(moves__gt=0).exists()


def test_the_lists_have_something_of_everything(demo: None, client: Client) -> None:
    for show in ("fresh", "waiting", "lapsed"):
        assert client.get("/knowledge/", {"show": show}).content.count(b'class="card"') >= 1

    assert "Beacon and the log-in pages of hotels" in orphans()
    late = client.get("/teams/support/").content.decode()
    assert "ask the app team what it would take" in late


def orphans() -> str:
    client = Client()
    client.force_login(Member.objects.get(handle="ana"))
    return client.get("/knowledge/orphans/").content.decode()


def test_the_employee_finds_a_queue(demo: None, client: Client) -> None:
    client.force_login(Member.objects.get(handle="ana"))

    queue = client.get("/knowledge/due/").content.decode()

    assert "Night mode on firmware 5" in queue
    assert "4 people ask it back" in queue


def test_what_was_let_go_leads_to_what_took_its_place(demo: None, client: Client) -> None:
    old = Entry.objects.get(title="Turning radar channels off by hand")

    arrived = client.get(old.get_absolute_url(), follow=True)

    assert "Radar, DFS and why Wi-Fi changes channel" in arrived.content.decode()
    assert Decision.objects.filter(kind=Decision.Kind.LET_GO, successor__isnull=False).exists()
