"""Speaking as a team or as oneself."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.capacities import PERSONALLY, capacity_for, choices_for
from community.models import Capacity, Employment, Member, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def support() -> Team:
    return Team.objects.create(name="Support", slug="support", organisation="Northlight")


@pytest.fixture
def ana(support: Team) -> Member:
    ana = Member.objects.create_user("ana", "ana@northlight.example", name="Ana Ruiz")
    Employment.objects.create(member=ana, team=support, title="Support engineer")
    return ana


def test_a_customer_has_nothing_to_choose():
    customer = Member.objects.create_user("cleo", "cleo@example.org")

    assert choices_for(customer) == []
    assert choices_for(AnonymousUser()) == []
    assert capacity_for(customer, PERSONALLY) is None


def test_an_employee_chooses_between_the_team_and_themselves(ana):
    choices = choices_for(ana)

    assert [(choice.value, str(choice.label)) for choice in choices] == [
        ("support", "as Support, Northlight"),
        (PERSONALLY, "personally"),
    ]


def test_speaking_for_the_team_keeps_its_words_when_the_team_is_renamed(ana, support):
    before = capacity_for(ana, "support")
    support.name = "Customer care"
    support.save()
    after = capacity_for(ana, "support")

    before.refresh_from_db()
    assert (before.team_name, before.organisation, before.title) == (
        "Support",
        "Northlight",
        "Support engineer",
    )
    assert after.team_name == "Customer care"


def test_the_same_words_are_stored_once(ana):
    assert capacity_for(ana, "support") == capacity_for(ana, "support")
    assert Capacity.objects.count() == 1


def test_whoever_left_no_longer_speaks_for_the_team(ana):
    ana.employments.update(ended_at=timezone.now())

    with pytest.raises(PermissionDenied, match="do not work in this team"):
        capacity_for(ana, "support")
    assert choices_for(Member.objects.get(pk=ana.pk)) == []


@pytest.mark.parametrize("choice", ["billing", "personally", "Support", "1", "\x00"])
def test_nobody_speaks_for_a_team_that_is_not_theirs(ana, choice):
    Team.objects.create(name="Billing", slug="billing", organisation="Northlight")

    with pytest.raises(PermissionDenied):
        capacity_for(ana, choice)
