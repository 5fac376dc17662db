"""All that waits for somebody's decision is one notice and one mail, at most once a day."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client

from community.mail import mail_notice
from community.models import Delivery, LoggedEvent, Member, MutedTopic, Notice
from ephemeral.actions import deciding
from ephemeral.actions.lives import restart
from ephemeral.actions.locking import locked_lifetime
from ephemeral.clockwork import look_after_knowledge
from ephemeral.clockwork.telling import earliest_after
from ephemeral.models import Decision, Entry, Lifetime, Reminder
from questions import actions
from tests.factories import EntryFactory, LifespanFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def on(days: float) -> datetime:
    return NOON + timedelta(days=days)


@pytest.fixture
def it_is():
    """Set the time of everything, what people read included."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def look(it_is, run_jobs):
    """Let the clock look at a moment, and the jobs follow."""

    def at(moment: datetime) -> None:
        it_is(moment)
        look_after_knowledge(moment)
        run_jobs()

    return at


def written(author: Member, at: datetime = NOON, **facts: object) -> Entry:
    return EntryFactory(written_at=at, author=author, **facts)


def sent(notice: Notice) -> Delivery:
    mail_notice.call(notice.pk)
    return notice.deliveries.get()


def renew(entry: Entry, at: datetime) -> None:
    with transaction.atomic():
        lifetime = locked_lifetime(entry.lifetime.pk)
        restart(lifetime, Decision.Kind.RENEWED, days=100, now=at, by=entry.author)


def test_a_hundred_dates_after_a_night_off_are_one_notice_and_one_mail(employee, it_is, look):
    for _nth in range(100):
        written(employee)

    for minutes in range(0, 50, 10):
        look(on(100) + timedelta(minutes=minutes))
        for notice in Notice.objects.all():
            sent(notice)

    assert Reminder.objects.filter(event__isnull=False).count() == 100
    notice = employee.notices.get()
    assert len(notice.event.payload["reminder_ids"]) == 100
    (message,) = mail.outbox
    assert message.subject.startswith("100 things wait for your decision: “Choosing a channel")
    assert "and 98 more" in message.subject
    assert message.body.count("Confirmed") + message.body.count("Not confirmed") == 10
    assert re.search(r"and 90 more\n +\S+/knowledge/due/\n", message.body)
    assert "You keep it." in message.body


def test_each_line_of_the_mail_leads_to_its_own_decision(employee, look):
    first, second = written(employee, title="The guest network"), written(employee, at=on(2))

    look(on(93))
    sent(employee.notices.get())

    body = mail.outbox[0].body
    links = re.findall(r"\* (.+)\n  (\S+)\n", body)
    assert links[0][0] == "The guest network: Confirmed 2 March by Ana Ruiz, due in 7 days"
    assert len({address for _words, address in links}) == 2
    assert all("/knowledge/decide/" in address for _words, address in links)
    assert links[1][0].startswith(second.title)
    assert first.lifetime.pk != second.lifetime.pk


def test_the_notice_leads_to_the_queue_or_to_the_one_entry(client, employee, look):
    entry = written(employee)
    other = written(employee, at=on(1))

    look(on(92))

    client.force_login(employee)
    notice = employee.notices.get()
    assert "2 things wait for your decision:" in client.get("/notices/").text
    assert client.get(f"/notices/{notice.pk}/")["Location"] == "/knowledge/due/"
    renew(other, on(92))
    assert client.get(f"/notices/{notice.pk}/")["Location"] == entry.get_absolute_url()


def test_a_notice_of_which_nothing_waits_any_more_counts_as_read(
    employee, moderator, look, run_jobs
):
    first, second = written(employee), written(employee)
    look(on(90))
    notice = employee.notices.get()

    deciding.renew(first.lifetime, because="Tried it", by=moderator, at=on(90))
    run_jobs()
    still_unread = employee.notices.unread().count()
    deciding.let_go(second.lifetime, because="Gone", by=moderator, at=on(90))
    run_jobs()

    notice.refresh_from_db()
    assert (still_unread, notice.read_at is not None) == (1, True)


