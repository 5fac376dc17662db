"""A promise made, moved with a reason, kept by answering, or late; who hears of it, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.models import Member
from ephemeral.actions import make_promise
from ephemeral.models import Promise
from questions.actions import ask_question
from questions.models import Question
from tests.ephemeral.promised import works_in_lisbon
from tests.factories import EmploymentFactory, MemberFactory
from tests.journeys.conftest import mails_to
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def question(asker: Any) -> Question:
    return ask_question(title="Wi-Fi drops at night", body="Both bands, at two.", by=asker)


def signed_in(person: Person, name: str) -> Person:
    person.signs_in(f"{name}@mail.example")
    return person


def employed(handle: str, name: str) -> None:
    job = EmploymentFactory(member=MemberFactory(handle=handle, name=name))
    works_in_lisbon(job.team)


def test_made_moved_and_kept_by_answering_by_keyboard(another, question):
    employed("ana", "Ana Ruiz")
    ana, lee = signed_in(another(width=320), "ana"), another(width=320)
    ana.goes_to(question.get_absolute_url())
    ana.presses(ana.page.locator(".thread summary", has_text="More").first)
    ana.presses_and_goes(ana.link("Promise something"))
    ana.finds_nothing_wrong()
    ana.writes("I will …", "a firmware fix")
    ana.writes("or within so many working hours", "16")
    expect(ana.page.locator("#promise-date")).to_contain_text("That is")
    ana.finds_nothing_wrong()
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Promised:")
    ana.finds_nothing_wrong()

    ana.presses_and_goes(ana.link("Move the date"))
    ana.writes("or within so many working hours", "40")
    ana.writes("Why it moves", "The part that tests it is late.")
    expect(ana.page.locator("#promise-date")).to_contain_text("That is")
    ana.presses_and_goes(ana.button("Move it"))
    ana.sees("moved once")

    ana.writes("Your answer", "Update to 6.2.4.")
    ana.presses_and_goes(ana.button("Post the answer"))
    ana.sees("Does this answer keep your promise?")
    ana.finds_nothing_wrong()
    ana.presses(ana.button("Yes, it keeps it"))
    ana.sees("Keeps a promise:")
    ana.finds_nothing_wrong()

    promise = Promise.objects.get()
    assert (promise.moves, promise.kept_by.body) == (1, "Update to 6.2.4.")
    lee.goes_to(question.get_absolute_url())
    lee.presses(lee.page.get_by_text("How it went"))
    lee.sees("The part that tests it is late.")
    lee.finds_nothing_wrong()
    for page in ("/people/ana/?show=promises", "/teams/support/", f"/promises/{promise.pk}/"):
        lee.goes_to(page)
        lee.sees("a firmware fix")
        lee.finds_nothing_wrong()


def test_the_same_without_script(another, question):
    employed("ana", "Ana Ruiz")
    ana = signed_in(another(script=False, width=375), "ana")
    ana.goes_to(f"/promises/on/{question.pk}/")
    ana.writes("I will …", "a firmware fix")
    ana.writes("or within so many working hours", "16")
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Then press once more.")
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Promised:")

    ana.presses_and_goes(ana.link("Tell how it goes"))
    ana.writes("How it goes", "The cause is found.")
    ana.presses_and_goes(ana.button("Tell them"))
    ana.sees("The cause is found.")
    ana.writes("Your answer", "Update to 6.2.4.")
    ana.presses_and_goes(ana.button("Post the answer"))
    ana.presses_and_goes(ana.button("Yes, it keeps it"))

    ana.sees("Keeps a promise:")
    assert Promise.objects.get().kept_at


def test_a_late_one_shows_as_late_and_can_be_withdrawn(another, question, employee):
    ana = signed_in(another(), "ana")
    now = timezone.now()
    make_promise(
        question,
        what="a phone call",
        due_at=now - timedelta(hours=3),
        by=employee,
        at=now - timedelta(days=1),
    )
    ana.goes_to(question.get_absolute_url())
    ana.sees("Late:")
    ana.finds_nothing_wrong()

    ana.presses_and_goes(ana.link("Withdraw"))
    ana.finds_nothing_wrong()
    ana.writes("Why it will not come", "Nobody is there.")
    ana.presses_and_goes(ana.button("Withdraw it"))

    ana.sees("Withdrawn:")


def test_those_who_follow_hear_of_each_step_and_its_giver_is_reminded(
    another, it_is, clock_looks, asker
):
    question = ask_question(title="Wi-Fi drops at night", body="Both bands.", by=asker)
    employed("ana", "Ana Ruiz")
    MemberFactory(handle="lee", name="Lee Chen")
    lee = signed_in(another(script=False, width=320), "lee")
    lee.goes_to(question.get_absolute_url())
    lee.presses_and_goes(lee.button("Follow"))
    ana = signed_in(another(), "ana")

    ana.goes_to(f"/promises/on/{question.pk}/")
    ana.writes("I will …", "a firmware fix")
    ana.page.get_by_label("On a date, at a time").fill("2025-03-05T12:00")
    ana.presses_and_goes(ana.button("Promise it"))
    ana.sees("Promised:")
    clock_looks(datetime(2025, 3, 4, 12, tzinfo=UTC))  # a working day before
    ana.goes_to(question.get_absolute_url())
    ana.presses_and_goes(ana.link("Move the date"))
    ana.page.get_by_label("On a date, at a time").fill("2025-03-11T12:00")
    ana.writes("Why it moves", "The part that tests it is late.")
    ana.presses_and_goes(ana.button("Move it"))
    ana.sees("moved once")
    clock_looks(datetime(2025, 3, 10, 11, tzinfo=UTC))  # before the next reminder
    ana.goes_to(question.get_absolute_url())
    ana.writes("Your answer", "Update to 6.2.4.")
    tick = ana.page.get_by_label("This keeps my promise: a firmware fix")
    ana.reaches(tick)
    ana.page.keyboard.press("Space")
    ana.presses_and_goes(ana.button("Post the answer"))
    ana.sees("Keeps a promise:")
    expect(ana.page.locator(".promise-word")).to_have_count(0)  # why it moved is history now
    ana.finds_nothing_wrong()
    clock_looks(datetime(2025, 3, 11, 12, tzinfo=UTC))  # its date: nobody calls it late

    steps = [
        "Ana Ruiz promised: a firmware fix, by 5 March 2025, 12:00.",
        "Ana Ruiz moved a promise to 11 March 2025, 12:00: a firmware fix.",
        "Ana Ruiz answered.",
        "Ana Ruiz kept a promise: a firmware fix.",
    ]
    for follower in (asker, Member.objects.get(handle="lee")):
        assert mails_to(follower) == [f"{step} Wi-Fi drops at night" for step in steps]
    assert mails_to(Member.objects.get(handle="ana")) == [
        "You promised this by 5 March 2025, 12:00: a firmware fix. Wi-Fi drops at night"
    ]
    lee.goes_to(question.get_absolute_url())
    lee.presses(lee.page.get_by_text("How it went"))
    lee.sees("moved it from Wednesday, 5 March 2025, 12:00 to Tuesday, 11 March 2025, 12:00")
    lee.sees("The part that tests it is late.")
    lee.sees("kept it with an answer")


def test_a_late_one_is_told_to_its_team_and_followers_and_stands_on_the_board(
    another, it_is, clock_looks, asker
):
    question = ask_question(title="Wi-Fi drops at night", body="Both bands.", by=asker)
    employed("ana", "Ana Ruiz")
    colleague = EmploymentFactory(member=MemberFactory(handle="bo", name="Bo Falk")).member
    ana = Member.objects.get(handle="ana")
    promise = make_promise(
        question, what="a phone call", working_hours=4, by=ana, speaking_as="support"
    )
    clock_looks(promise.due_at + timedelta(minutes=1))

    late = "What Ana Ruiz promised is late: a phone call. Wi-Fi drops at night"
    assert mails_to(colleague) == [late]
    assert mails_to(asker)[1:] == [late]
    assert mails_to(ana)[-1] == (
        "Your promise is late: a phone call. Say how it goes, or move its date. "
        "Wi-Fi drops at night"
    )
    bo = signed_in(another(width=320), "bo")
    bo.goes_to("/teams/support/")
    expect(bo.page.locator("#promises")).to_contain_text("a phone call")
    bo.sees("Kept 0 of 1, 1 late")
    bo.finds_nothing_wrong()

    clock_looks(promise.due_at + timedelta(days=1))
    assert mails_to(colleague)[1:] == ["1 promise is late. Ana Ruiz: a phone call"]
    assert len(mails_to(asker)) == 2  # only those who can do something are told again
    giver = signed_in(another(), "ana")
    giver.goes_to(promise.get_absolute_url())
    giver.sees("was due yesterday")
    giver.presses_and_goes(giver.link("Tell how it goes"))
    giver.writes("How it goes", "I call at noon.")
    giver.presses_and_goes(giver.button("Tell them"))
    giver.sees("I call at noon.")
    giver.finds_nothing_wrong()
    clock_looks(promise.due_at + timedelta(days=1, hours=1))
    assert mails_to(asker)[2:] == ["Ana Ruiz told how it goes: a phone call. Wi-Fi drops at night"]
