"""Knowledge with time moved: confirmed, renewed, revised, let go, lapsed and asked back."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Locator, expect

from community.models import Member
from ephemeral.actions import write_entry
from ephemeral.models import Decision, Entry, Lifespan, Lifetime
from questions import actions as asking
from questions.models import Answer
from tests.factories import EmploymentFactory, MemberFactory
from tests.journeys.conftest import MONDAY, mails_to
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
READERS = (("lee", "Lee Chen"), ("kim", "Kim Berg"), ("jo", "Jo Lindqvist"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOWN = MONDAY - 30 * DAY  # members since long enough for their word to count


@pytest.fixture
def ana(it_is: object) -> Member:
    """Works in Support, Acme; keeps what these tests write."""
    return EmploymentFactory(member=member("ana", "Ana Ruiz")).member


@pytest.fixture
def answer(ana: Member, run_jobs: Callable[[], int]) -> Answer:
    question = asking.ask_question(
        title="Wi-Fi drops every night at two",
        body="Both bands. Restarting helps.",
        kind="problem",
        tags=["wifi"],
        by=member("maria", "Maria Keller"),
    )
    answer = asking.post_answer(
        question, body="Pin the channel to 36.", by=member("tom", "Tom Okafor")
    )
    run_jobs()
    return answer


def member(handle: str, name: str, **facts: object) -> Member:
    return MemberFactory(handle=handle, name=name, joined_at=KNOWN, **facts)


def written(title: str, by: Member, **facts: object) -> Entry:
    """An entry for half a year, kept by who wrote it unless said otherwise."""
    return write_entry(
        title=title,
        summary="On channels 36 to 48 a router need not make way for radar.",
        body="Open **Settings** and choose one from 36 to 48.",
        by=by,
        lifespan=Lifespan.objects.get(days=180),
        speaking_as="support",
        **facts,
    )


def signed_in(person: Person, name: str) -> Person:
    person.signs_in(f"{name}@mail.example")
    return person


def now_of(entry: Entry) -> Lifetime:
    return Lifetime.objects.get(entry=entry)


def link_of_decision(person: Member) -> str:
    """Where the newest mail to somebody lets them decide."""
    newest = next(one for one in reversed(mail.outbox) if one.to == [person.email])
    found = re.search(r"https?://\S+(/knowledge/decide/\S+)", str(newest.body))
    assert found, newest.body
    return found[1]


def told_as_it_was(person: Person) -> list[str]:
    """Open the story of an entry; its steps, the newest first."""
    person.presses(person.page.locator("summary", has_text="Everything that happened to it"))
    steps = person.page.locator(".life-story .timeline > li")
    expect(steps.first).to_be_visible()
    return [" ".join(words.split()) for words in steps.all_inner_texts()]


def ring_of(person: Person) -> Locator:
    return person.page.locator(".entry > header .state")


def test_from_an_answer_to_an_entry_confirmed_by_members_and_renewed_from_a_mail(
    another, answer, ana, it_is, clock_looks
):
    entry = made_an_entry_of(answer, signed_in(another(), "ana"))
    written_due = now_of(entry).due_at
    for handle, name in READERS[:2]:
        member(handle, name)
        reader = signed_in(another(width=320), handle)
        reader.goes_to(answer.question.get_absolute_url())
        reader.presses_and_goes(reader.link(entry.title, reader.page.locator(".settled")))
        confirms(reader, version="6.2.4")
    reader.sees("still true for 2 people")
    lifetime = now_of(entry)
    assert lifetime.due_at - written_due == timedelta(days=7.2)

    clock_looks(lifetime.soon_at - HOUR)
    assert "decide/" not in "".join(str(one.body) for one in mail.outbox)
    clock_looks(lifetime.soon_at + HOUR)

    assert mails_to(ana)[-1].startswith("This waits for your decision: Wi-Fi drops")
    ana_reads = another(width=375)
    ana_reads.goes_to(link_of_decision(ana))
    ana_reads.sees("You decide as Ana Ruiz. Nothing has been decided by opening this page.")
    ana_reads.finds_nothing_wrong()
    ana_reads.page.reload()
    assert now_of(entry).due_at == lifetime.due_at
    assert Decision.objects.get().kind == Decision.Kind.BEGAN

    ana_reads.writes("What does it rest on?", "Tried it on 6.3.0 in the lab.")
    ana_reads.presses_and_goes(ana_reads.button("Renew"))
    ana_reads.sees("You decided: renewed.")
    ana_reads.finds_nothing_wrong()
    ana_reads.presses_and_goes(ana_reads.link(entry.title))

    expect(ring_of(ana_reads)).to_have_text("Confirmed just now by Ana Ruiz, Support")
    expect(ring_of(ana_reads).locator(".life")).to_have_attribute("stroke-dasharray", "100 100")
    renewed, *voices, began = told_as_it_was(ana_reads)
    assert "Renewed, Ana Ruiz Support, Acme just now Tried it on 6.3.0 in the lab." in renewed
    assert "waits 225 days now instead of 180" in renewed
    assert voices == [
        f"Still true, {name} 3 March On 6.2.4 holds 4 days longer"
        for _handle, name in reversed(READERS[:2])
    ]
    assert began.startswith("Written, Ana Ruiz Support, Acme 3 March")
    ana_reads.finds_nothing_wrong()


def made_an_entry_of(answer: Answer, person: Person) -> Entry:
    person.goes_to(answer.question.get_absolute_url())
    person.presses(person.page.locator(f"#answer-{answer.pk} summary", has_text="More"))
    person.presses_and_goes(person.link("Make it an entry"))
    person.writes("Summary", "On channel 36 no radar interrupts Wi-Fi.")
    person.chooses(person.page.get_by_role("radio", name="How something is done"))
    person.finds_nothing_wrong()
    person.presses_and_goes(person.button("Publish"))
    person.sees("From the answer of Tom Okafor")
    person.finds_nothing_wrong()
    return Entry.objects.get()


def confirms(person: Person, *, version: str) -> None:
    """One press says it, a second thought says on which version."""
    person.presses(person.button("Still true for me"))
    person.sees("Thank you, it is noted: it holds 4 days longer.")
    person.presses_and_goes(person.link("On which version?"))
    person.writes("Your product version (optional)", version)
    person.finds_nothing_wrong()
    person.presses_and_goes(person.button("Still true for me"))
    person.sees("Thank you, it is noted: it holds 4 days longer.")
    person.finds_nothing_wrong()


def test_revised_from_the_queue_its_clock_begins_anew_and_shorter(another, ana, clock_looks):
    entry = written("Channels without radar", ana)
    clock_looks(now_of(entry).soon_at + HOUR)
    person = signed_in(another(width=320), "ana")
    person.goes_to("/knowledge/")
    person.presses_and_goes(person.link("What waits for your decision"))
    person.sees("It comes due.")
    person.finds_nothing_wrong()

    person.presses_and_goes(person.link("Revise “Channels without radar”"))
    person.writes("Text", "Open **Network** and choose one from 36 to 64.")
    person.writes("What is different, and why (optional)", "6.3 moved the menu.")
    person.finds_nothing_wrong()
    person.presses_and_goes(person.button("Publish"))

    expect(ring_of(person)).to_have_text("Confirmed just now by Ana Ruiz, Support")
    revised, _began = told_as_it_was(person)
    assert "Revised, Ana Ruiz Support, Acme just now 6.3 moved the menu." in revised
    assert "waits 135 days now instead of 180" in revised
    person.finds_nothing_wrong()
    person.goes_to("/knowledge/due/")
    person.sees("Nothing waits for you")
    lifetime = now_of(entry)
    assert lifetime.due_at - lifetime.confirmed_at == timedelta(days=135)


def test_let_go_with_a_successor_to_which_readers_are_led_without_script(another, ana, clock_looks):
    old = written("Channels without radar", ana)
    clock_looks(now_of(old).soon_at + HOUR)
    new = written("Channels since 6.3", ana)
    person = signed_in(another(script=False), "ana")
    person.goes_to("/knowledge/due/")
    card = person.page.locator("article", has_text="Channels without radar")
    person.presses(card.locator("summary"))
    for label, words in (
        ("Why does it no longer hold?", "6.3 chooses by itself."),
        ("The entry that stands in its place (optional)", new.get_absolute_url()),
    ):
        person.writes(label, words)
    person.presses_and_goes(person.button("Let go", card))
    person.sees("Let go. It can be brought back from its own page.")
    person.sees("Nothing waits for you")

    for script in (False, True):
        reader = another(script=script, width=320)
        reader.goes_to(old.get_absolute_url())
        assert urlsplit(reader.page.url).path == new.get_absolute_url()
        expect(reader.page.get_by_role("heading", level=1)).to_have_text("Channels since 6.3")
        reader.sees("This stands in the place of Channels without radar, which was let go.")
        reader.sees("Why: 6.3 chooses by itself.")
        if script:
            reader.finds_nothing_wrong()
        reader.presses_and_goes(reader.link("Channels without radar"))
        reader.sees("Nobody stands behind this any more.")
        reader.sees("Open Settings and choose one from 36 to 48.")
        expect(reader.page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    reader.finds_nothing_wrong()
    letting_go, _began = told_as_it_was(reader)
    assert "Let go, Ana Ruiz Support, Acme just now 6.3 chooses by itself." in letting_go
    assert "In its place: Channels since 6.3" in letting_go


def test_lapses_when_nobody_decides_is_asked_back_by_three_and_renewed(another, ana, clock_looks):
    colleague = EmploymentFactory(member=member("bo", "Bo Falk")).member
    moderator = member("ines", "Inês Duarte", is_moderator=True)
    entry = written(
        "Channels without radar", ana, steward=ana, team=ana.current_employments[0].team
    )
    lifetime = now_of(entry)

    heard = [
        reminded(clock_looks, moment, (ana, colleague, moderator)) for moment in moments(lifetime)
    ]

    assert heard == [(0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 2, 1), (4, 3, 1)]
    visitor = another(width=320)
    expect_not_listed(visitor, entry)
    answered = visitor.page.goto(entry.get_absolute_url())
    assert answered.status == 200
    visitor.sees("Not confirmed since 3 March.")
    visitor.sees("Find and lists leave it out.")
    expect(visitor.page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    visitor.finds_nothing_wrong()

    askers = [member(handle, name) for handle, name in READERS]
    for asker in askers:
        person = signed_in(another(script=asker is not askers[1]), asker.handle)
        person.goes_to(entry.get_absolute_url())
        person.presses(person.button("Ask for it back"))
        person.sees("Noted. You will hear when somebody brings it back.")
    expect(person.page.get_by_text("You asked for it back")).to_be_focused()
    person.sees("3 people ask it back")
    person.finds_nothing_wrong()

    late = signed_in(another(), member("eve", "Eve Olsen").handle)
    late.goes_to(entry.get_absolute_url())
    steward = signed_in(another(), "ana")
    steward.goes_to("/knowledge/due/")
    steward.sees("Nobody decided in time, so it lapsed.")
    steward.sees("3 people ask it back.")
    steward.finds_nothing_wrong()
    line = steward.page.get_by_label("What does “Channels without radar” rest on?")
    steward.reaches(line)
    steward.page.keyboard.insert_text("Asked the radar office.")
    with steward.page.expect_navigation():
        steward.page.keyboard.press("Enter")
    steward.sees("Renewed.")
    late.presses(late.button("Ask for it back"))
    late.sees("It has not lapsed. You can say whether it still holds for you.")
    clock_looks(lifetime.lapses_at + 2 * DAY)

    for asker in askers:
        assert mails_to(asker) == [
            "Ana Ruiz renewed what you asked back. It is confirmed again. Channels without radar"
        ]
    person.goes_to("/notices/")
    person.sees("Ana Ruiz renewed what you asked back. It is confirmed again.")
    person.finds_nothing_wrong()
    person.goes_to("/find/?q=radar")
    expect(person.link(entry.title)).to_be_visible()
    person.goes_to("/knowledge/")
    expect(person.link(entry.title)).to_be_visible()


def moments(lifetime: Lifetime) -> list[datetime]:
    """Shortly before its notice, at each stage of a clock that nobody stops, and lapsed."""
    middle = lifetime.due_at + (lifetime.lapses_at - lifetime.due_at) / 2
    stages = (lifetime.soon_at, lifetime.due_at, middle, lifetime.lapses_at)
    return [lifetime.soon_at - 2 * DAY, *(stage + HOUR for stage in stages)]


def reminded(
    clock_looks: Callable[[datetime], None], moment: datetime, people: tuple[Member, ...]
) -> tuple[int, ...]:
    """How many mails each has got when the clock has looked at a moment, and once more."""
    clock_looks(moment)
    clock_looks(moment + DAY)
    return tuple(len(mails_to(one)) for one in people)


def expect_not_listed(person: Person, entry: Entry) -> None:
    for address in ("/knowledge/", "/find/?q=radar"):
        person.goes_to(address)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        expect(person.link(entry.title)).to_have_count(0)
        person.finds_nothing_wrong()


def test_of_two_stewards_at_once_the_second_is_told_whose_decision_stands(
    another, ana, clock_looks
):
    EmploymentFactory(member=member("bo", "Bo Falk"))
    entry = written(
        "Channels without radar", ana, steward=ana, team=ana.current_employments[0].team
    )
    clock_looks(now_of(entry).due_at + HOUR)
    first, second = signed_in(another(), "ana"), signed_in(another(width=320), "bo")
    for person in (first, second):
        person.goes_to(entry.get_absolute_url())
    first.presses_and_goes(first.link("Renew"))
    second.presses_and_goes(second.link("Let go"))
    first.writes("What does it rest on?", "Tried it on 6.3.0.")
    second.writes("Why does it no longer hold?", "I believe that 6.3 changed it.")

    first.presses_and_goes(first.button("Renew"))
    first.sees("Renewed.")
    second.presses_and_goes(second.button("Let go"))

    second.sees("Ana Ruiz was faster: it was renewed just now. Your decision was not needed.")
    expect(second.page.get_by_label("Why does it no longer hold?")).to_have_value(
        "I believe that 6.3 changed it."
    )
    second.complaints.clear()  # the browser notes that the form was refused
    second.finds_nothing_wrong()
    decided = Decision.objects.exclude(kind=Decision.Kind.BEGAN).get()
    assert (decided.kind, decided.member) == (Decision.Kind.RENEWED, ana)
    second.goes_to(entry.get_absolute_url())
    expect(ring_of(second)).to_have_text("Confirmed just now by Ana Ruiz, Support")