def test_what_was_decided_meanwhile_is_not_said_and_nothing_left_is_not_mailed(employee, look):
    entries = [written(employee) for _nth in range(3)]
    look(on(90))
    notice = employee.notices.get()

    renew(entries[0], on(90))
    Lifetime.objects.filter(entry=entries[1]).update(let_go_at=on(90), next_at=None)
    assert sent(notice).outcome == Delivery.Outcome.SENT
    assert mail.outbox[0].subject == f"This waits for your decision: {entries[2].title}"

    renew(entries[2], on(90))
    notice.deliveries.update(outcome=Delivery.Outcome.WAITING)
    delivery = sent(notice)
    assert (delivery.outcome, len(mail.outbox)) == (Delivery.Outcome.SKIPPED, 1)
    assert delivery.why == "hidden, deleted or taken back since"


def test_what_was_decided_before_anybody_was_told_is_told_to_nobody(employee, look):
    """The second comes due on a day on which its steward was told already."""
    written(employee)
    entry = written(employee, at=NOON + HOUR)
    look(on(90))
    look(on(90) + HOUR)
    renew(entry, on(90) + 2 * HOUR)

    look(on(91))

    assert employee.notices.count() == 1
    assert not Reminder.objects.filter(told_at=None).exists()
    assert Reminder.objects.get(lifetime__entry=entry).event is None


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York", "Europe/Lisbon", ""])
def test_once_a_day_is_once_a_day_where_the_person_is(employee, look, zone):
    Member.objects.filter(pk=employee.pk).update(time_zone=zone)
    here = ZoneInfo(zone or "UTC")
    midnight = datetime(2026, 6, 11, tzinfo=here)
    before, after = midnight - timedelta(minutes=10), midnight + timedelta(minutes=10)
    for moment in (before, before + timedelta(minutes=5), after):
        written(Member.objects.get(pk=employee.pk), at=moment - timedelta(days=90))

    told = []
    for moment in (
        before,
        before + timedelta(minutes=5),
        after,
        midnight + 7 * HOUR - timedelta(minutes=1),
        midnight + 7 * HOUR,
        midnight + 20 * HOUR,
    ):
        look(moment)
        told.append(employee.notices.count())

    assert told == [1, 1, 1, 1, 2, 2]
    assert len(employee.notices.last().event.payload["reminder_ids"]) == 2


@pytest.mark.parametrize(
    ("zone", "told_at", "earliest"),
    [
        # The night in which the clocks go forward, and the one in which they go back.
        ("Europe/Lisbon", "2026-03-28T22:00", "2026-03-29T06:00"),
        ("Europe/Lisbon", "2026-10-24T22:00", "2026-10-25T07:00"),
        ("America/New_York", "2026-03-07T23:00", "2026-03-08T11:00"),
        ("America/New_York", "2026-11-01T03:00", "2026-11-01T12:00"),
        ("Pacific/Auckland", "2026-04-04T10:00", "2026-04-04T19:00"),
        ("Pacific/Auckland", "2026-09-26T11:00", "2026-09-26T18:00"),
        ("UTC", "2026-12-31T23:59", "2027-01-01T07:00"),
    ],
)
def test_the_next_day_begins_in_the_morning_whatever_summer_time_does(zone, told_at, earliest):
    moment = datetime.fromisoformat(told_at).replace(tzinfo=UTC)

    again = earliest_after(moment, ZoneInfo(zone))

    assert again == datetime.fromisoformat(earliest).replace(tzinfo=UTC)


