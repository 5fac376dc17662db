"""Whoever closes their account is named nowhere in what they promised, suggested or kept."""

import pytest
from django.test import Client
from django.utils import timezone

from community.actions.people import close_account
from community.actions.teams import end_all_employments
from ephemeral import actions
from ephemeral.models import Absence
from tests.ephemeral.promised import promised
from tests.factories import EmploymentFactory, MemberFactory

pytestmark = pytest.mark.django_db


def read(address):
    return Client().get(address, follow=True).content.decode()


def open_one(promise, by):
    """As it was made."""


def kept(promise, by):
    actions.keep_promise(promise, by=by)


def withdrawn(promise, by):
    actions.withdraw_promise(promise, by=by, reason="No time for it")


def taken_over(promise, by):
    colleague = MemberFactory()
    EmploymentFactory(member=colleague)
    end_all_employments(by, by=MemberFactory(is_superuser=True))
    actions.take_over_promise(promise, by=colleague)


@pytest.mark.parametrize("become", [open_one, kept, withdrawn, taken_over])
def test_a_promise_stays_without_the_name_of_who_gave_it(question, employee, become):
    promise = promised(question, employee, at=timezone.now())
    become(promise, employee)
    before = read(question.get_absolute_url())

    close_account(employee, by=employee)

    after = read(question.get_absolute_url())
    assert "Ana Ruiz" in before
    assert "Ana Ruiz" not in after
    assert "a firmware fix" in after


def test_a_suggestion_that_was_taken_stays_without_a_name(entry, words, stranger, employee):
    suggestion = actions.suggest_change(
        entry, **{**words, "title": "No radar"}, why="Shorter", by=stranger
    )
    actions.take_suggestion(suggestion, by=employee)
    pages = [
        f"/knowledge/{entry.pk}/",
        f"/knowledge/{entry.pk}/history/",
        f"/knowledge/life/{entry.lifetime.pk}/",
        f"/api/v1/lifetimes/{entry.lifetime.pk}",
        f"/api/v1/entries/{entry.pk}/revisions",
    ]
    before = [read(page) for page in pages]

    close_account(stranger, by=stranger)

    assert "Lee Chen" in before[0]
    for page in pages:
        assert "Lee Chen" not in read(page), page
        assert "Shorter" in read(page), page


def test_when_somebody_was_away_goes_with_them(employee, run_jobs):
    today = timezone.localdate()
    actions.go_away(first_day=today, last_day=today, by=employee)

    close_account(employee, by=employee)
    run_jobs()

    assert not Absence.objects.exists()
