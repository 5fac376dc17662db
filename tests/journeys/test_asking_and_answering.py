"""From signing up to an accepted answer, by keyboard, and once without script."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import expect

from community.models import Member
from questions.models import Question
from tests.factories import EmploymentFactory, MemberFactory
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
SIGN_UP = {"name": "Jo Lindqvist", "handle": "jo", "email": "jo@mail.example"}


@pytest.fixture
def mailed(run_jobs: Callable[[], int]) -> Callable[[], str]:
    """The address in the newest mail."""

    def address() -> str:
        run_jobs()
        found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        return found[1]

    return address


def asks(person: Person) -> None:
    """Ask a problem from the front page on."""
    person.goes_to("/")
    person.presses_and_goes(person.link("Ask").first)
    person.chooses(person.page.get_by_role("radio", name="Problem"))
    person.writes("In one sentence", "Wi-Fi drops every night at two")
    person.writes("What happens, and what did you try?", "Both bands. Restarting **helps**.")
    person.presses_and_goes(person.button("Ask"))
    expect(person.page.get_by_role("heading", level=1)).to_have_text(
        "Wi-Fi drops every night at two"
    )


def answers(person: Person, words: str) -> None:
    question = Question.objects.get()
    person.goes_to(question.get_absolute_url())
    person.writes("Your answer", words)
    person.presses_and_goes(person.button("Post the answer"))
    person.sees(words)


def test_sign_up_ask_answer_vote_accept_by_keyboard(another, mailed):
    jo, tom, lee = another(), another(), another(width=320)
    jo.signs_up(**SIGN_UP, mailed=mailed)
    asks(jo)
    jo.finds_nothing_wrong()

    MemberFactory(handle="tom", name="Tom Okafor")
    tom.signs_in("tom@mail.example")
    answers(tom, "Pin the channel to 36.")
    tom.finds_nothing_wrong()

    MemberFactory(handle="lee", name="Lee Chen")
    lee.signs_in("lee@mail.example")
    lee.goes_to(Question.objects.get().get_absolute_url())
    helps = lee.page.locator(".answers").get_by_role("button", name="This helps")
    lee.presses(helps)
    expect(helps).to_have_attribute("aria-pressed", "true")
    expect(lee.page.locator(".answers .sum")).to_contain_text("1")
    lee.finds_nothing_wrong()

    jo.page.reload()
    jo.presses(jo.button("This solved it"))
    jo.sees("Solved it for Jo Lindqvist")
    jo.finds_nothing_wrong()
    assert Question.objects.get().solved_at


def test_the_same_without_script(another, mailed):
    jo, tom = another(script=False, width=375), another(script=False)
    jo.signs_up(**SIGN_UP, mailed=mailed)
    asks(jo)

    MemberFactory(handle="tom", name="Tom Okafor")
    tom.signs_in("tom@mail.example")
    answers(tom, "Pin the channel to 36.")
    tom.presses_and_goes(tom.button("Good question"))
    tom.presses_and_goes(tom.button("I have this too"))
    tom.sees("1 person has this too")

    jo.goes_to(Question.objects.get().get_absolute_url())
    jo.presses_and_goes(jo.button("This solved it"))
    jo.sees("Solved it for Jo Lindqvist")
    question = Question.objects.get()
    assert (question.score, question.same_count, question.answer_count) == (1, 1, 1)


def test_a_visitor_types_signs_in_and_loses_nothing(another):
    MemberFactory(handle="tom", name="Tom Okafor")
    tom = another()
    tom.goes_to("/ask/")
    tom.writes("In one sentence", "Slow upstairs")
    tom.writes("What happens, and what did you try?", "One bar in the attic.")
    tom.presses_and_goes(tom.button("Ask"))
    tom.sees("What you wrote is kept.")

    tom.writes("E-mail address or handle", "tom@mail.example")
    tom.writes("Password", "seven quiet lanterns")
    tom.presses_and_goes(tom.button("Sign in"))
    tom.sees("This is what you were writing.")
    tom.finds_nothing_wrong()
    tom.presses_and_goes(tom.button("Ask"))

    assert Question.objects.get().title == "Slow upstairs"


def test_an_employee_answers_as_themselves(another):
    asker = MemberFactory(handle="jo", name="Jo Lindqvist")
    question = asked_by(asker)
    EmploymentFactory(member=MemberFactory(handle="ana", name="Ana Ruiz"))
    ana = another()
    ana.signs_in("ana@mail.example")

    answers(ana, "It is our fault: update to 6.2.4.")

    post = ana.page.locator(".post.company")
    expect(post).to_contain_text("Ana Ruiz")
    expect(post).to_contain_text("Support, Acme")
    ana.finds_nothing_wrong()
    assert str(question.answers.get().capacity) == "Support, Acme"


def test_an_aside_is_read_by_the_asker_and_employees_alone(another):
    asker = MemberFactory(handle="jo", name="Jo Lindqvist")
    question = asked_by(asker)
    EmploymentFactory(member=MemberFactory(handle="ana", name="Ana Ruiz"))
    MemberFactory(handle="lee", name="Lee Chen", is_moderator=True)
    jo, ana, lee = another(), another(), another()
    for person, email in ((jo, "jo"), (ana, "ana"), (lee, "lee")):
        person.signs_in(f"{email}@mail.example")

    jo.goes_to(question.get_absolute_url())
    jo.presses(jo.page.locator(f"#question-{question.pk} summary", has_text="More"))
    jo.presses_and_goes(jo.link("Write privately"))
    jo.writes("What only the person who asked and employees will read", "Order NL-77")
    jo.presses_and_goes(jo.button("Send privately"))
    jo.sees("Order NL-77")
    jo.finds_nothing_wrong()

    ana.goes_to(question.get_absolute_url())
    ana.sees("Order NL-77")
    ana.sees("only Jo Lindqvist and employees see this")
    lee.goes_to(question.get_absolute_url())
    expect(lee.page.get_by_text("Order NL-77")).to_have_count(0)
    ana.presses_and_goes(ana.link("Write privately"))
    ana.writes("What only the person who asked and employees will read", "Thank you, sent.")
    ana.presses_and_goes(ana.button("Send privately"))

    jo.page.reload()
    jo.sees("Thank you, sent.")
    jo.presses_and_goes(jo.link("Say it publicly"))
    jo.writes("What everybody will read", "It was an old batch.")
    jo.presses_and_goes(jo.button("Post publicly"))
    lee.page.reload()
    lee.sees("It was an old batch.")
    jo.sees("Order NL-77")


def test_edit_and_roll_back(another):
    question = asked_by(MemberFactory(handle="jo", name="Jo Lindqvist"))
    jo = another()
    jo.signs_in("jo@mail.example")
    jo.goes_to(question.get_absolute_url())

    jo.presses(jo.page.locator(f"#question-{question.pk} summary", has_text="More"))
    jo.presses_and_goes(jo.link("Edit"))
    jo.writes("Text", "Only the 5 GHz band.")
    jo.writes("Why (optional)", "I looked again")
    jo.finds_nothing_wrong()
    jo.presses_and_goes(jo.button("Save"))
    jo.sees("Only the 5 GHz band.")

    jo.presses_and_goes(jo.link("edited"))
    jo.sees("I looked again")
    jo.finds_nothing_wrong()
    jo.presses_and_goes(jo.button("Bring this one back"))
    jo.sees("Both bands.")
    question.refresh_from_db()
    assert question.revision_count == 3


def asked_by(member: Member) -> Question:
    from questions import actions

    return actions.ask_question(
        title="Wi-Fi drops every night at two", body="Both bands.", kind="problem", by=member
    )