def test_the_author_of_an_answer_is_asked_gently(asker, answerer, look, it_is):
    question = actions.ask_question(title="Which channel?", body="Radar.", by=asker)
    answer = actions.post_answer(question, body="36.", by=answerer)
    actions.accept_answer(answer, by=asker)
    mail.outbox.clear()

    look(Lifetime.objects.get().due_at)

    notice = answerer.notices.get(event__type="DecisionsWait")
    sent(notice)
    (message,) = mail.outbox
    assert message.subject == "Is your answer still right? Which channel?"
    assert "You wrote it, and it was accepted." in message.body
    assert answer.get_absolute_url() in message.body
    assert "/knowledge/decide/" not in message.body


def test_a_lapse_is_said_with_the_rest(employee, look):
    short = LifespanFactory(name="Short", days=3, notice_days=0.5, grace_days=2)
    written(employee, at=on(85), lifespan=short)
    written(employee)

    look(on(90))

    assert Lifetime.objects.filter(stage=Lifetime.Stage.LAPSED).count() == 1
    sent(employee.notices.get())
    assert "Lapsed, not confirmed since" in mail.outbox[0].body
    assert "due in 10 days" in mail.outbox[0].body


class TestTheSwitch:
    @pytest.fixture
    def notice(self, employee, look) -> Notice:
        written(employee)
        look(on(90))
        return employee.notices.get()

    def off(self, notice: Notice) -> str:
        sent(notice)
        address = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
        return "/" + address.split("/", 3)[3]

    def test_it_ends_these_mails_and_no_others(self, notice, employee, look):
        address = self.off(notice)
        assert "No more mail about what waits for my decision" in Client().get(address).text
        assert not MutedTopic.objects.exists()

        Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

        look(on(100))
        later = employee.notices.latest("pk")
        assert later.pk != notice.pk
        assert sent(later).why == "stopped since"
        assert Member.objects.get(pk=employee.pk).wants_mail
        assert MutedTopic.objects.get().topic == "decisions"

    def test_the_list_has_its_own_button_until_it_was_pressed(self, notice, employee, client):
        client.force_login(employee)
        words = "No mail about what waits for my decision"
        assert words in client.get("/notices/").text

        done = client.post("/notices/silence/decisions/", follow=True)

        assert "It stands here still." in done.text
        assert words not in client.get("/notices/").text
        assert "This waits for your decision" in done.text

    def test_one_can_hear_of_it_again(self, notice, employee, client):
        client.force_login(employee)
        client.post("/notices/silence/decisions/")
        page = client.get("/settings/preferences/").text
        assert "No mail about" in page
        assert "what waits for my decision" in page

        client.post("/notices/hear/decisions/")

        assert "No mail about" not in client.get("/settings/preferences/").text
        assert sent(notice).outcome == Delivery.Outcome.SENT

    def test_an_entry_can_be_switched_off_alone(self, employee, client):
        entry = written(employee, title="The guest network")
        client.force_login(employee)

        client.post(f"/notices/silence/entry:{entry.pk}/")

        assert "the entry “The guest network”" in client.get("/settings/preferences/").text

    @pytest.mark.parametrize(
        "topic", ["weather", "entry", "entry:x", "decisions:1", "entry:" + 30 * "9"]
    )
    def test_what_is_no_topic_is_refused_in_words(self, employee, client, topic):
        client.force_login(employee)

        page = client.post(f"/notices/silence/{topic}/")

        assert page.status_code == 404
        assert "There is nothing of this name to hear of." in page.text
        assert not MutedTopic.objects.exists()


@pytest.mark.parametrize("length", [2, 40])
def test_the_list_takes_as_many_queries_however_much_waits(
    client, employee, look, length, django_assert_max_num_queries
):
    for _nth in range(length):
        written(employee)
    look(on(90))
    look(on(100))
    client.force_login(employee)
    client.get("/settings/")

    with django_assert_max_num_queries(12):
        page = client.get("/notices/").text

    assert page.count("said-to-me") == 2


def test_two_clocks_that_tell_at_once_tell_once(employee, it_is):
    written(employee)

    look_after_knowledge(on(90))
    look_after_knowledge(on(90))

    assert LoggedEvent.objects.filter(type="DecisionsWait").count() == 1
