"""Find as people see it, and its index as things happen."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from community.capacities import capacity_for
from community.events import (
    CommunityImported,
    EntryLinked,
    EntryWithdrawn,
    EntryWritten,
    QuestionAsked,
    history,
    publish,
)
from community.jobs import run_jobs as run_all_jobs
from ephemeral.models import Lifespan, Lifetime
from questions.actions import (
    accept_answer,
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
from search.handlers import index_entry, index_question
from search.models import Document
from tests.factories import EntryFactory, LifespanFactory, MemberFactory

MOST_QUERIES = 13


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
    for number in range(6):
        question = ask_question(
            title=f"Antenna {number}", body="Loose.", by=MemberFactory(), tags=["lan", f"t{number}"]
        )
        answer = post_answer(question, body="A radar event.", by=asker)
        accept_answer(answer, by=question.author)
        entry = EntryFactory(title=f"Antenna {number}")
        entry.tags.set(question.tags.all())
        entry.save()
        entry.settles.create(question=question)
    call_command("rebuild_index", verbosity=0)
    client.force_login(stranger)
    find(client, q="antenna radar")

    with CaptureQueriesContext(connection) as asked:
        page = find(client, q="antenna radar")

    assert "settles 1 question" in page
    assert "Solved" in page
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


# Knowledge


def write(by, *, on_lapse=Lifespan.OnLapse.LEAVES, days_ago=3, **how):
    """An entry that somebody confirmed a while ago, and that is found."""
    at = timezone.now() - timedelta(days=days_ago)
    lifespan = LifespanFactory(name=f"It {on_lapse}", on_lapse=on_lapse)
    entry = EntryFactory(author=by, lifespan=lifespan, written_at=at, **how)
    tell(EntryWritten, by, entry, decision_id=0)
    return entry


def tell(event, by, entry, **how):
    with transaction.atomic():
        publish(event(actor_id=by.pk, entry_id=entry.pk, **how))
    run_all_jobs()


def lines_of(page):
    return page.partition('<ol class="list results">')[2].partition("</ol>")[0]


def test_an_entry_says_what_it_is_and_who_stands_behind_it_since_when(client, question, employee):
    entry = write(employee, title="Choosing a channel", versions="6.2, 6.3")
    capacity = capacity_for(employee, "support")
    Lifetime.objects.filter(entry=entry).update(confirmed_capacity=capacity)
    entry.settles.create(question=question)
    tell(EntryLinked, employee, entry, question_id=question.pk)

    result = lines_of(find(client, q="radar duty"))

    assert f'href="{entry.get_absolute_url()}"' in result
    assert "<mark>radar</mark> <mark>duty</mark>" in result
    assert "<strong>Knowledge</strong>" in result
    assert 'class="ring confirmed"' in result
    assert "3 days ago</time> by Ana Ruiz, Support" in result
    assert "settles 1 question" in result
    assert "for 6.2, 6.3" in result


def test_a_solution_says_how_fresh_it_is(client, question, asker, run_jobs):
    accept_answer(question.answers.get(), by=asker)
    run_jobs()

    assert "Confirmed <time" in lines_of(find(client, q="cable"))

    Lifetime.objects.update(confirmed_at=None)

    assert "Not confirmed since" in lines_of(find(client, q="cable"))


def test_there_is_a_tab_for_knowledge_alone(client, question, employee):
    entry = write(employee, title="Router drops a cable")

    page = find(client, q="cable", kind="entry")

    assert entry.get_absolute_url() in page
    assert question.get_absolute_url() not in page
    assert 'kind=entry" aria-current="page">Knowledge' in page


def test_what_lapsed_is_left_out_with_a_way_to_it(client, employee):
    entry = write(employee, title="Router drops", days_ago=200)

    page = find(client, q="router")
    assert entry.get_absolute_url() not in page
    assert "/find/?q=router&amp;lapsed=1" in page
    assert "Also show what lapsed" in page

    page = find(client, q="router", lapsed="1")
    assert entry.get_absolute_url() in page
    assert "Lapsed, not confirmed since" in page
    assert "Leave it out" in page


def test_without_anything_lapsed_nothing_is_said_of_it(client, question):
    assert "lapsed" not in find(client, q="cable").partition("<main")[2]


def test_an_entry_that_is_withdrawn_is_gone_at_once_and_from_the_index(client, employee):
    entry = write(employee, title="Router drops")
    entry.live = False
    entry.save()
    assert entry.get_absolute_url() not in find(client, q="router")

    tell(EntryWithdrawn, employee, entry)

    assert not Document.objects.filter(entry=entry).exists()


def test_an_event_told_twice_puts_an_entry_once(employee):
    entry = write(employee)
    event = EntryWritten(actor_id=employee.pk, entry_id=entry.pk, decision_id=0)

    index_entry(event)
    index_entry(event)

    assert Document.objects.filter(entry=entry).count() == 1


def test_a_new_synonym_finds_the_entries_of_its_tag(client, question, employee, moderator):
    entry = write(employee)
    entry.tags.set(question.tags.all())
    entry.save()
    describe_tag(question.tags.get(), description="", synonyms=["wlan"], by=moderator)
    run_all_jobs()

    assert entry.get_absolute_url() in find(client, q="wlan")


def test_while_asking_knowledge_stands_first_with_its_ring(client, question, employee):
    entry = write(employee, title="Router drops Wi-Fi: choosing a channel")
    lapsed = write(employee, title="Router drops Wi-Fi", days_ago=200)

    part = client.get(reverse("similar"), {"q": "My router drops wifi"}).content.decode()

    assert "Knowledge about this" in part
    assert part.index(entry.get_absolute_url()) < part.index(question.get_absolute_url())
    assert "Confirmed <time" in part
    assert lapsed.get_absolute_url() not in part


def test_programs_find_the_same_with_its_state_in_words(client, question, employee):
    entry = write(employee, title="Router drops on a cable", versions="6.2")
    write(employee, title="Cable, long ago", days_ago=200)

    answer = client.get("/api/v1/find", {"q": "cable"}).json()

    first = answer["items"][0]
    assert [item["what"] for item in answer["items"]] == ["entry", "question"]
    assert first["id"] == entry.pk
    assert first["url"] == f"http://testserver{entry.get_absolute_url()}"
    assert first["versions"] == ["6.2"]
    assert first["fresh"]["state"] == "confirmed"
    assert first["fresh"]["words"] == "Confirmed 3 days ago by Ana Ruiz"
    assert answer["lapsed"] == 1
    assert (answer["total"], answer["pages"], answer["next"]) == (2, 1, "")

    with_it = client.get("/api/v1/find", {"q": "cable", "lapsed": "true", "kind": "entry"}).json()
    assert [item["fresh"]["state"] for item in with_it["items"]] == ["confirmed", "lapsed"]


def test_programs_are_told_what_kinds_there_are(client, db):
    answer = client.get("/api/v1/find", {"q": "cable", "kind": "nonsense"})

    assert answer.status_code == 400
    assert "entry" in answer.json()["detail"]


# Beside a question


def test_beside_a_question_stands_what_is_known_about_it(client, asker, employee):
    entry = write(employee, title="Antenna of a router", days_ago=92)
    write(employee, title="How to grind coffee", summary="", body="Slowly.")
    asked = ask_question(title="Is my router's antenna loose?", body="It wobbles.", by=asker)

    page = client.get(asked.get_absolute_url()).content.decode()

    beside = page.partition("Knowledge about this")[2].partition("</section>")[0]
    assert entry.get_absolute_url() in beside
    assert 'class="ring due"' in beside
    assert "for Ana Ruiz to decide" in beside
    assert "coffee" not in beside


def test_what_is_beside_a_question_costs_nothing_while_it_is_kept(client, asker, employee):
    for number in range(5):
        write(employee, title=f"Antenna of a router {number}")
    asked = ask_question(title="Is my router's antenna loose?", body="It wobbles.", by=asker)
    client.get("/find/")
    client.get(asked.get_absolute_url())

    with CaptureQueriesContext(connection) as kept:
        page = client.get(asked.get_absolute_url()).content.decode()

    assert page.count("Antenna of a router") == 3
    assert not [query for query in kept if "ephemeral_entry" in query["sql"]]
    assert not [query for query in kept if "search_document" in query["sql"]]


def test_what_is_let_go_or_withdrawn_leaves_its_place_beside_questions(client, asker, employee):
    gone, withdrawn = (write(employee, title=f"Antenna of a router {n}") for n in range(2))
    asked = ask_question(title="Is my router's antenna loose?", body="It wobbles.", by=asker)
    assert "Antenna of a router" in client.get(asked.get_absolute_url()).content.decode()
    Lifetime.objects.filter(entry=gone).update(let_go_at=timezone.now())
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(live=False)
    cache.delete_many([f"known-entry:{one.pk}" for one in (gone, withdrawn)])  # a minute later

    assert "Antenna of a router" not in client.get(asked.get_absolute_url()).content.decode()


def test_an_entry_that_settles_the_question_is_not_repeated_beside_it(client, asker, employee):
    asked = ask_question(title="Is my router's antenna loose?", body="It wobbles.", by=asker)
    entry = write(employee, title="Antenna of a router")
    entry.settles.create(question=asked)

    assert "Knowledge about this" not in client.get(asked.get_absolute_url()).content.decode()


@pytest.mark.browser
def test_results_fit_a_phone_and_axe_finds_nothing(page: Page, question, employee, asker):
    entry = write(
        employee,
        title="Router drops a cable after an exceptionallylongcompoundwordthatnobodybreaks",
        versions="6.2, 6.3, 6.4 and everything that came out of the laboratory since",
    )
    entry.tags.set(question.tags.all())
    entry.save()
    write(employee, title="Cable, long ago", days_ago=200)
    write(employee, title="Cable, due", days_ago=95)
    accept_answer(question.answers.get(), by=asker)
    run_all_jobs()
    page.set_viewport_size({"width": 320, "height": 700})

    for address in ("/find/?q=cable&lapsed=1", "/find/?q=cable", question.get_absolute_url()):
        page.goto(address, wait_until="networkidle")

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


# The index as a whole


def test_rebuilding_says_how_much_can_be_found(question, capsys):
    Document.objects.all().delete()

    call_command("rebuild_index")

    assert "1 question and 2 people" in capsys.readouterr().out

    EntryFactory()
    call_command("rebuild_index")

    assert "1 question, 1 entry and 3 people" in capsys.readouterr().out
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
