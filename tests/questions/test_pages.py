"""The pages of questions: what they show, what they cost, what they keep."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions import actions
from questions.models import Draft, Question
from tests.factories import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def count() -> Callable[[Client, str], int]:
    """How many queries an address takes, on a site that has served a page before."""

    def counted(client: Client, address: str) -> int:
        client.get("/tags/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return counted


def long_thread(question: Question, length: int) -> None:
    for number in range(length):
        author = MemberFactory()
        answer = actions.post_answer(question, body=f"Try {number}", by=author)
        for _nth in range(2):
            actions.post_comment(answer, body="No", by=MemberFactory())


@pytest.mark.parametrize("length", [1, 12])
@pytest.mark.parametrize("who", ["asker", "employee", "moderator", "stranger"])
def test_a_question_takes_at_most_twelve_queries(question, client, count, length, who, request):
    """Eight more on the very first read, for what apps above know of it."""
    long_thread(question, length)
    actions.write_aside(question, body="Order 7", by=question.author)
    client.force_login(request.getfixturevalue(who))
    address = question.get_absolute_url()

    assert count(client, address) <= 20
    actions.cast_vote(question, value=1, by=MemberFactory())
    assert count(client, address) <= 12
    assert count(client, address) <= 9


@pytest.mark.parametrize("length", [2, 40])
@pytest.mark.parametrize("address", ["/questions/", "/questions/?sort=wanted", "/tags/wifi/"])
def test_a_list_takes_at_most_ten_queries(asker, stranger, client, count, length, address):
    for number in range(length):
        actions.ask_question(title=f"Question {number}", body="…", tags=["wifi"], by=asker)
    knowledge = int(address == "/tags/wifi/")  # beside the questions of a tag
    assert count(client, address) <= 8 + knowledge
    client.force_login(stranger)

    assert count(client, address) <= 10


def test_visitors_get_a_page_without_a_cookie(question, answer, client):
    page = client.get(question.get_absolute_url())

    assert "Pin the channel to 36." in page.content.decode()
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_what_is_kept_of_a_thread_follows_every_change(question, answer, asker, stranger, client):
    def words():
        return client.get(question.get_absolute_url()).content.decode()

    words()
    actions.post_comment(answer, body="It helped me", by=stranger)
    assert "It helped me" in words()
    actions.accept_answer(answer, by=asker)
    assert "Solved it for Maria Keller" in words()
    actions.edit_answer(answer, body="Pin it to 40.", by=answer.author)
    assert "Pin it to 40." in words()
    actions.cast_vote(answer, value=1, by=stranger)
    assert re.search(r'class="sum"[^>]*>\s*1\s*<', words())


def test_a_hidden_post_shows_to_its_author_and_moderators_only(
    question, answer, client, moderator, stranger
):
    client.get(question.get_absolute_url())
    actions.hide_post(answer, reason="Rude", by=moderator)
    seen = {}
    for person in (answer.author, moderator, stranger):
        client.force_login(person)
        seen[person.handle] = (
            "Pin the channel" in client.get(question.get_absolute_url()).content.decode()
        )

    assert seen == {answer.author.handle: True, moderator.handle: True, stranger.handle: False}


def test_an_old_or_short_address_leads_to_the_right_one(question, client):
    short = client.get(f"/questions/{question.pk}/")
    old = client.get(f"/questions/{question.pk}/what-it-was-once/")

    assert short.url == old.url == question.get_absolute_url()
    assert client.get("/questions/99999/").status_code == 404


def test_a_visitor_writes_first_and_signs_in_at_the_last_step(client, stranger):
    typed = {"kind": "problem", "title": "Slow upstairs", "body": "One bar.", "tags": "wifi, mesh"}

    sent = client.post("/ask/", typed)
    assert sent.url.startswith("/accounts/login/?next=")
    signed_in = client.post(sent.url, {"login": stranger.email, "password": PASSWORD})
    assert signed_in.url == "/ask/"

    form = client.get("/ask/").context["form"]
    assert {name: form[name].value() for name in typed} == typed
    done = client.post("/ask/", typed)
    question = Question.objects.get()
    assert done.url == question.get_absolute_url()
    assert question.author == stranger
    assert not Draft.objects.exists()


def test_a_refused_form_comes_back_as_it_was_typed(client, asker):
    client.force_login(asker)

    page = client.post("/ask/", {"kind": "idea", "title": "", "body": "Five\nlines", "tags": "a"})

    assert page.status_code == 422
    assert page.context["form"]["body"].value() == "Five\nlines"
    assert "Say in a few words what it is about." in page.content.decode()
    assert Draft.objects.get().fields["body"] == "Five\nlines"


def test_an_answer_refused_by_a_lock_is_not_lost(question, client, stranger, moderator):
    client.force_login(stranger)
    actions.lock_question(question, reason="Settled", by=moderator)

    page = client.post(f"/questions/{question.pk}/answer/", {"body": "A long thought"})

    assert page.status_code == 422
    assert "This question is locked." in page.content.decode()
    assert "A long thought" in page.content.decode()


def test_an_edit_conflict_shows_both_texts_and_loses_neither(client, answer, moderator):
    address = f"/answers/{answer.pk}/edit/"
    client.force_login(answer.author)
    client.get(address)
    actions.edit_answer(answer, body="Pin it to 40.", by=moderator)

    page = client.post(address, {"body": "Pin it to 44.", "base": 1, "reason": ""})

    assert page.status_code == 422
    words = page.content.decode()
    assert "Pin it to 40." in words
    assert "Pin it to 44." in words
    assert client.post(address, {"body": "40 or 44.", "base": 2}).status_code == 302
    answer.refresh_from_db()
    assert answer.body == "40 or 44."


def test_typing_is_kept_on_the_server(client, stranger):
    client.post("/drafts/ask/", {"title": "Half a thou"})
    assert client.get("/ask/").context["form"]["title"].value() == "Half a thou"
    client.force_login(stranger)

    client.post("/drafts/answer:1/", {"body": "Perhaps"})

    assert Draft.objects.get(place="answer:1").member == stranger


def test_the_history_shows_who_changed_what(client, question, asker):
    actions.edit_question(
        question, title="Wi-Fi drops at two", body="Only 5 GHz.", by=asker, reason="clearer"
    )

    words = client.get(f"/questions/{question.pk}/history/").content.decode()

    assert "clearer" in words
    assert "<ins>" in words
    assert "<del>" in words


def test_lists_sort_and_narrow(client, asker, stranger, answer, question):
    idea = actions.ask_question(title="Reboots", body="…", kind="idea", by=stranger)
    actions.say_same(question, by=stranger)

    def titles(address):
        words = client.get(address).content.decode()
        return re.findall(r'<h2><a href="/questions/\d+/[^"]*"[^>]*>([^<]*)', words)

    assert titles("/questions/") == ["Reboots", question.title]
    assert titles("/questions/?sort=wanted") == [question.title, "Reboots"]
    assert titles("/questions/?sort=unanswered") == ["Reboots"]
    assert titles("/questions/?kind=idea") == [idea.title]
    assert titles("/questions/?tag=wifi") == titles("/tags/wifi/") == [question.title]
    assert client.get("/questions/?sort=oldest").status_code == 400
    assert client.get("/questions/?tag=nothing").status_code == 404


def test_long_lists_come_in_pages_that_end(client, asker):
    for number in range(60):
        actions.ask_question(title=f"Question {number}", body="…", by=asker)
    address, seen = "/questions/", []
    while address:
        page = client.get(address)
        seen += re.findall(r">Question (\d+)<", page.content.decode())
        address = page.context["next"]

    assert [int(number) for number in seen] == list(range(59, -1, -1))


def test_search_engines_and_feeds_get_the_whole_answer(client, question, answer, asker, settings):
    actions.accept_answer(answer, by=asker)
    words = client.get(question.get_absolute_url()).content.decode()
    told = json.loads(re.search(r'ld\+json">(.*?)</script>', words, re.DOTALL)[1])

    entity = told["mainEntity"]
    assert (told["@type"], entity["@type"], entity["answerCount"]) == ("QAPage", "Question", 1)
    assert entity["acceptedAnswer"]["text"] == "Pin the channel to 36."
    canonical = re.search(r'rel="canonical"\s+href="([^"]*)"', words)
    assert canonical[1] == settings.SITE_URL + question.get_absolute_url()
    assert 'property="og:title"' in words
    feed = client.get("/questions/feed/?tag=wifi")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert question.title in feed.content.decode()
    assert "Pin the channel" in client.get(f"/questions/{question.pk}/feed/").content.decode()


def test_a_script_in_a_title_is_told_as_words(client, asker):
    question = actions.ask_question(
        title="</script><script>alert(1)</script>", body="<script>x</script>", by=asker
    )

    words = client.get(question.get_absolute_url()).content.decode()

    assert "<script>alert" not in words
    assert "<script>x" not in words


def test_voting_by_a_plain_form_or_by_htmx(client, answer, stranger):
    client.force_login(stranger)

    plain = client.post(f"/answers/{answer.pk}/vote/", {"value": "1"})
    part = client.post(
        f"/answers/{answer.pk}/vote/", {"value": "0"}, headers={"HX-Request": "true"}
    )

    assert plain.url == answer.get_absolute_url()
    assert 'aria-pressed="false"' in part.content.decode()
    assert client.post(f"/answers/{answer.pk}/vote/", {"value": "many"}).status_code == 400


def test_reads_are_counted_once_a_visit_and_renew_nothing(client, question):
    from questions.reads import write_reads_down

    before = Question.objects.values("active_at", "version").get()
    browser = {"user-agent": "Mozilla/5.0"}
    for _nth in range(3):
        client.get(question.get_absolute_url(), headers=browser)
    client.get(question.get_absolute_url(), headers={"user-agent": "SomeBot/1.0"})
    write_reads_down()
    write_reads_down()

    assert Question.objects.values("active_at", "version").get() == before
    assert Question.objects.get().read_count == 1


def test_dates_say_how_long_ago_when_the_page_is_read(client, question):
    client.get(question.get_absolute_url())
    Question.objects.update(posted_at=timezone.now() - timezone.timedelta(hours=5))
    actions.post_comment(question, body="Hm", by=MemberFactory())

    assert "5 hours ago" in client.get(question.get_absolute_url()).content.decode()


class TestAfterTheSessionEnded:
    @pytest.mark.parametrize("place", ["edit", "aside"])
    def test_what_was_being_written_comes_back(self, client, question, asker, place):
        address = f"/questions/{question.pk}/{place}/"
        fields = {"title": "Wi-Fi", "kind": "problem", "body": "Channel 36 it is.", "base": "1"}

        sent = client.post(address, fields)
        assert sent.status_code == 302
        assert sent["Location"].startswith("/accounts/login/")
        client.post("/accounts/login/", {"login": asker.handle, "password": PASSWORD})

        assert "Channel 36 it is." in client.get(address).content.decode()

    def test_a_comment_being_edited_comes_back(self, client, question, asker):
        comment = actions.post_comment(question, body="Both.", by=asker)
        client.post(f"/comments/{comment.pk}/edit/", {"body": "Both bands."})
        client.post("/accounts/login/", {"login": asker.handle, "password": PASSWORD})

        page = client.get(f"/comments/{comment.pk}/edit/").content.decode()
        assert "Both bands." in page

    def test_a_button_leads_back_to_its_page(self, client, question):
        thread = question.get_absolute_url()
        referer = f"http://testserver{thread}"

        to_sign_in = client.post(
            f"/questions/{question.pk}/vote/", {"value": "1"}, headers={"Referer": referer}
        )
        from_elsewhere = client.post(
            f"/questions/{question.pk}/vote/", headers={"Referer": "https://else.example/x"}
        )

        assert to_sign_in["Location"] == f"/accounts/login/?next={thread}"
        assert from_elsewhere["Location"] == "/accounts/login/?next=/"


def test_a_question_locked_meanwhile_gives_an_edit_back(client, question, asker, moderator):
    client.force_login(asker)
    actions.lock_question(question, reason="Too hot", by=moderator)

    refused = client.post(
        f"/questions/{question.pk}/edit/",
        {"title": "Wi-Fi", "kind": "problem", "body": "Channel 36 it is.", "base": "1"},
    )

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "This question is locked." in page
    assert "Channel 36 it is." in page


def test_an_entry_of_a_feed_stays_the_same_when_its_title_changes(client, question, asker):
    def ids() -> list[str]:
        return re.findall(r"<id>(.*?)</id>", client.get("/questions/feed/").content.decode())[1:]

    before = ids()
    actions.edit_question(
        question, title="Better words", body="…", kind="problem", base=1, by=asker
    )

    assert ids() == before


def test_words_outlast_a_question_that_was_hidden_meanwhile(question, client, stranger, moderator):
    client.force_login(stranger)
    actions.hide_post(question, reason="Spam", by=moderator)

    answer = client.post(f"/questions/{question.pk}/answer/", {"body": "A long thought"})
    comment = client.post(f"/questions/{question.pk}/comment/", {"body": "A short one"})

    assert [answer.status_code, comment.status_code] == [404, 404]
    assert "A long thought" in answer.content.decode()
    assert "A short one" in comment.content.decode()
    assert question.title not in answer.content.decode()
    assert client.get(f"/questions/{question.pk}/answer/").status_code == 404
