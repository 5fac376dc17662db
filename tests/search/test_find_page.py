"""Find as people see it, and its index as things happen."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.events import CommunityImported, QuestionAsked, history, publish
from questions.actions import (
    ask_question,
    describe_tag,
    edit_question,
    hide_post,
    post_answer,
    restore_post,
    take_aside,
)
from search import checks, findables
from search.engine import engine
from search.handlers import index_question
from search.models import Document
from tests.factories import MemberFactory

MOST_QUERIES = 10


@pytest.fixture
def question(asker, answerer, run_jobs):
    question = ask_question(
        title="Router drops Wi-Fi every night",
        body="Everything on a cable stays up.",
        by=asker,
        kind="problem",
        tags=["wifi"],
    )
    post_answer(question, body="A radar event vacates the channel.", by=answerer)
    run_jobs()
    return question


def find(client, **asked):
    response = client.get(reverse("find"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_asked_is_found_as_soon_as_its_job_ran(client, question):
    page = find(client, q="wifi night")

    assert f'href="{question.get_absolute_url()}"' in page
    assert "<mark>Wi-Fi</mark>" in page
    assert "1 answer" in page


def test_an_answer_that_says_it_is_quoted_and_led_to(client, question, answerer):
    answer = question.answers.get()

    page = find(client, q="radar")

    assert f'href="{question.get_absolute_url()}#answer-{answer.pk}"' in page
    assert "A <mark>radar</mark> event" in page
    assert f"{answerer} answers:" in page


def test_a_tag_that_was_looked_for_is_shown(client, asker, run_jobs):
    ask_question(title="It drops", body="All of it.", by=asker, tags=["firmware"])
    run_jobs()

    assert "<mark>#firmware</mark>" in find(client, q="firmware")


def test_people_are_found_by_name(client, asker, run_jobs):
    call_command("rebuild_index", verbosity=0)

    page = find(client, q="keller")

    assert asker.get_absolute_url() in page


def test_without_words_it_asks_for_some(client, db):
    page = find(client)

    assert 'name="q"' in page
    assert "Nobody has asked" not in page


def test_with_nothing_found_it_says_what_to_do_next(client, db):
    page = find(client, q="espresso & cream")

    assert "Nobody has asked this yet" in page
    assert f"{reverse('ask')}?title=espresso%20%26%20cream" in page


def test_narrowed_to_a_kind_or_a_tag(client, question):
    assert "Router drops" not in find(client, q="cable", kind="idea")
    assert "Router <mark>" not in find(client, q="wifi", tag="lan")
    assert question.get_absolute_url() in find(client, q="cable", kind="problem", tag="wifi")
    assert question.get_absolute_url() in find(client, q="cable", kind="nonsense")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 9000, "", "³", "\x00"])
def test_a_wrong_page_is_no_error(client, question, page):
    find(client, q="cable", page=page)


def test_pages_lead_to_each_other(client, asker, run_jobs):
    for number in range(25):
        ask_question(title=f"Antenna {number}", body="It is loose.", by=asker)
    run_jobs()

    first, second, third = (find(client, q="antenna", page=number) for number in (1, 2, 3))

    assert "25 results" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert "page=3" in second
    assert 'rel="next"' not in third


def test_markup_in_what_was_typed_stays_text(client, db):
    assert "<b>" not in find(client, q="<b>x</b>", tag="<b>")
    find(client, q="\x00", tag="\x00", kind="\x00")


def test_find_costs_few_queries(client, asker, stranger, run_jobs):
    for number in range(12):
        question = ask_question(
            title=f"Antenna {number}", body="Loose.", by=MemberFactory(), tags=["lan", f"t{number}"]
        )
        post_answer(question, body="A radar event.", by=asker)
    call_command("rebuild_index", verbosity=0)
    client.force_login(stranger)
    find(client, q="antenna radar")

    with CaptureQueriesContext(connection) as asked:
        find(client, q="antenna radar maria")

    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][-200:] for query in asked)


# As things happen


def test_hidden_at_once_and_back_after_it_is_restored(client, question, moderator, run_jobs):
    hide_post(question, reason="Spam.", by=moderator)
    assert question.get_absolute_url() not in find(client, q="cable")
    run_jobs()
    assert not Document.objects.filter(question=question).exists()

    question.refresh_from_db()
    restore_post(question, reason="No spam.", by=moderator)
    run_jobs()
    assert question.get_absolute_url() in find(client, q="cable")


def test_an_answer_that_is_hidden_is_not_quoted_even_before_its_job(client, question, moderator):
    hide_post(question.answers.get(), reason="Private.", by=moderator)

    assert question.get_absolute_url() not in find(client, q="radar")
    assert "vacates" not in find(client, q="radar cable")


def test_what_was_taken_aside_is_found_no_more(client, question, employee, moderator, run_jobs):
    answer = post_answer(question, body="Is it 1 Quay Street?", by=employee, speaking_as="support")
    run_jobs()
    assert "<mark>Quay</mark>" in find(client, q="quay")

    take_aside(answer, by=moderator)
    assert question.get_absolute_url() not in find(client, q="quay")
    run_jobs()

    assert question.get_absolute_url() not in find(client, q="quay")


def test_what_was_edited_is_found_by_its_new_words(client, question, asker, run_jobs):
    edit_question(question, title="Telephone rings", body="Every night.", by=asker)
    assert "cable" not in find(client, q="night cable").partition("<ol")[2]
    run_jobs()
    question.refresh_from_db()

    assert question.get_absolute_url() in find(client, q="telephone")
    assert question.get_absolute_url() not in find(client, q="cable")


def test_a_new_synonym_finds_the_questions_of_its_tag(client, question, moderator, run_jobs):
    describe_tag(question.tags.get(), description="", synonyms=["wlan"], by=moderator)
    run_jobs()

    assert question.get_absolute_url() in find(client, q="wlan")


def test_a_handler_that_runs_twice_changes_nothing(question):

    event = QuestionAsked(actor_id=question.author_id, question_id=question.pk)
    before = list(Document.objects.order_by("pk").values_list("pk", "key"))

    index_question(event)
    index_question(event)

    assert list(Document.objects.order_by("pk").values_list("pk", "key")) == before


# While asking


def test_similar_questions_show_while_a_title_is_typed(client, question):
    part = client.get(reverse("similar"), {"q": "My router drops wifi"}).content.decode()

    assert question.get_absolute_url() in part
    assert "<html" not in part


@pytest.mark.parametrize("title", ["", "My", "Which bread is best"])
def test_nothing_is_shown_where_nothing_is_similar(client, question, title):
    assert not client.get(reverse("similar"), {"q": title}).content.strip()


# The index as a whole


def test_rebuilding_says_how_much_can_be_found(question, capsys):
    Document.objects.all().delete()

    call_command("rebuild_index")

    assert "1 question and 2 people" in capsys.readouterr().out
    assert Document.objects.filter(key=findables.question_key(question.pk)).exists()


def test_a_rebuild_that_was_stopped_says_how_to_go_on(question, capsys, monkeypatch):
    def stop(_batches, after=0):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(engine()), "rebuild", lambda self, batches, after=0: stop(batches))

    with pytest.raises(SystemExit):
        call_command("rebuild_index", after=3)

    assert "--after 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", None),
        ("database:", None),
        ("elasticsearch://localhost:9200/mayfly", "search.E002"),
        ("solr://localhost", "search.E001"),
    ],
)
def test_a_wrong_search_url_is_said_in_a_sentence(settings, url, problem):
    settings.SEARCH_URL = url

    found = checks.search_url_names_an_engine()

    assert [message.id for message in found] == ([problem] if problem else [])
    assert all(message.hint for message in found)


def test_a_community_that_came_in_is_found_after_its_one_event(client, asker, run_jobs):
    with history():
        question = ask_question(title="Router drops", body="Each night.", by=asker)
    assert question.get_absolute_url() not in find(client, q="router")

    with transaction.atomic():
        publish(CommunityImported(actor_id=None, source_id=1))
    run_jobs()

    assert question.get_absolute_url() in find(client, q="router")
