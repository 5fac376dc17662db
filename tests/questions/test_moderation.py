"""The public log of moderation: all acts for everybody, what is hidden for nobody else."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from community.models import LoggedEvent
from questions import actions
from questions.models import Tag
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
TITLE = "Wi-Fi drops at night"


def read(client, **asked) -> str:
    return client.get("/moderation/", asked).content.decode()


def test_every_kind_of_act_is_told_with_its_reason(
    client, question, answer, asker, employee, moderator, stranger
):
    comment = actions.post_comment(answer, body="Which?", by=stranger)
    older = actions.ask_question(title="Gone at two", body="Nightly.", by=stranger)
    idea = actions.ask_question(title="A dark theme", body="Nights.", kind="idea", by=asker)
    actions.hide_post(comment, reason="It is rude.", by=moderator)
    actions.restore_post(comment, reason="It was a joke.", by=moderator)
    actions.lock_question(question, reason="It boils over.", by=moderator)
    actions.unlock_question(question, reason="It has cooled.", by=moderator)
    actions.mark_duplicate(question, of=older, by=moderator)
    actions.unmark_duplicate(question, by=moderator)
    actions.describe_tag(Tag.objects.get(name="wifi"), description="Radio.", by=moderator)
    actions.decide_idea(idea, status="planned", response="In spring.", by=employee)

    page = read(client)

    told = [
        ("hid a comment.", "It is rude."),
        ("showed a comment again.", "It was a joke."),
        ("locked a question.", "It boils over."),
        ("unlocked a question.", "It has cooled."),
        ("found that a question had been asked before.", "Gone at two"),
        ("found that a question stands on its own.", TITLE),
        ("changed the tag #wifi.", "/tags/wifi/"),
        ("answered an idea: Planned.", "In spring."),
    ]
    assert page.count("said-to-me") == len(told)
    for sentence, why in told:
        assert sentence in page
        assert why in page
    assert page.index("answered an idea") < page.index("hid a comment.")
    assert f"#comment-{comment.pk}" in page


def test_what_is_hidden_is_not_named_to_others(
    client, question, answer, answerer, stranger, moderator
):
    actions.hide_post(question, reason="It names an address.", by=moderator)

    for person in (None, stranger, answerer):
        client.logout()
        if person:
            client.force_login(person)
        page = read(client)
        assert "Inês Duarte hid a question." in page
        assert "It names an address." in page
        assert "What it was about is not shown to you." in page
        assert TITLE not in page
        assert f"/questions/{question.pk}/" not in page
    for person in (question.author, moderator):
        client.force_login(person)
        assert TITLE in read(client)


def test_a_hidden_original_is_not_named(client, question, stranger, moderator):
    older = actions.ask_question(title="Gone at two", body="Nightly.", by=stranger)
    actions.mark_duplicate(question, of=older, by=moderator)
    actions.hide_post(older, reason="Spam.", by=moderator)

    page = read(client, kind="duplicates")

    assert TITLE in page
    assert "Gone at two" not in page


def test_what_authors_take_back_is_no_moderation(client, question, answer, asker, answerer):
    older = actions.ask_question(title="Gone at two", body="Nightly.", by=answerer)
    actions.hide_post(answer, reason="I was wrong.", by=answerer)
    actions.restore_post(answer, reason="I was right.", by=answerer)
    actions.mark_duplicate(question, of=older, by=asker)

    assert "Nothing yet." in read(client)


def test_asides_leave_no_trace(client, question, asker, employee, moderator):
    comment = actions.post_comment(question, body="Order 77-12", by=asker)
    actions.write_aside(question, body="Order 77-13", by=asker)
    actions.take_aside(comment, by=employee)
    client.force_login(moderator)

    assert "Nothing yet." in read(client)


def test_one_kind_can_be_looked_at(client, question, answer, moderator):
    actions.hide_post(answer, reason="A guess.", by=moderator)
    actions.lock_question(question, reason="It boils over.", by=moderator)

    page = read(client, kind="locked")

    assert "locked a question." in page
    assert "hid an answer." not in page
    wrong = client.get("/moderation/", {"kind": "shouted"})
    assert wrong.status_code == 400
    assert "Acts are one of hidden, restored" in wrong.content.decode()


def test_somebody_who_left_did_it_still(client, question, moderator):
    actions.lock_question(question, reason="It boils over.", by=moderator)
    LoggedEvent.objects.update(actor=None)

    assert "Somebody locked a question." in read(client)


def test_pages_end_and_repeat_nothing(client, asker, moderator):
    for n in range(30):
        question = actions.ask_question(title=f"Part {n:02}", body="x", by=asker)
        actions.lock_question(question, reason=f"Reason {n:02}", by=moderator)

    first = client.get("/moderation/")
    second = client.get(first.context["next_url"])

    reasons = [act.reason for page in (first, second) for act in page.context["acts"]]
    assert reasons == [f"Reason {n:02}" for n in reversed(range(30))]
    assert not second.context["next_url"]
    assert client.get("/moderation/", {"page": "nonsense"}).status_code == 400


@pytest.mark.parametrize("length", [3, 25])
def test_the_log_takes_ten_queries_however_long(
    client, employee, moderator, length, django_assert_max_num_queries
):
    for n in range(length):
        asker = MemberFactory()
        question = actions.ask_question(title=f"Part {n}", body="x", by=asker)
        answer = actions.post_answer(question, body="y", by=asker)
        comment = actions.post_comment(answer, body="z", by=asker)
        idea = actions.ask_question(title=f"Idea {n}", body="x", kind="idea", by=asker)
        actions.mark_duplicate(question, of=idea, by=MemberFactory(is_moderator=True))
        actions.hide_post(comment, reason="r", by=MemberFactory(is_moderator=True))
        actions.decide_idea(idea, status="done", by=employee, speaking_as="support")
    client.force_login(moderator)
    client.get("/settings/")

    with django_assert_max_num_queries(10):
        assert client.get("/moderation/").status_code == 200


def test_everybody_finds_the_way_to_it(client, question):
    assert 'href="/moderation/"' in client.get(question.get_absolute_url()).content.decode()


@pytest.mark.browser
def test_the_log_fits_a_phone_and_axe_finds_nothing(page: Page, question, answer, moderator):
    older = actions.ask_question(title="Gone at two", body="Nightly.", by=moderator)
    actions.hide_post(answer, reason="It is a guess that cost others a night.", by=moderator)
    actions.mark_duplicate(question, of=older, by=moderator)
    actions.describe_tag(Tag.objects.get(name="wifi"), description="Radio.", by=moderator)
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto("/moderation/", wait_until="networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
