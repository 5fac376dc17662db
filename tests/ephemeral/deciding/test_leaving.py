"""When whoever keeps knowledge leaves, it passes to their team, or shows as nobody's."""

import pytest
from django.utils import timezone

from community.actions.people import close_account
from community.actions.teams import end_employment
from community.models import LoggedEvent
from ephemeral.actions import hand_over
from ephemeral.handlers import pass_on_what_they_kept
from ephemeral.models import Absence, Decision, Lifetime
from tests.factories import EmploymentFactory, EntryFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(employee, team):
    """An entry that Ana keeps with Support."""
    return EntryFactory(title="Choosing a channel", author=employee, team=team).lifetime


@pytest.fixture
def kept_alone(employee):
    return EntryFactory(title="My own notes", author=employee).lifetime


def leave(member, team, administrator):
    end_employment(member.employments.current().get(team=team), by=administrator)


def keepers(lifetime):
    lifetime.refresh_from_db()
    return lifetime.steward, lifetime.team


def test_what_somebody_kept_with_a_team_stays_with_the_team(
    kept, kept_alone, employee, team, administrator, run_jobs
):
    leave(employee, team, administrator)
    run_jobs()

    assert keepers(kept) == (None, team)
    assert keepers(kept_alone) == (None, None)
    assert list(Lifetime.objects.orphaned()) == [kept_alone]


def test_the_life_says_why_without_a_name(kept, employee, team, administrator, run_jobs):
    leave(employee, team, administrator)
    run_jobs()

    decision = kept.decisions.get(kind=Decision.Kind.HANDED_OVER)
    assert decision.because == "Its steward left, so the team keeps it."
    assert (decision.member, decision.to_team) == (None, team)
    event = LoggedEvent.objects.get(type="StewardChanged")
    assert event.entry_id == kept.entry_id


def test_who_leaves_one_of_two_teams_keeps_the_rest(
    kept, kept_alone, employee, team, administrator, run_jobs
):
    sales = TeamFactory(slug="sales", name="Sales")
    EmploymentFactory(member=employee, team=sales)
    with_sales = EntryFactory(author=employee, team=sales).lifetime

    leave(employee, team, administrator)
    run_jobs()

    assert keepers(kept) == (None, team)
    assert keepers(with_sales) == (employee, sales)
    assert keepers(kept_alone) == (employee, None)


def test_who_came_back_before_the_job_ran_keeps_it(kept, employee, team, administrator, run_jobs):
    leave(employee, team, administrator)
    EmploymentFactory(member=employee, team=team)
    run_jobs()

    assert keepers(kept) == (employee, team)


def test_running_it_twice_passes_it_on_once(kept, employee, team, administrator, run_jobs):
    leave(employee, team, administrator)
    run_jobs()
    row = LoggedEvent.objects.get(type="EmploymentEnded")

    from community.events import Event

    pass_on_what_they_kept(Event.from_row(row))

    assert kept.decisions.filter(kind=Decision.Kind.HANDED_OVER).count() == 1


def test_what_was_handed_over_meanwhile_is_left_alone(
    kept, employee, team, administrator, stranger, run_jobs
):
    leave(employee, team, administrator)
    hand_over(kept, steward=stranger, team=None, by=administrator, now=timezone.now())
    run_jobs()

    assert keepers(kept) == (stranger, None)


def test_closing_an_account_leaves_nothing_behind_it(kept, lifetime, employee, steward, run_jobs):
    for member in (employee, steward):
        close_account(member, by=member)
    run_jobs()

    assert keepers(kept)[0] is None
    assert keepers(lifetime) == (None, None)
    orphan = lifetime.decisions.get(kind=Decision.Kind.HANDED_OVER)
    assert orphan.because == "Its steward left, and no team kept it with them."


def test_the_queue_of_the_team_says_how_it_came(
    kept, employee, team, administrator, run_jobs, client
):
    colleague = EmploymentFactory(team=team).member
    leave(employee, team, administrator)
    run_jobs()
    now = timezone.now()
    Lifetime.objects.filter(pk=kept.pk).update(soon_at=now, due_at=now)
    client.force_login(colleague)

    page = client.get("/knowledge/due/?show=teams").content.decode()

    assert "Its steward left, so the team keeps it." in page


def test_who_is_away_without_a_team_stays_steward_and_shows_as_away(
    kept_alone, employee, client, moderator
):
    today = timezone.localdate()
    Absence.objects.create(member=employee, first_day=today, last_day=today)
    client.force_login(moderator)

    page = client.get(f"/knowledge/life/{kept_alone.pk}/").content.decode()

    assert keepers(kept_alone) == (employee, None)
    assert "Away until" in page
