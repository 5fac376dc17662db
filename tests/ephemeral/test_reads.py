"""Being read makes nothing fresh; it says how urgently somebody should look."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from ephemeral.models import Entry, Lifetime
from ephemeral.models.lifetimes import urgency
from ephemeral.reads import note_entry_read, write_entry_reads_down
from mayfly.duties import write_down_what_is_read
from questions import actions
from tests.factories import EntryFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BROWSER = {"user-agent": "Mozilla/5.0"}


def read(entry: Entry, address: str, method: str = "get", agent: str = "Mozilla/5.0") -> None:
    request = getattr(RequestFactory(), method)(
        "/", headers={"user-agent": agent}, REMOTE_ADDR=address
    )
    request.user = AnonymousUser()
    note_entry_read(request, entry)


def test_ten_thousand_reads_move_no_date_and_raise_its_place_in_the_queue():
    entry, other = EntryFactory(written_at=NOON), EntryFactory(written_at=NOON)
    dates = ("confirmed_at", "base_due_at", "soon_at", "due_at", "lapses_at", "next_at", "round")
    before = Lifetime.objects.values(*dates).get(entry=entry)
    later = NOON + timedelta(days=95)

    for nth in range(10_000):
        read(entry, f"10.{nth >> 16 & 255}.{nth >> 8 & 255}.{nth & 255}")
        if nth % 2_500 == 0:
            write_entry_reads_down(later)
    write_entry_reads_down(later)

    assert Lifetime.objects.values(*dates).get(entry=entry) == before
    lifetime = Lifetime.objects.get(entry=entry)
    assert (lifetime.reads, lifetime.used_at) == (10_000, later)
    queue = Lifetime.objects.order_by(urgency(later).desc()).values_list("entry", flat=True)
    assert list(queue) == [entry.pk, other.pk]
    assert lifetime.state(later) == other.lifetime.state(later) == "due"


def test_a_visit_counts_once_and_robots_do_not():
    entry = EntryFactory()

    for _nth in range(3):
        read(entry, "10.0.0.1")
    read(entry, "10.0.0.2", agent="SomeBot/1.0")
    read(entry, "10.0.0.3", agent="")
    read(entry, "10.0.0.4", method="head")
    write_entry_reads_down()
    write_entry_reads_down()

    assert Lifetime.objects.get().reads == 1


def test_whoever_reads_a_question_reads_its_solution(client, asker, answerer):
    question = actions.ask_question(title="Which channel?", body="Radar.", by=asker)
    answer = actions.post_answer(question, body="36.", by=answerer)
    actions.accept_answer(answer, by=asker)
    due_at = Lifetime.objects.get().due_at

    client.get(question.get_absolute_url(), headers=BROWSER)
    write_down_what_is_read(NOON)

    lifetime = Lifetime.objects.get()
    assert (lifetime.reads, lifetime.used_at, lifetime.due_at) == (1, NOON, due_at)
    question.refresh_from_db()
    assert question.read_count == 1
