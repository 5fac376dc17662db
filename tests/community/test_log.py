"""The log is read in order, without a gap, and each reader sees only what they may."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from community import log
from community.events import (
    AnswerPosted,
    AsideWritten,
    QuestionAsked,
    TagChanged,
    publish,
)
from community.models import LoggedEvent, Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_reactions(settings) -> None:
    settings.REACTIONS = "tests.community.reacting.NOTHING"


@pytest.fixture
def screens(monkeypatch) -> dict[str, Any]:
    """The screens of this test only."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(log, "_screens", found)
    return found


def note(tag: str) -> LoggedEvent:
    with transaction.atomic():
        return publish(TagChanged(actor_id=None, tag=tag))


def tags(events: list[LoggedEvent]) -> list[str]:
    return [event.payload["tag"] for event in events]


# In order, without a gap


def test_the_log_is_read_page_by_page(settled):
    for tag in "abcde":
        note(tag)
    settled()

    first = log.events_after(None, 2)
    second = log.events_after(first[-1].pk, 2)
    third = log.events_after(second[-1].pk, 2)

    assert [tags(first), tags(second), tags(third)] == [["a", "b"], ["c", "d"], ["e"]]
    assert log.events_after(third[-1].pk, 2) == []


def test_a_reader_with_an_unknown_place_in_the_log_is_told():
    with pytest.raises(LoggedEvent.DoesNotExist):
        log.events_after(10**9, 2)


class SlowTransaction:
    """Another connection's transaction that publishes when told to and commits when told to."""

    def __init__(self) -> None:
        self._thinks_better_of_it = False
        self._steps: dict[str, threading.Event] = {}
        for step in ("begin", "begun", "publish", "published", "commit"):
            self._steps[step] = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self._steps["begin"].wait(20)
        with transaction.atomic():
            Member.objects.create_user("slow", "slow@mail.example")  # takes a transaction number
            self._steps["begun"].set()
            self._steps["publish"].wait(20)
            publish(TagChanged(actor_id=None, tag="slow"))
            self._steps["published"].set()
            self._steps["commit"].wait(20)
            transaction.set_rollback(self._thinks_better_of_it)
        connection.close()

    def begin(self) -> None:
        self._steps["begin"].set()
        assert self._steps["begun"].wait(20)

    def publish(self) -> None:
        self._steps["publish"].set()
        assert self._steps["published"].wait(20)

    def commit(self) -> None:
        self._steps["commit"].set()
        self._thread.join()

    def roll_back(self) -> None:
        self._thinks_better_of_it = True
        self.commit()

    def end(self) -> None:
        for step in self._steps.values():
            step.set()
        self._thread.join()


@pytest.fixture
def slow(transactional_db: None) -> Iterator[SlowTransaction]:
    slow = SlowTransaction()
    yield slow
    slow.end()


@pytest.mark.postgres
def test_the_event_of_a_slow_transaction_with_a_lower_id_is_not_skipped(slow):
    note("before")
    slow.begin()
    slow.publish()
    fast = note("fast")

    early = log.events_after(None, 10)
    slow.commit()
    late = log.events_after(early[-1].pk, 10)

    assert tags(early) == ["before"]
    assert tags(late) == ["slow", "fast"]
    assert late[0].pk < fast.pk


@pytest.mark.postgres
def test_the_event_of_a_slow_transaction_with_a_higher_id_is_not_skipped(slow):
    slow.begin()
    fast = note("fast")
    slow.publish()

    early = log.events_after(None, 10)
    slow.commit()
    late = log.events_after(None, 10)

    assert early == []
    assert tags(late) == ["slow", "fast"]
    assert late[0].pk > fast.pk
    assert tags(log.events_after(late[0].pk, 10)) == ["fast"]


@pytest.mark.postgres
def test_a_transaction_that_rolls_back_holds_nobody_up_for_ever(slow):
    slow.begin()
    note("fast")
    assert log.events_after(None, 10) == []

    slow.roll_back()

    assert tags(log.events_after(None, 10)) == ["fast"]


@pytest.mark.postgres
def test_any_page_of_a_long_log_is_found_by_the_index(transactional_db):
    LoggedEvent.objects.bulk_create(
        LoggedEvent(type="TagChanged", payload={"tag": "x"}, transaction=n // 100)
        for n in range(1, 6001)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE community_loggedevent")
    middle = LoggedEvent.objects.order_by("pk")[3000]

    plan = log.settled_after(middle.pk, LoggedEvent.objects.all())[:100].explain(analyze=True)

    assert "events_in_reading_order" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_events_of_one_question_can_be_read_alone(settled):
    for question_id in (1, 2, 1):
        with transaction.atomic():
            publish(QuestionAsked(actor_id=None, question_id=question_id))
    settled()

    found = log.events_after(None, 10, among=LoggedEvent.objects.filter(question_id=1))

    assert [event.question_id for event in found] == [1, 1]


# Only what the reader may see


def test_events_that_no_app_shows_are_seen_by_nobody(screens, settled, administrator):
    note("a")
    settled()

    assert log.read(administrator).events == []


def test_each_reader_sees_what_the_app_shows_them(screens, settled, employee, stranger):
    @log.shows(AsideWritten)
    def to_employees(events: list[LoggedEvent], viewer: Any) -> list[LoggedEvent]:
        return events if viewer.is_authenticated and viewer.is_employee else []

    log.shows(TagChanged)(log.shown_to_everyone)
    note("a")
    with transaction.atomic():
        publish(AsideWritten(actor_id=None, question_id=1, aside_id=1))
    note("b")
    settled()

    def types(viewer: Any) -> list[str]:
        return [event.type for event in log.read(viewer).events]

    assert types(employee) == ["TagChanged", "AsideWritten", "TagChanged"]
    assert types(stranger) == types(AnonymousUser()) == ["TagChanged", "TagChanged"]


def test_an_app_is_asked_once_for_a_whole_page(screens, settled):
    asked = []

    @log.shows(QuestionAsked, AnswerPosted)
    def of_odd_questions(events: list[LoggedEvent], viewer: Any) -> list[LoggedEvent]:
        asked.append(len(events))
        return [event for event in events if event.question_id % 2]

    with transaction.atomic():
        for number in range(6):
            publish(QuestionAsked(actor_id=None, question_id=number))
            publish(AnswerPosted(actor_id=None, question_id=number, answer_id=1))
    settled()

    seen = log.read(AnonymousUser()).events

    assert asked == [12]
    assert [event.question_id for event in seen] == [1, 1, 3, 3, 5, 5]


def test_the_reader_goes_on_after_what_they_may_not_see(screens, settled):
    log.shows(TagChanged)(lambda events, viewer: [e for e in events if e.payload["tag"] == "e"])
    for tag in "abcde":
        note(tag)
    settled()

    first = log.read(AnonymousUser(), limit=3)
    second = log.read(AnonymousUser(), after=first.cursor, limit=3)
    third = log.read(AnonymousUser(), after=second.cursor, limit=3)

    assert (first.events, first.more) == ([], True)
    assert (tags(second.events), second.more) == (["e"], False)
    assert (third.events, third.cursor) == ([], second.cursor)


def test_an_event_is_told_in_ids_and_plain_values():
    row = note("routers")

    told = log.as_json(LoggedEvent.objects.get(pk=row.pk))

    assert told == {
        "id": row.pk,
        "type": "TagChanged",
        "at": row.at.isoformat(),
        "actor_id": None,
        "capacity_id": None,
        "question_id": None,
        "entry_id": None,
        "tag": "routers",
    }
