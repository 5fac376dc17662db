"""The pages of entries: what they show to whom, what they cost, what they keep."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import LoggedEvent
from ephemeral import actions
from ephemeral.models import Decision, Entry, Lifespan, Lifetime
from ephemeral.reads import write_entry_reads_down
from questions import actions as asking
from questions.models import Draft
from tests.calling import call
from tests.factories import PASSWORD, EntryFactory, LifespanFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def count():
    """How many queries an address takes, on a site that has served a page before."""

    def counted(client, address):
        client.get("/tags/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return counted


def let_go(entry, *, because="Superseded", successor=None):
    """As the decision leaves it."""
    now = timezone.now()
    lifetime = Lifetime.objects.get(entry=entry)
    Lifetime.objects.filter(pk=lifetime.pk).update(let_go_at=now, next_at=None)
    lifetime.decisions.create(
        kind=Decision.Kind.LET_GO,
        member=entry.author,
        because=because,
        successor=successor,
        round=lifetime.round + 1,
        decided_at=now,
    )


def words_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def typed(words, lifespan, **more):
    return {**words, "tags": "wifi", "lifespan": lifespan.pk, "keeper": "me", **more}


# What they cost


@pytest.mark.parametrize("length", [1, 20])
def test_an_entry_takes_at_most_ten_queries(entry, asker, employee, client, count, length):
    for number in range(length):
        question = asking.ask_question(title=f"Question {number}", body="…", by=asker)
        actions.link_entry(entry, question=question, by=employee)

    assert count(client, entry.get_absolute_url()) <= 10


@pytest.mark.parametrize("length", [2, 40])
@pytest.mark.parametrize("show", ["fresh", "waiting", "lapsed"])
def test_a_list_takes_at_most_ten_queries(client, stranger, count, length, show):
    ago = {"fresh": 0, "waiting": 95, "lapsed": 200}[show]
    for _number in range(length):
        EntryFactory(written_at=timezone.now() - ago * DAY, lifespan=LifespanFactory())
    address = f"/knowledge/?show={show}"
    assert count(client, address) <= 10
    client.force_login(stranger)

    assert count(client, address) <= 10


# Reading


def test_the_page_names_what_it_is_and_who_stands_behind_it(
    answer, question, entry, employee, client
):
    actions.link_entry(entry, question=question, answer=answer, by=employee)

    page = words_of(client, entry.get_absolute_url())

    for words in (
        "Channels without radar",
        "need not make way for radar",
        "<strong>Settings</strong>",
        "just now</time> by Ana Ruiz, Support",
        "From the answer of",
        "Tom Okafor",
        "Wi-Fi drops at night",
        "#wifi",
    ):
        assert words in page


def test_visitors_get_a_page_without_a_cookie(entry, client):
    page = client.get(entry.get_absolute_url())

    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_an_old_or_short_address_leads_to_the_right_one(entry, client):
    short = client.get(f"/knowledge/{entry.pk}/")
    old = client.get(f"/knowledge/{entry.pk}/what-it-was-once/")

    assert short.url == old.url == entry.get_absolute_url()
    assert client.get("/knowledge/99999/").status_code == 404


def test_what_search_engines_are_told(entry, client):
    page = words_of(client, entry.get_absolute_url())

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    said = json.loads(found[1])
    article = said["mainEntity"]
    lifetime = Lifetime.objects.get(entry=entry)
    assert said["reviewedBy"]["name"] == "Ana Ruiz"
    assert said["lastReviewed"] == lifetime.confirmed_at.date().isoformat()
    assert article["expires"] == lifetime.lapses_at.isoformat()
    assert article["headline"] == "Channels without radar"
    assert f'<link rel="canonical" href="http://testserver{entry.get_absolute_url()}">' in page
    assert "noindex" not in page


def test_reading_raises_what_is_used_and_moves_no_date(entry, client):
    before = Lifetime.objects.get(entry=entry)
    for number in range(3):
        client.get(
            entry.get_absolute_url(),
            REMOTE_ADDR=f"192.0.2.{number}",
            headers={"User-Agent": "Firefox"},
        )

    write_entry_reads_down()

    after = Lifetime.objects.get(entry=entry)
    assert after.reads == before.reads + 3
    assert (after.due_at, after.confirmed_at) == (before.due_at, before.confirmed_at)


def test_what_is_not_confirmed_says_since_when_and_what_one_can_do(client):
    entry = EntryFactory(written_at=timezone.now() - 110 * DAY)

    page = words_of(client, entry.get_absolute_url())

    assert "Not confirmed since" in page
    assert "say whether it works for you" in page
    assert "noindex" not in page


def test_a_lapsed_entry_answers_with_its_banner_and_is_not_indexed(client):
    entry = EntryFactory(written_at=timezone.now() - 200 * DAY)

    page = words_of(client, entry.get_absolute_url())

    assert "Not confirmed since" in page
    assert "ask for it back" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "obsolete" not in page.lower()


def test_what_was_let_go_leads_to_what_stands_in_its_place(entry, client):
    old = EntryFactory(title="Channels on firmware 5")
    let_go(old, because="Firmware 6 chooses by itself", successor=entry)

    sent = client.get(old.get_absolute_url())
    page = words_of(client, sent.url)

    assert sent.status_code == 302
    assert sent.url == f"{entry.get_absolute_url()}?instead-of={old.pk}"
    assert "This stands in the place of" in page
    assert "Channels on firmware 5" in page
    assert "Firmware 6 chooses by itself" in page
    assert f"{old.get_absolute_url()}?kept=1" in page


def test_what_was_let_go_can_still_be_read(entry, client):
    old = EntryFactory(title="Channels on firmware 5")
    let_go(old, successor=entry)

    page = words_of(client, f"{old.get_absolute_url()}?kept=1")

    assert "Let go." in page
    assert entry.get_absolute_url() in page
    assert "noindex" in page


def test_let_go_without_a_successor_shows_why(client):
    old = EntryFactory()
    let_go(old, because="The product is gone")

    assert "The product is gone" in words_of(client, old.get_absolute_url())


def test_two_that_stand_in_each_others_place_send_nobody_in_a_circle(client):
    one, other = EntryFactory(), EntryFactory()
    let_go(one, successor=other)
    let_go(other, successor=one)

    assert "Let go." in words_of(client, one.get_absolute_url())


def test_a_number_in_the_address_alone_claims_nothing(entry, client):
    other = EntryFactory(title="Something else")

    page = words_of(client, f"{entry.get_absolute_url()}?instead-of={other.pk}")

    assert "Something else" not in page
    for nonsense in ("x", "9" * 40, "²", ""):
        words_of(client, f"{entry.get_absolute_url()}?instead-of={nonsense}")


# What is hidden from whom


@pytest.fixture
def everywhere(client):
    """Where an entry could show, by name of the place."""

    def places(question):
        client.get(question.get_absolute_url())
        index = client.get("/sitemap.xml").content.decode()
        parts = re.findall(r"http://testserver(/sitemap-entries-\d+\.xml)", index)
        return {
            "list": words_of(client, "/knowledge/"),
            "tag": words_of(client, "/tags/wifi/"),
            "feed": words_of(client, "/knowledge/feed/"),
            "thread": words_of(client, question.get_absolute_url()),
            "sitemap": "".join(client.get(part).content.decode() for part in parts),
            "api": json.dumps(call("get", "/entries").json()),
        }

    return places


def test_a_published_entry_shows_everywhere(entry, question, employee, everywhere):
    actions.link_entry(entry, question=question, by=employee)

    for place, words in everywhere(question).items():
        assert "hannels" in words or entry.slug in words, place


@pytest.mark.parametrize("who", [None, "stranger"])
def test_a_draft_shows_nowhere(draft, question, employee, everywhere, client, request, who):
    actions.link_entry(draft, question=question, by=employee)
    if who:
        client.force_login(request.getfixturevalue(who))

    places = everywhere(question)

    for place, words in places.items():
        assert draft.title not in words, place
        assert draft.slug not in words, place
    for address in ("", "edit/", "history/", "suggestions/", f"{draft.slug}/"):
        answer = client.get(f"/knowledge/{draft.pk}/{address}")
        assert answer.status_code in {302, 404}, address
        assert answer.status_code == 404 or "/login/" in answer.url
    assert call("get", f"/entries/{draft.pk}").status_code == 404
    assert call("get", f"/entries/{draft.pk}/revisions").status_code == 404


def test_what_was_only_a_draft_is_not_in_the_history(entry, words, employee, client):
    actions.revise_entry(entry, **{**words, "body": "Secret plan"}, by=employee, draft=True)
    actions.revise_entry(entry, **{**words, "body": "Public plan"}, by=employee)

    page = words_of(client, f"/knowledge/{entry.pk}/history/")

    assert "Public" in page
    assert "Secret" not in page
    assert "Secret" not in json.dumps(call("get", f"/entries/{entry.pk}/revisions").json())


def test_its_writer_finds_a_draft_again(draft, employee, client):
    client.force_login(employee)

    assert f"/knowledge/{draft.pk}/edit/" in words_of(client, "/knowledge/")
    assert "A draft." in words_of(client, draft.get_absolute_url())


def test_a_withdrawn_entry_shows_nowhere(entry, question, employee, everywhere):
    actions.link_entry(entry, question=question, by=employee)
    everywhere(question)

    entry.unpublish(user=employee)

    for place, words in everywhere(question).items():
        assert entry.title not in words, place


@pytest.mark.parametrize("what", ["question", "answer"])
def test_what_is_hidden_is_not_named_on_an_entry(
    what, entry, answer, question, employee, moderator, client, request
):
    actions.link_entry(entry, question=question, answer=answer, by=employee)
    asking.hide_post(request.getfixturevalue(what), reason="Private", by=moderator)

    page = words_of(client, entry.get_absolute_url())

    assert "Tom Okafor" not in page
    if what == "question":
        assert "Wi-Fi drops at night" not in page
        assert question.slug not in page
        assert call("get", f"/entries/{entry.pk}").json()["questions"] == []
    client.force_login(moderator)
    assert "Tom Okafor" in words_of(client, entry.get_absolute_url())


# Lists


def test_each_list_shows_its_part(client):
    LifespanFactory(name="Stays", on_lapse=Lifespan.OnLapse.LAST)
    ages = {"fresh": 0, "waiting": 95, "lapsed": 200}
    for name, days in ages.items():
        EntryFactory(title=f"It is {name}", written_at=timezone.now() - days * DAY)
    EntryFactory(
        title="It is lapsed last",
        written_at=timezone.now() - 200 * DAY,
        lifespan=Lifespan.objects.get(name="Stays"),
    )

    seen = {
        show: set(re.findall(r"It is \w+(?: last)?", words_of(client, f"/knowledge/?show={show}")))
        for show in ages
    }

    assert seen == {
        "fresh": {"It is fresh"},
        "waiting": {"It is waiting", "It is lapsed last"},
        "lapsed": {"It is lapsed", "It is lapsed last"},
    }


def test_lists_are_narrowed_by_tag_and_come_in_pages(entry, client):
    for number in range(27):
        EntryFactory(title=f"Number {number}")

    first = words_of(client, "/knowledge/")
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")

    assert "Number 26" in first
    assert "Number 0<" in words_of(client, following)
    assert "Number" not in words_of(client, "/knowledge/?tag=wifi")
    for wrong in ("tag=nothing", "show=nothing"):
        assert client.get(f"/knowledge/?{wrong}").status_code == 404
    assert client.get("/knowledge/?page=nonsense").status_code == 400


def test_an_empty_list_says_what_one_can_do(client, employee):
    assert "/questions/" in words_of(client, "/knowledge/")
    client.force_login(employee)

    assert "/knowledge/new/" in words_of(client, "/knowledge/?show=lapsed")


def test_the_feed_says_how_fresh_each_is(entry, client):
    EntryFactory(title="Gone by", written_at=timezone.now() - 300 * DAY)

    feed = client.get("/knowledge/feed/").content.decode()

    titles = [one.text for one in ElementTree.fromstring(feed).iter() if one.tag.endswith("title")]
    assert titles == ["Knowledge", "Channels without radar"]
    assert "Confirmed just now by Ana Ruiz, Support" in feed


def test_the_sitemap_lists_what_somebody_stands_behind(entry, client):
    EntryFactory(title="Lapsed one", written_at=timezone.now() - 300 * DAY)
    let_go(EntryFactory(title="Gone one"))

    page = words_of(client, "/sitemap-entries-0.xml")

    assert entry.get_absolute_url() in page
    assert "lapsed-one" not in page
    assert "gone-one" not in page


def test_the_page_of_a_tag_shows_what_is_known(entry, client):
    page = words_of(client, "/tags/wifi/")

    assert "Knowledge about #wifi" in page
    assert entry.get_absolute_url() in page


# From an answer


def test_a_thread_shows_the_entry_and_offers_to_make_one(
    answer, question, employee, words, lifespan, client
):
    client.force_login(employee)
    assert f"/knowledge/new/?answer={answer.pk}" in words_of(client, question.get_absolute_url())

    entry = actions.write_entry(**words, by=employee, lifespan=lifespan, answer=answer)

    page = words_of(client, question.get_absolute_url())
    assert "Make it an entry" not in page
    assert "The entry made from it" in page
    client.logout()
    page = words_of(client, question.get_absolute_url())
    assert entry.title in page
    assert entry.summary in page
    assert "Confirmed <time" in page


def test_who_may_not_write_is_not_offered_it(answer, question, stranger, client):
    client.force_login(stranger)

    assert "Make it an entry" not in words_of(client, question.get_absolute_url())


def test_what_was_let_go_leaves_the_thread(entry, question, employee, client):
    actions.link_entry(entry, question=question, by=employee)
    assert entry.title in words_of(client, question.get_absolute_url())

    let_go(entry)
    cache.clear()

    assert entry.title not in words_of(client, question.get_absolute_url())


def test_an_answer_becomes_an_entry_in_one_step(answer, question, employee, lifespan, client):
    client.force_login(employee)
    address = f"/knowledge/new/?answer={answer.pk}"
    form = client.get(address).context["form"]
    assert form["title"].value() == question.title
    assert form["body"].value() == "Pin the channel to 36."
    assert form["tags"].value() == "firmware, wifi"
    assert f"#answer-{answer.pk}" in form["sources"].value()
    assert question.slug not in form["sources"].value()

    sent = client.post(
        address,
        {
            "title": question.title,
            "summary": "Pin it.",
            "body": answer.body,
            "tags": "wifi",
            "lifespan": lifespan.pk,
            "keeper": "team:support",
            "sources": form["sources"].value(),
            "speaking_as": "support",
        },
    )

    entry = Entry.objects.get()
    assert sent.url == entry.get_absolute_url()
    assert entry.settles.get().answer == answer
    lifetime = Lifetime.objects.get(entry=entry)
    assert (lifetime.steward, lifetime.team.slug) == (None, "support")
    assert lifetime.confirmed_capacity.team_name == "Support"


def test_a_hidden_answer_becomes_no_entry(answer, employee, moderator, client):
    asking.hide_post(answer, reason="Spam", by=moderator)
    client.force_login(employee)

    assert client.get(f"/knowledge/new/?answer={answer.pk}").status_code == 404


def test_private_words_are_pointed_out_once_and_nothing_typed_is_lost(
    answer, employee, lifespan, words, client
):
    client.force_login(employee)
    address = f"/knowledge/new/?answer={answer.pk}"
    sent = typed({**words, "body": "Maria, call\n020 7183 8750."}, lifespan, sources="Page 7")

    first = client.post(address, sent)

    assert first.status_code == 422
    page = first.content.decode()
    for said in ("020 7183 8750", "in the text, line 2", "Maria", "nothing private is in it"):
        assert said in page
    for typed_word in (words["title"], words["summary"], "Page 7"):
        assert typed_word in page
    assert not Entry.objects.exists()

    second = client.post(address, {**sent, "looked": "on"})

    assert second.status_code == 302
    assert Entry.objects.get().body == "Maria, call\n020 7183 8750."


def test_what_everybody_reads_already_is_not_pointed_out_again(employee, lifespan, words, client):
    client.force_login(employee)
    body = "Write to help@acme.net."
    entry = actions.write_entry(
        **{**words, "body": body}, by=employee, lifespan=lifespan, tags=["wifi"]
    )

    sent = client.post(
        f"/knowledge/{entry.pk}/edit/", typed({**words, "body": f"{body} Soon."}, lifespan)
    )

    assert sent.status_code == 302


# Writing


def test_a_visitor_signs_in_first_and_comes_back_to_the_answer(answer, client, employee):
    sent = client.get(f"/knowledge/new/?answer={answer.pk}")
    signed_in = client.post(sent.url, {"login": employee.email, "password": PASSWORD})

    assert signed_in.url == f"/knowledge/new/?answer={answer.pk}"


def test_a_session_that_ended_costs_no_words(words, lifespan, client, employee):
    sent = client.post("/knowledge/new/", typed(words, lifespan))
    signed_in = client.post(sent.url, {"login": employee.email, "password": PASSWORD})

    form = client.get(signed_in.url).context["form"]

    assert form["body"].value() == words["body"]
    assert str(form["lifespan"].value()) == str(lifespan.pk)


def test_writing_nothing_says_so_by_each_field(employee, client):
    client.force_login(employee)

    form = client.post("/knowledge/new/", {"title": "", "keeper": "other"}).context["form"]

    assert set(form.errors) == {"title", "summary", "body", "lifespan", "steward"}


def test_a_steward_nobody_knows_is_said_by_the_field(employee, words, lifespan, client):
    client.force_login(employee)

    sent = client.post("/knowledge/new/", typed(words, lifespan, keeper="other", steward="@nobody"))

    assert sent.context["form"].errors["steward"] == ["There is no member @nobody here."]


def test_another_member_keeps_it(employee, stranger, words, lifespan, client):
    client.force_login(employee)

    client.post("/knowledge/new/", typed(words, lifespan, keeper="other", steward="@Lee"))

    assert Lifetime.objects.get(entry__isnull=False).steward == stranger


def test_who_may_not_write_reads_what_it_takes(stranger, client):
    client.force_login(stranger)

    response = client.get("/knowledge/new/")

    assert response.status_code == 403
    assert "200 points" in response.content.decode()


def test_a_draft_is_kept_gone_on_with_and_published(employee, words, lifespan, client):
    client.force_login(employee)
    client.post("/knowledge/new/", typed(words, lifespan, draft="1"))
    entry = Entry.objects.get()
    assert not entry.live
    address = f"/knowledge/{entry.pk}/edit/"
    client.post(address, typed({**words, "body": "Nearly"}, lifespan, draft="1"))
    form = client.get(address).context["form"]
    assert form["body"].value() == "Nearly"

    client.post(address, typed({**words, "body": "Done"}, lifespan, base=form["base"].value()))

    entry.refresh_from_db()
    assert (entry.live, entry.body) == (True, "Done")
    assert not Draft.objects.exists()


def test_two_who_revise_at_once_both_keep_their_words(entry, words, employee, moderator, client):
    client.force_login(employee)
    address = f"/knowledge/{entry.pk}/edit/"
    form = client.get(address).context["form"]
    base, round_seen = form["base"].value(), form["round"].value()
    actions.revise_entry(entry, **{**words, "body": "What she wrote"}, by=moderator)
    mine = typed(
        {**words, "body": "What he wrote"},
        Lifetime.objects.get(entry=entry).lifespan,
        base=base,
        round=round_seen,
    )

    refused = client.post(address, mine)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Inês Duarte changed this while you were writing" in page
    assert "<ins>he</ins>" in page
    assert "What he wrote" in page
    again = refused.context["form"]
    sent = client.post(
        address, {**mine, "base": again["base"].value(), "round": again["round"].value()}
    )
    assert sent.status_code == 302
    entry.refresh_from_db()
    assert entry.body == "What he wrote"


def test_the_history_shows_what_changed_and_brings_it_back(entry, words, employee, client):
    actions.revise_entry(
        entry,
        **{**words, "body": words["body"].replace("48", "52")},
        by=employee,
        reason="More channels",
    )
    client.force_login(employee)
    page = words_of(client, f"/knowledge/{entry.pk}/history/")
    assert "<del>48</del><ins>52</ins>" in page
    assert "More channels" in page
    address = re.search(r'formaction="([^"]+/back/)"', page)[1]

    client.post(address)

    entry.refresh_from_db()
    assert entry.body == words["body"]
    assert LoggedEvent.objects.filter(type="EntryRevised").count() == 2


def test_a_locked_entry_says_so_and_what_one_can_do(entry, employee, client):
    Entry.objects.filter(pk=entry.pk).update(locked=True)
    client.force_login(employee)

    assert client.get(f"/knowledge/{entry.pk}/edit/").status_code == 403
    page = words_of(client, entry.get_absolute_url())
    assert "Locked by an administrator." in page
    assert f"/knowledge/{entry.pk}/suggest/" in page


def test_questions_are_linked_and_unlinked_on_the_page(entry, question, employee, client):
    client.force_login(employee)
    address = f"/knowledge/{entry.pk}/link/"
    wrong = client.post(address, {"question": "/questions/99999/"})
    assert "There is no such question here" in wrong.content.decode()

    client.post(address, {"question": f"http://testserver{question.get_absolute_url()}"})
    assert entry.settles.get().question == question

    client.post(f"{address}{question.pk}/remove/")
    assert not entry.settles.exists()


def test_bad_input_never_breaks_a_page(entry, employee, client):
    client.force_login(employee)

    for field in ("title", "body", "tags", "lifespan", "base", "round", "keeper", "steward"):
        sent = {"title": "A title", "summary": "S", "body": "B", field: "\x00" * 3 + "ß" * 9000}
        for address in ("/knowledge/new/", f"/knowledge/{entry.pk}/edit/"):
            assert client.post(address, sent).status_code in {302, 400, 422}, (field, address)


def test_members_who_earned_it_are_offered_it_too(answer, question, client, monkeypatch):
    monkeypatch.setattr("reputation.privileges.WRITE_ENTRIES", 0)
    client.force_login(MemberFactory())

    assert "Make it an entry" in words_of(client, question.get_absolute_url())
