"""Telling people: once, not of their own acts, and by mail only while it still holds."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.core import mail, signing
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from community.events import AnswerPosted, EntryRevised
from community.mail import OFF_SALT, mail_notice, off_address
from community.models import Delivery, LoggedEvent, Member, MutedTopic, Notice
from community.notices import MAIL_AFTER, read_notices_of, tell
from questions.actions import (
    ask_question,
    follow_question,
    hide_post,
    post_answer,
    stop_following,
)
from questions.models import Answer, Question
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(asker) -> Question:
    return ask_question(title="The lamp blinks", body="All night.", by=asker)


@pytest.fixture
def answer(question, answerer) -> Answer:
    return post_answer(question, body="Turn it **round**.", by=answerer)


@pytest.fixture
def told(answer, asker, run_jobs) -> Notice:
    """The asker's notice of the answer, in the list and not yet mailed."""
    run_jobs()
    return asker.notices.get()


def sent(notice: Notice) -> Delivery:
    """What became of the mail of a notice when its time came."""
    mail_notice.call(notice.pk)
    return notice.deliveries.get()


def event_of(answer: Answer) -> AnswerPosted:
    row = LoggedEvent.objects.get(type="AnswerPosted")
    return AnswerPosted.from_row(row)


def test_many_reasons_make_one_notice(answer, asker):
    tell(event_of(answer), {asker.pk: ["asked", "mentioned", "asked"]})

    notice = asker.notices.get()
    assert notice.reasons == ["asked", "mentioned"]
    assert notice.deliveries.get().outcome == Delivery.Outcome.WAITING


def test_whoever_did_it_and_whoever_left_are_not_told(answer, answerer, stranger):
    Member.objects.filter(pk=stranger.pk).update(is_active=False)

    tell(event_of(answer), {answerer.pk: ["chose"], stranger.pk: ["chose"]})

    assert not Notice.objects.exists()


def test_telling_twice_changes_nothing(told, answer, asker, run_jobs):
    tell(event_of(answer), {asker.pk: ["asked", "mentioned"]})
    run_jobs()

    assert asker.notices.get().reasons == ["asked"]
    assert told.deliveries.count() == 1


def test_the_mail_waits_a_little_and_leaves_once(told, asker, run_jobs):
    assert mail.outbox == []
    waiting = told.deliveries.get()
    assert waiting.outcome == Delivery.Outcome.WAITING
    assert timedelta(0) < MAIL_AFTER

    for _time in range(2):
        assert sent(told).outcome == Delivery.Outcome.SENT

    (message,) = mail.outbox
    assert message.to == ["maria@mail.example"]


def test_a_mail_says_what_why_and_how_to_end_it(told, question):
    sent(told)

    (message,) = mail.outbox
    off = re.search(r"No more mail about this: (\S+)", message.body)
    assert message.subject == "Tom Okafor answered. The lamp blinks"
    for words in ("Turn it round.", "You asked this question.", question.get_absolute_url()):
        assert words in message.body
    headers = message.extra_headers
    assert off
    assert headers["List-Unsubscribe"] == f"<{off[1]}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_mails_about_one_question_make_one_thread(told, question, employee, asker, run_jobs):
    post_answer(question, body="We look into it.", by=employee, speaking_as="support")
    run_jobs()
    for notice in asker.notices.all():
        sent(notice)

    first, second = (message.extra_headers for message in mail.outbox)
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == first["In-Reply-To"] == second["References"]


def test_a_slow_mail_server_keeps_nobody_from_writing(told, monkeypatch):
    before = len(connection.savepoint_ids)
    depth = []
    monkeypatch.setattr(
        EmailMessage, "send", lambda _message: depth.append(len(connection.savepoint_ids))
    )

    sent(told)

    assert depth == [before]


def test_a_mail_that_did_not_leave_leaves_when_tried_again(told, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", raising)
        with pytest.raises(OSError, match="no line"):
            sent(told)
    assert told.deliveries.get().outcome == Delivery.Outcome.WAITING

    assert sent(told).outcome == Delivery.Outcome.SENT


def raising(_message: EmailMessage) -> None:
    raise OSError("no line")


def read(notice: Notice) -> None:
    notice.member.notices.update(read_at=timezone.now())


def hidden(notice: Notice) -> None:
    moderator = MemberFactory(is_moderator=True)
    hide_post(Answer.objects.get(), reason="A guess.", by=moderator)


def deleted(notice: Notice) -> None:
    Question.objects.all().delete()


def stopped(notice: Notice) -> None:
    stop_following(Question.objects.get(), by=notice.member)


def mail_off(notice: Notice) -> None:
    Member.objects.filter(pk=notice.member_id).update(wants_mail=False)


def left(notice: Notice) -> None:
    Member.objects.filter(pk=notice.member_id).update(is_active=False)


def not_verified(notice: Notice) -> None:
    notice.member.emailaddress_set.update(verified=False)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (read, "read already"),
        (hidden, "hidden, deleted or taken back since"),
        (deleted, "hidden, deleted or taken back since"),
        (stopped, "stopped since"),
        (mail_off, "mail is switched off"),
        (left, "the account is closed or has no address"),
        (not_verified, "the address is not verified"),
    ],
)
def test_what_does_not_hold_any_more_is_not_mailed(told, happens, why):
    happens(told)

    delivery = sent(told)

    assert mail.outbox == []
    assert (delivery.outcome, delivery.why) == (Delivery.Outcome.SKIPPED, why)
    assert delivery.ended_at


def test_whoever_wants_no_mail_is_told_on_the_page(question, asker, answerer, run_jobs):
    mail_off(Notice(member=asker))

    post_answer(question, body="Turn it.", by=answerer)
    run_jobs()

    delivery = asker.notices.get().deliveries.get()
    assert (delivery.outcome, delivery.why) == (Delivery.Outcome.SKIPPED, "mail is switched off")


