"""The home page, pages of words, and what every page knows of the site."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from community.events import AnswerAccepted
from community.models import LoggedEvent
from home import context
from home.models import HomePage, SiteSettings
from home.queries import front_page as queries
from questions.actions import accept_answer, ask_question, hide_post, post_answer
from reputation.models import LedgerLine
from tests.factories import EntryFactory

MOST_QUERIES = 11  # one for each block, and one for the rings of solved questions


@pytest.fixture(autouse=True)
def _settings_as_in_this_test():
    context.forget()
    yield
    context.forget()


def put_on_home(*body, beside=()):
    home = HomePage.objects.get()
    home.body = list(body)
    home.beside = list(beside)
    home.save()


def test_a_fresh_site_has_pages_without_anybody_doing_anything(client, db):
    home = client.get("/").content.decode()
    works = client.get("/how-it-works/")

    assert "How can we help?" in home
    assert 'name="q"' in home
    assert 'href="/how-it-works/"' in home
    assert works.status_code == 200
    assert client.get("/contact/").status_code == 200
    assert Site.objects.get().root_page.specific == HomePage.objects.get()


def test_the_find_box_has_its_own_words_or_the_sites(client, db):
    put_on_home(("find", {"heading": "Hello", "words": ""}))
    assert "Ask what you could not find" in client.get("/").content.decode()

    put_on_home(("find", {"heading": "Hello", "words": "Only routers here."}))
    page = client.get("/").content.decode()
    assert "Only routers here." in page
    assert page.count("<h1") == 1


def test_a_home_page_without_a_find_box_still_has_a_heading(client, db):
    put_on_home(("text", "<p>Nothing else.</p>"))

    assert client.get("/").content.decode().count("<h1") == 1


def line(member, points, *, reason=LedgerLine.Reason.ACCEPTED, days_ago=1, takes_back=None):
    at = timezone.now() - timedelta(days=days_ago)
    event = LoggedEvent.objects.create(type=AnswerAccepted.__name__, payload={}, at=at)
    return LedgerLine.objects.create(
        member=member,
        points=points,
        uncapped_points=points,
        reason=reason,
        event=event,
        at=at,
        takes_back=takes_back,
    )


def test_who_helps_is_who_helped_most_lately(answerer, asker, stranger, moderator):
    line(answerer, 15)
    line(answerer, 10, reason=LedgerLine.Reason.ANSWER_UP)
    line(asker, 15)
    line(stranger, 500, days_ago=100)
    line(moderator, 500, reason=LedgerLine.Reason.QUESTION_UP)

    helpers = queries.helpers(5)

    assert [(one.member, one.points, one.solved) for one in helpers] == [
        (answerer, 25, 1),
        (asker, 15, 1),
    ]


def test_help_that_was_taken_back_counts_no_more(answerer):
    first = line(answerer, 15)
    line(answerer, -15, takes_back=first)

    assert queries.helpers(5) == []


def test_who_left_does_not_stand_on_the_home_page(answerer):
    line(answerer, 15)
    assert queries.helpers(5)

    answerer.is_active = False
    answerer.save()

    assert queries.helpers(5) == []


# What every page knows


def test_no_page_pays_a_query_for_the_settings(db):
    context.current_site()

    with CaptureQueriesContext(connection) as asked:
        context.current_site()

    assert len(asked) == 0


def test_a_change_is_seen_once_it_is_committed(db, django_capture_on_commit_callbacks):
    assert context.current_site().name == "Mayfly"
    settings = SiteSettings.objects.first()
    settings.name = "Northlight Community"

    with django_capture_on_commit_callbacks(execute=True):
        settings.save()

    assert context.current_site().name == "Northlight Community"


def test_a_change_by_another_process_is_seen_after_a_few_seconds(db, monkeypatch):
    assert context.current_site().name == "Mayfly"
    SiteSettings.objects.update(name="Northlight Community")
    cache.set(context.VERSION_KEY, "another", None)

    assert context.current_site().name == "Mayfly"
    monkeypatch.setattr(context, "LOOK_AGAIN", 0)
    assert context.current_site().name == "Northlight Community"


def test_processes_without_a_common_cache_read_again_after_a_while(db, monkeypatch):
    assert context.current_site().name == "Mayfly"
    SiteSettings.objects.update(name="Northlight Community")
    monkeypatch.setattr(context, "LOOK_AGAIN", 0)

    assert context.current_site().name == "Mayfly"
    monkeypatch.setattr(context, "READ_AGAIN", 0)
    assert context.current_site().name == "Northlight Community"


def test_the_navigation_leads_to_addresses_and_to_pages_that_are_public(db):
    assert [item.url for item in context.current_site().nav] == [
        "/questions/",
        "/knowledge/",
        "/tags/",
        "/people/",
    ]
    assert [item.url for item in context.current_site().foot_nav] == ["/how-it-works/", "/contact/"]

    home = HomePage.objects.get()
    home.get_children().get(slug="contact").specific.unpublish()
    context.forget()

    assert [item.url for item in context.current_site().foot_nav] == ["/how-it-works/"]


def test_a_database_without_settings_has_the_defaults(db):
    SiteSettings.objects.all().delete()
    context.forget()

    assert context.current_site().name == "Mayfly"
    assert context.current_site().nav


# Blocks


def test_the_home_page_shows_what_is_new_and_what_waits(client, asker, answerer, moderator):
    waiting = ask_question(title="Router drops Wi-Fi", body="Each night.", by=asker, tags=["wifi"])
    answered = ask_question(title="Where is the button?", body="The small one.", by=asker)
    hidden = ask_question(title="Buy my things", body="Cheap.", by=answerer)
    post_answer(answered, body="At the back.", by=answerer)
    hide_post(hidden, reason="Spam.", by=moderator)
    limits = {"heading": "Look", "kind": "", "limit": 5}
    put_on_home(
        ("new", limits | {"sort": "newest"}),
        beside=[
            ("waiting", limits | {"sort": "unanswered"}),
            ("tags", {"heading": "T", "limit": 3}),
        ],
    )

    page = client.get("/").content.decode()
    main, _aside, beside = page.partition("<aside")

    assert "Router drops" in main
    assert "Where is the button?" in main
    assert "Buy my things" not in page
    assert waiting.get_absolute_url() in beside
    assert answered.get_absolute_url() not in beside
    assert "#wifi" in beside


def test_a_block_can_be_narrowed_to_a_kind(client, asker):
    ask_question(title="Router drops Wi-Fi", body="Each night.", by=asker, kind="problem")
    ask_question(title="A darker night mode", body="Please.", by=asker, kind="idea")
    put_on_home(("new", {"heading": "Ideas", "sort": "newest", "kind": "idea", "limit": 5}))

    page = client.get("/").content.decode()

    assert "A darker night mode" in page
    assert "Router drops" not in page
    assert "?sort=newest&amp;kind=idea" in page


def test_the_home_page_costs_few_queries_however_much_there_is(client, asker, answerer):
    for number in range(12):
        question = ask_question(title=f"Antenna {number}", body="?", by=asker, tags=[f"t{number}"])
        if number % 2:
            accept_answer(post_answer(question, body="So.", by=answerer), by=asker)
    client.get("/")
    cache.delete("helpers")

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/").content.decode()

    assert "Tom Okafor" in page
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in asked)


def test_knowledge_stands_on_the_home_page_with_how_fresh_it_is(client, db):
    EntryFactory(title="Choosing a channel")
    EntryFactory(title="A draft", live=False)

    put_on_home(("knowledge", {"heading": "Known", "show": "fresh", "limit": 4}))
    page = client.get("/").content.decode()

    assert "Choosing a channel" in page
    assert 'class="state confirmed"' in page
    assert "A draft" not in page


def test_a_fresh_site_shows_its_knowledge_beside_what_is_new(client, db):
    EntryFactory(title="Choosing a channel")

    page = client.get("/").content.decode()

    assert "Knowledge, fresh" in page
    assert "Choosing a channel" in page


def test_entries_on_the_home_page_cost_the_same_few_queries(client, db):
    counted = []
    for number in (1, 6):
        for _nth in range(number):
            EntryFactory()
        put_on_home(("knowledge", {"heading": "Known", "show": "fresh", "limit": 20}))
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= MOST_QUERIES
