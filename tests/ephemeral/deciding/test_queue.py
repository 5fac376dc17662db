"""The queue of whoever keeps knowledge: its order, what it tells, what is done in it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from ephemeral.actions import ask_back, give_evidence, hand_over, renew
from ephemeral.models import Absence, Decision, EntryQuestion, Lifetime, Suggestion
from ephemeral.queries.changes import changes_around
from ephemeral.queries.queue import Show, queue_page, waiting_for
from questions import actions
from tests.factories import EmploymentFactory, EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def due_entry(steward, now):
    """Makes entries that came due, kept by the steward unless it is said otherwise."""

    def make(title, *, days_ago=105, **facts):
        facts.setdefault("author", steward)
        return EntryFactory(title=title, written_at=now - timedelta(days=days_ago), **facts)

    return make


def known():
    return MemberFactory(joined_at=timezone.now() - timedelta(days=90))


def titles(member, now, show=Show.MINE):
    queue = queue_page(waiting_for(member, show, now), member, now, show=show)
    return [item.lifetime.title for item in queue.items]


def test_ten_thousand_reads_move_no_date_and_raise_it_in_the_queue(due_entry, steward, now):
    seldom = due_entry("Seldom read", days_ago=110)
    often = due_entry("Often read", days_ago=101)
    assert titles(steward, now) == ["Seldom read", "Often read"]
    before = (often.lifetime.due_at, often.lifetime.soon_at, often.lifetime.lapses_at)

    Lifetime.objects.filter(entry=often).update(reads=10_000, used_at=now)

    after = Lifetime.objects.get(entry=often)
    assert (after.due_at, after.soon_at, after.lapses_at) == before
    assert after.state(now) == seldom.lifetime.state(now) == "unconfirmed"
    assert titles(steward, now) == ["Often read", "Seldom read"]


def test_reads_count_from_the_last_decision_on(due_entry, steward, now):
    often = due_entry("Often read")
    Lifetime.objects.filter(entry=often).update(reads=10_000)
    renew(often.lifetime, because="Seen", by=steward, at=now - timedelta(days=130))
    due_entry("Older", days_ago=140)

    assert titles(steward, now) == ["Older", "Often read"]


def test_complaints_and_requests_raise_it(due_entry, steward, now):
    due_entry("Nobody complains", days_ago=120)
    disputed = due_entry("Did not work", days_ago=101)
    lapsed = due_entry("Asked back", days_ago=140)
    for _nth in range(2):
        give_evidence(disputed.lifetime, holds=False, note="No such menu", by=known())
    for _nth in range(3):
        ask_back(lapsed.lifetime, by=known())

    assert titles(steward, now) == ["Asked back", "Did not work", "Nobody complains"]


def test_one_that_did_not_work_waits_before_its_date(due_entry, steward, now):
    fresh = due_entry("Fresh", days_ago=10)
    assert titles(steward, now) == []

    give_evidence(fresh.lifetime, holds=False, note="No such menu", by=known())

    assert titles(steward, now) == ["Fresh"]


def test_each_tab_has_its_own(due_entry, steward, team, employee, moderator, stranger, now):
    due_entry("Mine", author=employee, team=team)
    due_entry("My team's", team=team, steward=None)
    due_entry("A colleague's", team=team, author=EmploymentFactory().member)
    due_entry("Somebody else's")

    assert titles(employee, now) == ["Mine"]
    assert set(titles(employee, now, Show.TEAMS)) == {"My team's", "A colleague's"}
    assert len(titles(employee, now, Show.ALL)) == 4
    assert len(titles(moderator, now, Show.ALL)) == 4
    assert titles(stranger, now, Show.ALL) == []


def test_what_is_hidden_or_a_draft_waits_for_nobody(due_entry, answer, employee, moderator, now):
    draft = due_entry("Draft")
    draft.live = False
    draft.save()
    Lifetime.objects.filter(answer=answer).update(
        soon_at=now - timedelta(days=2), due_at=now - timedelta(days=1)
    )
    assert titles(employee, now, Show.ALL) == ["Wi-Fi drops at night"]

    actions.hide_post(answer, reason="It names a person", by=moderator)

    assert titles(employee, now, Show.ALL) == []


def test_it_tells_what_changed_around_it(due_entry, question, answerer, stranger, client, steward):
    entry = due_entry("Choosing a channel")
    EntryQuestion.objects.create(entry=entry, question=question)
    actions.post_answer(question, body="In 6.3 it is under Radio.", by=answerer)
    give_evidence(entry.lifetime, holds=False, note="No such menu", version="6.3", by=known())
    give_evidence(entry.lifetime, holds=True, version="6.2", by=known())
    Suggestion.objects.create(
        entry=entry, member=stranger, title="t", summary="s", body="b", why="Radio, not Wireless"
    )
    client.force_login(steward)

    page = client.get("/knowledge/due/").content.decode()

    assert "New answer by Tom Okafor" in page
    assert "No such menu" in page
    assert "Radio, not Wireless" in page
    assert "Tried on 6.2, 6.3" in page


def test_what_was_there_before_the_decision_is_no_news(due_entry, question, answerer, steward, now):
    entry = due_entry("Choosing a channel")
    EntryQuestion.objects.create(entry=entry, question=question)
    actions.post_answer(question, body="Under Radio.", by=answerer)
    renew(entry.lifetime, because="Read the answer", by=steward)

    changed = changes_around([Lifetime.objects.get(entry=entry)])

    assert not changed[entry.lifetime.pk]


def test_it_says_that_its_steward_is_away(due_entry, team, employee, steward, client, now):
    due_entry("Choosing a channel", team=team)
    today = timezone.localtime(now).date()
    Absence.objects.create(
        member=steward, first_day=today, last_day=today.replace(day=1) + timedelta(days=60)
    )
    client.force_login(employee)

    page = client.get("/knowledge/due/?show=teams").content.decode()

    assert "Noor Haddad is away until" in page


@pytest.mark.parametrize("length", [2, 40])
def test_a_queue_takes_at_most_twelve_queries(
    due_entry, question, answerer, employee, team, client, django_assert_max_num_queries, length
):
    for number in range(length):
        entry = due_entry(f"Entry {number}", team=team, author=MemberFactory())
        EntryQuestion.objects.create(entry=entry, question=question)
        give_evidence(entry.lifetime, holds=False, note="No", version="6.3", by=known())
    actions.post_answer(question, body="In 6.3 it is under Radio.", by=answerer)
    client.force_login(employee)
    client.get("/tags/")

    for show in ("mine", "teams", "all"):
        with django_assert_max_num_queries(12):
            page = client.get(f"/knowledge/due/?show={show}").content.decode()

    assert page.count('name="because"') == min(length, 25) * 2 + 1
    assert ("Less urgent" in page) == (length > 25)


def test_the_second_page_shows_the_rest(due_entry, steward, client):
    for number in range(27):
        due_entry(f"Entry {number}")
    client.force_login(steward)

    pages = [
        set(re.findall(r'id="waits-(\d+)"', client.get(address).content.decode()))
        for address in ("/knowledge/due/", "/knowledge/due/?show=mine&page=2")
    ]

    assert [len(page) for page in pages] == [25, 2]
    assert not pages[0] & pages[1]


def test_one_line_renews_one_and_leads_back_to_the_queue(due_entry, steward, client):
    entry = due_entry("Choosing a channel")
    client.force_login(steward)
    here = "/knowledge/due/?show=mine"
    sent = {"because": "Tried it", "base": "1", "next": here}

    done = client.post(f"/knowledge/life/{entry.lifetime.pk}/renew/", sent)

    assert done.url == here
    assert entry.lifetime.decisions.last().because == "Tried it"


def test_nobody_is_led_to_another_site(due_entry, steward, client):
    entry = due_entry("Choosing a channel")
    client.force_login(steward)
    sent = {"because": "Tried it", "base": "1", "next": "https://evil.example/"}

    done = client.post(f"/knowledge/life/{entry.lifetime.pk}/renew/", sent)

    assert done.url == entry.get_absolute_url()


def test_a_refused_line_comes_back_as_it_was_typed(due_entry, steward, client):
    entry = due_entry("Choosing a channel")
    client.force_login(steward)

    page = client.post(
        f"/knowledge/life/{entry.lifetime.pk}/let-go/",
        {"because": "Menus changed", "successor": "/knowledge/99999/gone/", "base": "1"},
    )

    assert page.status_code == 422
    assert 'value="Menus changed"' in page.content.decode()
    assert "There is no such entry here." in page.content.decode()


def test_a_successor_is_named_by_address_or_number(due_entry, steward, client):
    better = EntryFactory(title="Channels in 2026")
    typed = [f"http://testserver{better.get_absolute_url()}", str(better.pk)]

    for number, successor in enumerate(typed):
        entry = due_entry(f"Entry {number}")
        client.force_login(steward)
        client.post(
            f"/knowledge/life/{entry.lifetime.pk}/let-go/",
            {"because": "Menus changed", "successor": successor, "base": "1"},
        )

        assert entry.lifetime.decisions.last().successor == better


def test_who_comes_second_reads_who_was_first_and_loses_nothing(
    due_entry, steward, employee, client
):
    entry = due_entry("Choosing a channel")
    renew(entry.lifetime, because="Tried it", by=employee, base=1)
    client.force_login(steward)
    sent = {"because": "Tried it too", "base": "1"}

    page = client.post(f"/knowledge/life/{entry.lifetime.pk}/renew/", sent)

    assert page.status_code == 422
    assert "Ana Ruiz was faster" in page.content.decode()
    assert 'value="Tried it too"' in page.content.decode()


def test_several_are_renewed_at_once(due_entry, steward, client):
    entries = [due_entry(f"Entry {number}") for number in range(3)]
    client.force_login(steward)
    ticked = [f"{entry.lifetime.pk}:1" for entry in entries[:2]]

    page = client.post(
        "/knowledge/due/", {"because": "Went through them", "lifetime": ticked}, follow=True
    )

    assert "2 renewed." in page.content.decode()
    assert Decision.objects.filter(because="Went through them").count() == 2
    assert titles(steward, timezone.now()) == ["Entry 2"]


def test_several_without_a_line_or_a_tick_come_back(due_entry, steward, client):
    entry = due_entry("Choosing a channel")
    client.force_login(steward)
    ticked = f"{entry.lifetime.pk}:1"

    without_line = client.post("/knowledge/due/", {"because": "", "lifetime": [ticked]})
    without_tick = client.post("/knowledge/due/", {"because": "Seen"})
    nonsense = client.post("/knowledge/due/", {"because": "Seen", "lifetime": ["x:y", "1"]})

    assert f'value="{ticked}" checked' in without_line.content.decode()
    assert "Say in one line what they rest on." in without_line.content.decode()
    assert "Choose at least one" in without_tick.content.decode()
    assert 'value="Seen"' in without_tick.content.decode()
    assert nonsense.status_code == 422


def test_an_empty_queue_says_what_one_can_do(stranger, employee, client):
    client.force_login(stranger)
    mine = client.get("/knowledge/due/").content.decode()
    client.force_login(employee)
    everything = client.get("/knowledge/due/?show=all").content.decode()

    assert "Nothing waits for you" in mine
    assert "Write an entry" in mine
    assert "Nothing waits here" in everything
    assert "What nobody keeps" in everything


def test_visitors_sign_in_first(client):
    assert client.get("/knowledge/due/").url == "/accounts/login/?next=/knowledge/due/"


def test_orphans_are_listed_and_taken_up(due_entry, employee, team, client):
    orphan = due_entry("Nobody's", steward=None, days_ago=1)
    client.force_login(employee)

    page = client.get("/knowledge/orphans/").content.decode()
    assert "Nobody&#x27;s" in page
    client.post(
        f"/knowledge/life/{orphan.lifetime.pk}/hand-over/",
        {"steward": "ana", "team": "support", "next": "/knowledge/orphans/"},
    )

    lifetime = Lifetime.objects.get(entry=orphan)
    assert (lifetime.steward, lifetime.team) == (employee, team)
    assert "Everything has somebody" in client.get("/knowledge/orphans/").content.decode()


def test_handing_over_asks_for_somebody_who_is_here(due_entry, steward, employee, client):
    entry = due_entry("Choosing a channel")
    client.force_login(steward)
    address = f"/knowledge/life/{entry.lifetime.pk}/hand-over/"

    refused = client.post(address, {"steward": "nobody-here", "because": "I move on"})
    client.post(address, {"steward": "@Ana", "because": "I move on"})

    assert "Nobody here has this handle." in refused.content.decode()
    assert Lifetime.objects.get(entry=entry).steward == employee


def test_who_may_not_hand_over_is_told_why(due_entry, stranger, client):
    entry = due_entry("Choosing a channel")
    client.force_login(stranger)

    page = client.get(f"/knowledge/life/{entry.lifetime.pk}/hand-over/")

    assert page.status_code == 403
    assert "Only its steward, their team and moderators" in page.content.decode()


def test_handing_over_twice_hands_over_once(due_entry, steward, employee, now):
    lifetime = due_entry("Choosing a channel").lifetime

    for _nth in range(2):
        hand_over(lifetime, steward=employee, team=None, by=steward, now=now)
        steward.is_moderator = True

    assert lifetime.decisions.filter(kind=Decision.Kind.HANDED_OVER).count() == 1