# The switch in a mail


def test_looking_at_the_off_switch_changes_nothing(told, question, asker):
    page = Client().get(off_address(asker, f"question:{question.pk}"))

    assert "No more about this question" in page.text
    assert question.follows.current().count() == 2
    assert "Set-Cookie" not in page.headers


def test_one_press_of_a_mail_program_ends_it(told, question, asker):
    client = Client(enforce_csrf_checks=True)
    sent(told)
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")

    done = client.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})

    assert "You hear no more of this." in done.text
    assert not question.follows.current().filter(member=asker).exists()
    assert Member.objects.get(pk=asker.pk).wants_mail


def test_another_press_ends_all_mail(question, asker):
    Client(enforce_csrf_checks=True).post(
        off_address(asker, f"question:{question.pk}"), {"all": "1"}
    )

    assert not Member.objects.get(pk=asker.pk).wants_mail
    assert question.follows.current().filter(member=asker).exists()


def test_links_of_mails_from_before_topics_still_work(told, question, asker):
    old = signing.dumps({"member": asker.pk, "question": question.pk}, salt=OFF_SALT)
    old_of_all = signing.dumps({"member": asker.pk, "question": None}, salt=OFF_SALT)

    Client().post(f"/notices/off/{old}/")
    assert not question.follows.current().filter(member=asker).exists()
    assert Member.objects.get(pk=asker.pk).wants_mail

    Client().post(f"/notices/off/{old_of_all}/")
    assert not Member.objects.get(pk=asker.pk).wants_mail


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_whole_says_so(question, asker, method):
    address = off_address(asker, f"question:{question.pk}")

    page = getattr(Client(enforce_csrf_checks=True), method)(address[:-4] + "/")

    assert page.status_code == 404
    assert "This link is not whole. Copy all of it from the mail." in page.text
    assert question.follows.current().filter(member=asker).exists()


# The list


def test_the_list_says_what_happened_and_why(client, told, asker, stranger):
    client.force_login(asker)

    page = client.get("/notices/").text

    for words in ("Tom Okafor answered.", "The lamp blinks", "You asked this question."):
        assert words in page
    client.force_login(stranger)
    assert "Tom Okafor" not in client.get("/notices/").text
    assert client.get(f"/notices/{told.pk}/").status_code == 404
    assert Client().get("/notices/").status_code == 302


def test_opening_a_notice_reads_it(client, told, asker, answer):
    client.force_login(asker)

    opened = client.get(f"/notices/{told.pk}/")

    assert opened["Location"] == answer.get_absolute_url()
    assert not asker.notices.unread().exists()


def test_visiting_the_question_reads_its_notices(client, told, question, asker):
    client.force_login(asker)
    assert "1" in re.findall(r"notices/[^>]*>.*?</a>", client.get("/").text, re.S)[0]

    page = client.get(question.get_absolute_url())

    assert not asker.notices.unread().exists()
    assert page.context["user"].unread_notices == 0


def test_what_nobody_can_open_does_not_stay_unread(client, told, asker):
    hidden(told)
    client.force_login(asker)

    assert "Nothing yet." in client.get("/notices/").text

    assert not asker.notices.unread().exists()
    gone = client.get(f"/notices/{told.pk}/")
    assert gone.status_code == 404
    assert "What this was about is no longer here." in gone.text


def test_stopping_ends_it_and_reads_what_was_told(client, told, question, asker):
    client.force_login(asker)

    client.post(f"/notices/silence/{question.pk}/")

    assert not question.follows.current().filter(member=asker).exists()
    assert not asker.notices.unread().exists()
    assert "Tom Okafor answered." in client.get("/notices/").text


def test_looking_at_an_entry_reads_what_was_told_of_it(told, asker):
    row = LoggedEvent.objects.create(type="EntryRevised", entry_id=5, payload={"decision_id": 1})
    tell(EntryRevised.from_row(LoggedEvent.objects.get(pk=row.pk)), {asker.pk: ["keeps"]})
    assert asker.notices.unread().count() == 2

    read_notices_of(asker, entry_id=5)

    assert asker.notices.unread().get() == told


def test_a_question_is_stopped_by_its_topic_and_told_to_nobody_else(client, told, question, asker):
    client.force_login(asker)
    assert f"/notices/silence/question:{question.pk}/" in client.get("/notices/").text

    client.post(f"/notices/silence/question:{question.pk}/")

    assert not question.follows.current().filter(member=asker).exists()
    assert not MutedTopic.objects.exists()


def test_reading_all_is_for_ones_own(client, told, asker, stranger):
    client.force_login(stranger)
    client.post("/notices/read/")
    assert asker.notices.unread().count() == 1

    client.force_login(asker)
    client.post("/notices/read/")

    assert not asker.notices.unread().exists()


@pytest.mark.parametrize("length", [2, 25])
def test_the_list_takes_ten_queries_however_long(
    client, asker, employee, length, run_jobs, django_assert_max_num_queries
):
    for n in range(length):
        question = ask_question(title=f"Part {n}", body="x", by=employee)
        follow_question(question, by=asker)
        post_answer(question, body="y", by=MemberFactory())
    run_jobs()
    client.force_login(asker)
    client.get("/settings/")

    with django_assert_max_num_queries(10):
        page = client.get("/notices/").text

    assert page.count("said-to-me") == min(length, 25)


@pytest.mark.browser
def test_the_list_fits_a_phone_and_axe_finds_nothing(
    page: Page, window: BrowserContext, live_server, told, asker
):
    client = Client()
    client.force_login(asker)
    key = client.cookies[site.SESSION_COOKIE_NAME].value
    window.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto("/notices/", wait_until="networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
