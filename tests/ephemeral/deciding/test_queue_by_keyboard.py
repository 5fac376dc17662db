"""The queue in a browser: all decisions by keyboard, on a narrow screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ephemeral.actions import give_evidence
from ephemeral.models import Decision
from tests.factories import EmploymentFactory, EntryFactory, MemberFactory
from tests.journeys.people import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_a_steward_decides_by_keyboard_at_320_pixels(page):
    ana = EmploymentFactory(member__handle="ana", member__name="Ana Ruiz").member
    written = timezone.now() - timedelta(days=105)
    names = ["Choosing a channel", "Old menus", "Night mode", "Updating without losing settings"]
    entries = {
        name: EntryFactory(title=name, author=ana, written_at=written, steward=ana)
        for name in names
    }
    lee = MemberFactory(joined_at=written)
    give_evidence(entries["Old menus"].lifetime, holds=False, note="There is no such menu", by=lee)
    page.set_viewport_size({"width": 320, "height": 800})
    person = Person(page)
    person.signs_in("ana@mail.example")

    person.goes_to("/knowledge/due/")
    person.sees("There is no such menu")
    person.finds_nothing_wrong()

    first = page.locator("article").filter(has_text="Old menus")
    person.presses(first.locator("summary"))
    person.reaches(first.get_by_label("Why does it no longer hold?"))
    page.keyboard.insert_text("The menus changed")
    person.reaches(first.get_by_label("The entry that stands in its place"))
    page.keyboard.insert_text(str(entries["Night mode"].pk))
    person.presses_and_goes(person.button("Let go", first))
    person.sees("It can be brought back")

    line = page.get_by_label("What does “Choosing a channel” rest on?")
    person.reaches(line)
    page.keyboard.insert_text("Tried it on 6.2.4")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.sees("Renewed.")
    expect(page.locator(".queue > li")).to_have_count(2)

    for name in ("Night mode", "Updating without losing settings"):
        person.reaches(page.get_by_label(f"Renew “{name}” with others"))
        page.keyboard.press("Space")
    person.writes("What do they rest on?", "Went through both")
    person.presses_and_goes(person.button("Renew those ticked"))

    person.sees("2 renewed.")
    person.sees("Nothing waits for you")
    person.finds_nothing_wrong()
    decided = Decision.objects.exclude(kind=Decision.Kind.BEGAN).order_by("pk")
    assert [decision.because for decision in decided] == [
        "The menus changed",
        "Tried it on 6.2.4",
        "Went through both",
        "Went through both",
    ]
    assert all(decision.capacity for decision in decided)
