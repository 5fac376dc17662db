"""A suggestion was made of a text that somebody changed since: nobody's change is undone unseen."""

import re

import pytest

from ephemeral import actions
from ephemeral.models import Entry, Suggestion
from tests.calling import assert_problem, call

pytestmark = pytest.mark.django_db
WARNING = "Mind the warranty before you open it, said support."


@pytest.fixture
def stale(entry, words, stranger, employee) -> Suggestion:
    suggestion = actions.suggest_change(
        entry, **{**words, "title": "No radar"}, why="Shorter", by=stranger
    )
    actions.revise_entry(entry, **{**words, "body": WARNING}, by=employee)
    return suggestion


def body_of(suggestion: Suggestion) -> str:
    return Entry.objects.get(pk=suggestion.entry_id).body


def base_on(page: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found
    return found[1]


def test_pressing_take_undoes_nothing_that_was_not_on_the_page(stale, client, employee):
    client.force_login(employee)

    answer = client.post(f"/knowledge/suggestions/{stale.pk}/take-as-it-is/", follow=True)

    assert body_of(stale) == WARNING
    assert "The entry has changed since you looked" in answer.content.decode()


def test_whoever_read_the_difference_can_take_it_all_the_same(stale, words, client, employee):
    client.force_login(employee)
    page = client.get(f"/knowledge/{stale.entry_id}/suggestions/").content.decode()

    client.post(f"/knowledge/suggestions/{stale.pk}/take-as-it-is/", {"base": base_on(page)})

    stale.refresh_from_db()
    assert stale.was_taken
    assert body_of(stale) == words["body"]


def test_a_program_is_told_too(stale, employee):
    answer = call("post", f"/suggestions/{stale.pk}/take", by=employee)

    assert_problem(answer, 409, "Somebody changed this since")
    assert body_of(stale) == WARNING


def test_taking_it_publishes_nothing_that_was_taken_back(stale, employee):
    Entry.objects.get(pk=stale.entry_id).unpublish(user=employee)

    answer = call("post", f"/suggestions/{stale.pk}/take", by=employee)

    assert_problem(answer, 403, "This is a draft again")
    assert not Entry.objects.get(pk=stale.entry_id).live
