"""Every stored number can be proved against facts, and put right."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from community import counters, log
from community.counters import Counter
from community.models import LoggedEvent, Member, Notice
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def notices_counted() -> Coalesce:
    of_event = Notice.objects.filter(event=OuterRef("pk")).order_by().values("event")
    counted = Subquery(of_event.annotate(total=Count("pk")).values("total"))
    return Coalesce(counted, 0, output_field=BigIntegerField())


@pytest.fixture(autouse=True)
def counter(monkeypatch) -> Counter:
    """A number for these tests: how often an event was told, stored (of all fields) in entry_id."""
    counter = Counter(LoggedEvent, "entry_id", notices_counted)
    monkeypatch.setattr(counters, "_registered", {counter.name: counter})
    return counter


def tell(event: LoggedEvent, *members: Member) -> None:
    Notice.objects.bulk_create(Notice(event=event, member=member) for member in members)


def check(*options: str) -> tuple[int, str]:
    """Run the command; its status and what it printed."""
    printed = io.StringIO()
    try:
        call_command("check_counters", *options, stdout=printed)
    except SystemExit as end:
        return int(end.code or 0), printed.getvalue()
    return 0, printed.getvalue()


def test_numbers_that_agree_with_the_facts_pass(asker):
    tell(LoggedEvent.objects.create(type="A", entry_id=1), asker)
    LoggedEvent.objects.create(type="B", entry_id=0)

    assert check() == (0, "1 stored numbers agree with the facts.\n")


def test_drift_is_named_and_stays_until_it_is_mended(asker, answerer):
    told = LoggedEvent.objects.create(type="A", entry_id=7)
    tell(told, asker, answerer)
    never = LoggedEvent.objects.create(type="B", entry_id=None)
    line = "community.LoggedEvent.entry_id of {}: stored {}, counted {}\n".format

    first, second = check(), check("--fix")

    named = line(told.pk, 7, 2) + line(never.pk, None, 0)
    assert first == (1, named)
    assert second == (0, named + "community.LoggedEvent.entry_id: 2 mended.\n")
    assert check()[0] == 0
    assert [row.entry_id for row in LoggedEvent.objects.all()] == [2, 0]


def test_much_drift_is_told_in_few_lines_and_mended_in_batches(counter, monkeypatch):
    monkeypatch.setattr(counters, "BATCH", 7)
    LoggedEvent.objects.bulk_create(LoggedEvent(type="A", entry_id=9) for _ in range(50))

    status, printed = check()

    assert status == 1
    assert printed.count("\n") == 21
    assert "and 30 more" in printed
    assert counter.mend() == 50
    assert check()[0] == 0


def test_the_check_asks_one_query_a_number(django_assert_num_queries):
    LoggedEvent.objects.bulk_create(LoggedEvent(type="A", entry_id=9) for _ in range(50))

    with django_assert_num_queries(1):
        check()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_mending_waits_for_a_writer_and_then_counts_what_it_wrote(counter):
    """An update that had counted before it waited would store the number of before."""
    event = LoggedEvent.objects.create(type="A", entry_id=9)
    member = MemberFactory()
    holding, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            LoggedEvent.objects.select_for_update().get()
            tell(event, member)
            holding.set()
            go_on.wait(20)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert holding.wait(20)
    threading.Timer(0.3, go_on.set).start()
    counter.mend()
    writer.join()

    assert list(counter.find_drift()) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_events_restored_from_another_server_are_read_again_after_mending():
    LoggedEvent.objects.create(type="A", transaction=10**12)
    LoggedEvent.objects.create(type="B", transaction=5)
    LoggedEvent.objects.create(type="C", transaction=10**12 + 1)
    LoggedEvent.objects.create(type="D")
    order = log.ReadingOrder()

    hidden = [event.type for event in log.events_after(None, 10)]
    drift = list(order.find_drift())
    mended = order.mend()

    assert hidden == ["B", "D"]
    assert [found.stored for found in drift] == [10**12, 10**12 + 1]
    assert mended == 3
    assert [event.type for event in log.events_after(None, 10)] == ["A", "B", "C", "D"]
    assert list(order.find_drift()) == []
