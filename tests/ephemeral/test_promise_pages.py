"""Promises on the pages of questions, people and teams, and the forms of those who give them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.actions.people import close_account
from community.models import Member
from ephemeral.actions import keep_promise, move_promise, note_promise, withdraw_promise
from ephemeral.clock_of_promises import tell_of_dates
from ephemeral.models import Promise, WorkingWeek
from questions.actions import ask_question, hide_post, post_answer
from questions.models import Answer
from tests.ephemeral.promised import DAY, FRIDAY, HOUR, promised, works_in_lisbon
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def said(html: str) -> str:
    """What a page says, without its tags."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    return re.sub(r" ([,.])", r"\1", words)


@pytest.fixture
def on_friday(time_machine) -> None:
    time_machine.move_to(FRIDAY, tick=False)


@pytest.fixture
def promise(on_friday, question, employee) -> Promise:
    return promised(question, employee, due_at=FRIDAY + 3 * DAY)


def address(name: str, promise: Promise) -> str:
    return reverse(name, args=[promise.pk])


# Making


def test_whoever_may_is_offered_it_and_others_are_not(client, question, employee, stranger):
    offer = f'href="/promises/on/{question.pk}/"'
    assert offer not in text(client, question.get_absolute_url())
    client.force_login(stranger)
    assert offer not in text(client, question.get_absolute_url())

    client.force_login(employee)

    assert offer in text(client, question.get_absolute_url())


def test_it_is_offered_on_ideas_too(client, asker, employee):
    idea = ask_question(title="A dark mode", body="Please.", kind="idea", by=asker)
    client.force_login(employee)

    assert f'href="/promises/on/{idea.pk}/"' in text(client, idea.get_absolute_url())


def test_a_date_is_promised_in_the_zone_of_whoever_types_it(client, on_friday, question, employee):
    Member.objects.filter(pk=employee.pk).update(time_zone="Pacific/Auckland")
    client.force_login(employee)

    sent = client.post(
        reverse("make-promise", args=[question.pk]),
        {"what": "a firmware fix", "due_at": "2026-11-24T17:30", "speaking_as": "support"},
    )

    promise = Promise.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, promise.get_absolute_url())
    assert promise.due_at == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    assert promise.team.slug == "support"


def test_working_hours_show_their_date_before_they_are_promised(
    client, on_friday, question, employee
):
    works_in_lisbon(employee.current_employments[0].team)
    client.force_login(employee)
    page = reverse("make-promise", args=[question.pk])
    typed = {"what": "a firmware fix", "working_hours": "8", "speaking_as": "support"}

    first = client.post(page, typed)

    shown = said(first.content.decode())
    assert "That is Monday, 23 November 2026, 11:00, in your time." in shown
    assert not Promise.objects.exists()
    assert 'value="a firmware fix"' in first.content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', first.content.decode())
    client.post(page, {**typed, "seen": seen[1]})
    assert Promise.objects.get().due_at == datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_the_date_is_said_while_hours_are_typed(client, on_friday, question, employee):
    client.force_login(employee)
    page = reverse("promise-date", args=[question.pk])

    around_the_clock = said(text(client, f"{page}?working_hours=4&speaking_as=support"))
    works_in_lisbon(employee.current_employments[0].team)
    at_work = said(text(client, f"{page}?working_hours=8&speaking_as=support"))
    WorkingWeek.objects.get().hours.all().delete()
    never = said(text(client, f"{page}?working_hours=8&speaking_as=support"))

    assert "That is Friday, 20 November 2026, 16:00" in around_the_clock
    assert "Every hour of the day counts" in around_the_clock
    assert "That is Monday, 23 November 2026, 11:00" in at_work
    assert "This team has no working hours" in never
    for nonsense in ("", "?working_hours=", "?working_hours=x", "?working_hours=-1&speaking_as=x"):
        assert "That is" not in text(client, page + nonsense)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"what": ""}, "what", "Say what you will do."),
        ({}, "due_at", "Say by when"),
        ({"due_at": "2026-11-19T12:00"}, "due_at", "This moment has passed."),
        ({"due_at": "soon"}, "due_at", "Give a date and a time"),
        ({"due_at": "2036-11-19T12:00"}, "due_at", "more than three years away"),
        ({"due_at": "2026-11-22T12:00", "working_hours": "3"}, "due_at", "Say by when"),
        ({"working_hours": "-3"}, "working_hours", "Give from 1 to 2000 hours."),
        ({"working_hours": "1e300"}, "working_hours", "Give from 1 to 2000 hours."),
        ({"working_hours": "four"}, "working_hours", "Give a number of hours"),
        ({"working_hours": "nan"}, "working_hours", "Give a number of hours"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(
    client, on_friday, question, employee, typed, field, sentence
):
    client.force_login(employee)
    page = reverse("make-promise", args=[question.pk])

    refused = client.post(page, {"what": "a <fix>", "speaking_as": "support", **typed})

    assert refused.status_code == 422
    html = refused.content.decode()
    assert sentence in " ".join(refused.context["form"].errors[field])
    if typed.get("what") != "":
        assert "a &lt;fix&gt;" in html
        assert "a &lt;fix&gt;" in text(client, page)  # a draft
    assert not Promise.objects.exists()


def test_whoever_may_not_is_told_why(client, question, stranger):
    page = reverse("make-promise", args=[question.pk])
    assert client.get(page).status_code == 302  # to sign in
    client.force_login(stranger)

    assert "Promising takes 400 points" in text(client, page, status=403)
    assert client.get(reverse("make-promise", args=[4711])).status_code == 404


# Under the question


def test_it_stands_under_the_question_with_all_that_became_of_it(
    client, promise, question, employee, time_machine
):
    note_promise(promise, words="The cause is found.", by=employee, at=FRIDAY + HOUR)
    move_promise(
        promise, due_at=FRIDAY + 9 * DAY, reason="The part is late.", by=employee, at=FRIDAY + DAY
    )
    time_machine.move_to(FRIDAY + DAY, tick=False)

    html = text(client, question.get_absolute_url())

    page = said(html)
    assert "Promised: a firmware fix due in 8 days by Ana Ruiz, Support, Acme moved once" in page
    assert 'title="29 November 2026, 12:00"' in html
    assert "How it went" in page
    assert (
        "Ana Ruiz moved it from Monday, 23 November 2026, 12:00 "
        "to Sunday, 29 November 2026, 12:00" in page
    )
    assert "The cause is found." in page
    assert "The part is late." in page
    assert "Move the date" not in page


def test_late_kept_and_withdrawn_are_said_in_words(
    client, promise, question, employee, time_machine
):
    kept = promised(question, employee, what="a new channel")
    withdrawn = promised(question, employee, what="a phone call")
    answer = post_answer(question, body="Take 36.", by=employee, at=FRIDAY)
    keep_promise(kept, answer=answer, by=employee, at=FRIDAY + HOUR)
    withdraw_promise(withdrawn, reason="Nobody is there.", by=employee, at=FRIDAY)
    time_machine.move_to(FRIDAY + 5 * DAY, tick=False)

    page = said(text(client, question.get_absolute_url()))

    assert "Late: a firmware fix was due 2 days ago" in page
    assert "Kept: a new channel 4 days ago, on time" in page
    assert "Withdrawn: a phone call 5 days ago" in page
    assert "Nobody is there." in page
    assert "Keeps a promise: a new channel" in page


def test_its_giver_finds_what_to_do_and_nobody_else(client, promise, question, employee, asker):
    acts = [f'href="/promises/{promise.pk}/{act}/"' for act in ("note", "move", "keep", "withdraw")]
    client.force_login(asker)
    assert not [act for act in acts if act in text(client, question.get_absolute_url())]

    client.force_login(employee)

    assert all(act in text(client, question.get_absolute_url()) for act in acts)


def test_the_promise_has_a_page(client, promise, question, moderator):
    assert "a firmware fix" in text(client, address("promise", promise))

    hide_post(question, reason="It names an address.", by=moderator)

    assert client.get(address("promise", promise)).status_code == 404
    assert client.get(reverse("promise", args=[4711])).status_code == 404


# Telling what becomes of it


def test_noting_moving_and_withdrawing_through_the_forms(client, promise, employee):
    client.force_login(employee)
    note, move, withdraw = (
        address(name, promise) for name in ("note-promise", "move-promise", "withdraw-promise")
    )
    assert client.post(note, {"words": " "}).status_code == 422
    assert client.post(move, {"due_at": "2026-12-01T12:00"}).status_code == 422
    assert client.post(move, {"reason": "The part is late."}).status_code == 422
    assert "The part is late." in text(client, move)
    assert client.post(withdraw, {"reason": ""}).status_code == 422

    client.post(note, {"words": "Found it."})
    client.post(move, {"due_at": "2026-12-01T12:00", "reason": "The part is late."})
    client.post(withdraw, {"reason": "It is no longer made."})

    assert list(promise.steps.values_list("kind", "words")) == [
        ("made", ""),
        ("noted", "Found it."),
        ("moved", "The part is late."),
        ("withdrawn", "It is no longer made."),
    ]
    assert "was withdrawn" in text(client, note, status=403)


def test_moving_by_working_hours_shows_the_date_first(client, promise, employee):
    works_in_lisbon(promise.team)
    client.force_login(employee)
    move = address("move-promise", promise)
    typed = {"working_hours": "8", "reason": "The part is late."}

    first = client.post(move, typed)
    date = said(text(client, f"{address('moved-date', promise)}?working_hours=8"))

    assert "That is Monday, 23 November 2026, 11:00" in said(first.content.decode())
    assert "That is Monday, 23 November 2026, 11:00" in date
    seen = re.search(r'name="seen" value="([^"]+)"', first.content.decode())
    client.post(move, {**typed, "seen": seen[1]})
    promise.refresh_from_db()
    assert promise.due_at == datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.mark.parametrize("name", ["note", "move", "keep", "withdraw"])
def test_others_are_told_whose_it_is_and_visitors_sign_in(client, promise, stranger, name):
    page = address(f"{name}-promise", promise)
    assert client.get(page).status_code == 302
    client.force_login(stranger)

    assert "Only the person who promised" in text(client, page, status=403)
    sent = {"words": "x", "reason": "x", "due_at": "2026-12-01T12:00"}
    assert "Only the person who promised" in client.post(page, sent).content.decode()
    assert promise.steps.count() == 1


def test_after_answering_its_giver_is_asked_whether_that_keeps_it(
    client, promise, question, employee, asker
):
    client.force_login(employee)
    client.post(reverse("answer", args=[question.pk]), {"body": "6.2.4", "speaking_as": "support"})
    answer = Answer.objects.get()

    offered = text(client, question.get_absolute_url())
    assert "Does this answer keep your promise?" in offered
    client.post(address("keep-promise", promise), {"answer": answer.pk})

    promise.refresh_from_db()
    assert (promise.kept_by, promise.was_late) == (answer, False)
    assert "Does this answer keep" not in text(client, question.get_absolute_url())
    assert "Keeps a promise:" in text(client, question.get_absolute_url())


def test_nobody_is_asked_whether_others_answers_keep_theirs(
    client, promise, question, employee, asker
):
    post_answer(question, body="Have you tried 36?", by=asker)
    client.force_login(employee)
    assert "Does this answer keep" not in text(client, question.get_absolute_url())

    client.force_login(asker)

    assert "Does this answer keep" not in text(client, question.get_absolute_url())


def test_a_tick_while_answering_keeps_it(client, promise, question, employee, asker):
    form = reverse("answer", args=[question.pk])
    client.force_login(asker)
    assert "This keeps my promise:" not in text(client, form)
    client.post(form, {"body": "Mine.", "keeps": promise.pk})
    assert not Promise.objects.get().kept_at
    client.force_login(employee)
    assert "This keeps my promise:" in text(client, question.get_absolute_url())
    refused = client.post(form, {"body": " ", "keeps": promise.pk, "speaking_as": "support"})
    assert f'value="{promise.pk}" checked' in refused.content.decode()

    client.post(form, {"body": "6.2.4", "keeps": promise.pk, "speaking_as": "support"})

    promise.refresh_from_db()
    assert promise.kept_by == Answer.objects.get(author=employee)


@pytest.mark.parametrize("keeps", ["x", "", "4711", "9" * 30])
def test_a_tick_that_means_nothing_keeps_nothing(client, promise, question, employee, keeps):
    client.force_login(employee)

    client.post(reverse("answer", args=[question.pk]), {"body": "6.2.4", "keeps": keeps})

    assert Answer.objects.count() == 1
    assert not Promise.objects.get().kept_at


# Left behind


def test_what_somebody_left_says_so_and_a_colleague_takes_it(
    client, promise, question, employee, stranger
):
    colleague = EmploymentFactory(member=MemberFactory(handle="bo", name="Bo Lind")).member
    text(client, question.get_absolute_url())
    close_account(employee, by=employee)
    taking = address("take-over-promise", promise)

    assert "It needs somebody of the team." in text(client, question.get_absolute_url())
    assert "left by" in text(client, "/teams/support/")
    client.force_login(stranger)
    assert "Take it over" not in text(client, question.get_absolute_url())
    assert client.post(taking).status_code == 403
    client.force_login(colleague)
    assert "Take it over" in text(client, question.get_absolute_url())
    client.post(taking)

    page = said(text(client, question.get_absolute_url()))
    assert "by Bo Lind, Support, Acme" in page
    assert "needs somebody" not in page


# People and teams


def test_a_persons_promises_are_in_their_list(client, promise, question, employee, time_machine):
    late = promised(question, employee, what="a phone call", due_at=FRIDAY + HOUR)
    kept = promised(question, employee, what="a new channel")
    keep_promise(kept, by=employee, at=FRIDAY + 2 * HOUR)
    time_machine.move_to(FRIDAY + 3 * HOUR, tick=False)
    tell_of_dates(FRIDAY + 3 * HOUR)

    page = said(text(client, "/people/ana/?show=promises"))

    assert "Kept 1 of 2, 1 late" in page
    assert page.index("Late") < page.index(late.what) < page.index("Open")
    assert page.index("Open") < page.index(promise.what) < page.index("Kept or withdrawn lately")
    assert page.index("Kept or withdrawn lately") < page.index("a new channel")


def test_the_board_of_a_team_knows_today_where_the_team_works(
    client, on_friday, question, employee
):
    team = employee.current_employments[0].team
    WorkingWeek.objects.create(team=team, time_zone="Pacific/Auckland")  # Saturday 1:00 there
    promised(question, employee, what="a phone call", due_at=FRIDAY + 20 * HOUR)
    promised(question, employee, what="a firmware fix", due_at=FRIDAY + 24 * HOUR)

    page = said(text(client, "/teams/support/"))

    assert page.index("Due today") < page.index("a phone call") < page.index("Open")
    assert page.index("Open") < page.index("a firmware fix")
    assert "by Ana Ruiz" in page
    assert "On Wi-Fi drops at night" in page


def test_the_period_is_chosen_by_links(client, question, employee, time_machine):
    promise = promised(question, employee)
    keep_promise(promise, by=employee, at=FRIDAY + HOUR)
    time_machine.move_to(FRIDAY + 200 * DAY, tick=False)

    def share(query: str) -> str:
        return said(text(client, f"/people/ana/?show=promises{query}"))

    assert "No promises to count yet" in share("")
    assert "Kept 1 of 1" in share("&period=year")
    assert "Kept 1 of 1" in share("&period=all")
    assert "No promises to count yet" in share("&period=nonsense")
    assert "period=year#kept" in text(client, "/people/ana/?show=promises")
    assert "Kept 1 of 1" in text(client, "/teams/support/?period=all")


def test_empty_lists_say_what_one_can_do(client, employee):
    assert "No promises now." in text(client, "/people/ana/?show=promises")
    assert "No promises now." in text(client, "/teams/support/")
    client.force_login(employee)

    assert "You have promised nothing lately." in text(client, "/people/ana/?show=promises")


def test_on_a_hidden_question_its_promises_show_nowhere(client, promise, question, moderator):
    cache.clear()
    hide_post(question, reason="It names an address.", by=moderator)

    for page in ("/people/ana/?show=promises", "/teams/support/"):
        assert "a firmware fix" not in text(client, page)
    client.force_login(moderator)
    assert "a firmware fix" in text(client, "/teams/support/")


# In a fixed number of queries


@pytest.mark.parametrize("number", [1, 25])
def test_the_lists_take_as_many_queries_for_many(
    client, question, employee, stranger, number, django_assert_max_num_queries
):
    for nth in range(number):
        promised(question, employee, what=f"part {nth}", at=timezone.now() - timedelta(hours=nth))
    client.force_login(stranger)

    with django_assert_max_num_queries(12):
        client.get("/people/ana/?show=promises")
    with django_assert_max_num_queries(14):
        client.get("/teams/support/")


@pytest.mark.parametrize("number", [1, 12])
def test_promises_add_three_queries_to_a_question_and_none_once_it_is_kept(
    client, question, employee, number, django_assert_max_num_queries
):
    client.force_login(employee)
    with CaptureQueriesContext(connection) as without:
        client.get(question.get_absolute_url())
    for nth in range(number):
        promised(question, employee, what=f"part {nth}", at=timezone.now())
    cache.clear()

    with django_assert_max_num_queries(len(without) + 3):
        client.get(question.get_absolute_url())
    with django_assert_max_num_queries(9):
        client.get(question.get_absolute_url())
