"""Members, teams and employments in Wagtail's admin."""

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from community.models import Employment, FormerHandle, LoggedEvent, Member, Team, TeamDomain
from tests.factories import PASSWORD, EmploymentFactory, TeamFactory

pytestmark = pytest.mark.django_db

ODA = {
    "handle": "oda",
    "name": "Oda Lindqvist",
    "email": "oda@mail.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}
MARIA = {"handle": "maria", "name": "Maria Keller", "email": "maria@mail.example"}


@pytest.fixture
def admin(client: Client, administrator: Member) -> Client:
    client.force_login(administrator)
    return client


def errors(answer: HttpResponse) -> dict[str, list[str]]:
    return answer.context["form"].errors


def edit(admin: Client, member: Member, **changes: str) -> HttpResponse:
    url = reverse("wagtailusers_users:edit", args=[member.pk])
    return admin.post(url, {**MARIA, "is_active": "on", **changes})


@pytest.mark.parametrize(
    "page",
    [
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailusers_users:index",
        "wagtailusers_users:add",
        "wagtailsnippets_community_team:list",
        "wagtailsnippets_community_team:add",
        "wagtailsnippets_community_employment:list",
        "wagtailsnippets_community_employment:add",
        "wagtailsnippets_community_teamdomain:list",
        "wagtailsnippets_community_teamdomain:add",
        "wagtailsnippets_community_teamclaim:list",
        "wagtailsnippets_community_teamclaim:add",
    ],
)
def test_the_admin_opens_for_administrators_and_for_nobody_else(
    client, administrator, moderator, employee, page
):
    for other in (moderator, employee):
        client.force_login(other)
        assert client.get(reverse(page)).status_code in (302, 403)
    client.force_login(administrator)
    assert client.get(reverse(page)).status_code == 200


# Members


def test_an_administrator_adds_a_member_who_verifies_their_address_themselves(admin):
    answer = admin.post(reverse("wagtailusers_users:add"), {**ODA, "is_moderator": "on"})

    assert answer.status_code == 302
    oda = Member.objects.by_handle("oda")
    assert (oda.name, oda.is_moderator, oda.is_superuser) == ("Oda Lindqvist", True, False)
    assert oda.check_password(PASSWORD)
    assert not EmailAddress.objects.get(user=oda).verified
    assert LoggedEvent.objects.filter(type="MemberJoined").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"handle": "ADMIN"}, "handle"),
        ({"handle": "Maria"}, "handle"),
        ({"email": "Maria@Mail.example"}, "__all__"),
        ({"name": "oda@mail.example"}, "name"),
        ({"password2": "something else"}, "password2"),
    ],
)
def test_the_admin_refuses_what_sign_up_refuses(admin, asker, wrong, field):
    answer = admin.post(reverse("wagtailusers_users:add"), {**ODA, **wrong})

    assert field in errors(answer)


def test_two_members_without_an_address_are_no_conflict(admin):
    admin.post(reverse("wagtailusers_users:add"), {**ODA, "email": ""})
    admin.post(reverse("wagtailusers_users:add"), {**ODA, "email": "", "handle": "ole"})

    assert Member.objects.filter(email=None).count() == 2


def test_an_administrator_renames_a_member_and_bookmarks_still_lead_there(admin, asker):
    page = admin.get(reverse("wagtailusers_users:edit", args=[asker.pk]))
    assert 'value="maria"' in page.content.decode()

    assert edit(admin, asker, handle="mkeller", name="Maria K.").status_code == 302

    asker.refresh_from_db()
    assert (asker.handle, asker.name) == ("mkeller", "Maria K.")
    assert FormerHandle.objects.get().handle == "maria"
    assert LoggedEvent.objects.filter(type="MemberChanged").count() == 1


def test_changing_a_members_address_closes_the_door_of_the_old_one(admin, asker):
    edit(admin, asker, email="maria@new.example")

    assert [(row.email, row.verified) for row in EmailAddress.objects.filter(user=asker)] == [
        ("maria@new.example", False)
    ]


def test_saving_without_changes_keeps_the_address_verified(admin, asker):
    edit(admin, asker)

    assert EmailAddress.objects.get(user=asker).verified
    assert not LoggedEvent.objects.exists()


def test_an_administrator_deactivates_a_member(admin, asker):
    edit(admin, asker, is_active="")

    asker.refresh_from_db()
    assert not asker.is_active


def test_nobody_takes_the_admin_from_themselves(admin, administrator):
    page = admin.get(reverse("wagtailusers_users:edit", args=[administrator.pk]))

    assert "is_superuser" not in page.context["form"].fields
    assert "is_active" not in page.context["form"].fields


def test_members_are_found_by_name(admin, asker, answerer):
    page = admin.get(reverse("wagtailusers_users:index") + "?q=keller").content.decode()

    assert "Maria Keller" in page
    assert "Tom Okafor" not in page


def test_members_are_never_deleted(admin, asker):
    delete = reverse("wagtailusers_users:delete", args=[asker.pk])
    bulk = reverse("wagtail_bulk_action", args=["community", "member", "delete"])

    admin.post(delete)
    admin.post(f"{bulk}?id={asker.pk}")

    assert Member.objects.filter(pk=asker.pk).exists()


# Teams and employments


def test_an_administrator_makes_a_team_and_somebody_its_employee(admin, asker):
    team = {"name": "Support", "organisation": "Acme", "slug": "support", "about": ""}
    admin.post(reverse("wagtailsnippets_community_team:add"), team)
    employed = {"member": asker.pk, "team": Team.objects.get().pk, "title": "Engineer"}

    answer = admin.post(reverse("wagtailsnippets_community_employment:add"), employed)

    assert answer.status_code == 302
    employment = asker.employments.get()
    assert (employment.title, employment.source) == ("Engineer", "administrator")
    [began] = LoggedEvent.objects.filter(type="EmploymentBegan")
    assert began.payload == {"member_id": asker.pk, "employment_id": employment.pk}
    assert began.actor.handle == "admin"


def test_employing_twice_employs_once_and_changes_the_title(admin, employee):
    employment = employee.employments.get()
    again = {"member": employee.pk, "team": employment.team.pk, "title": "Lead"}

    admin.post(reverse("wagtailsnippets_community_employment:add"), again)

    assert [job.title for job in employee.employments.all()] == ["Lead"]


def change(admin: Client, employment: Employment, **changes: str) -> HttpResponse:
    url = reverse("wagtailsnippets_community_employment:edit", args=[employment.pk])
    return admin.post(url, {"title": employment.title, **changes})


def test_an_employment_ends_once_and_stays_on_the_record(admin, employee):
    employment = employee.employments.get()

    assert change(admin, employment, has_ended="on").status_code == 302
    employment.refresh_from_db()
    ended_at = employment.ended_at
    change(admin, employment, has_ended="on")
    change(admin, employment, title="Somebody else")

    employment.refresh_from_db()
    assert ended_at is not None
    assert (employment.ended_at, employment.title) == (ended_at, "Support engineer")
    assert LoggedEvent.objects.filter(type="EmploymentEnded").count() == 1
    assert not Member.objects.get(pk=employee.pk).is_employee


def test_whoever_left_may_come_back(admin, employee):
    employment = employee.employments.get()
    change(admin, employment, has_ended="on")
    back = {"member": employee.pk, "team": employment.team.pk, "title": "Lead"}

    admin.post(reverse("wagtailsnippets_community_employment:add"), back)

    assert [job.title for job in employee.employments.current()] == ["Lead"]
    assert employee.employments.count() == 2


def test_employments_are_never_deleted(admin):
    employment = EmploymentFactory()

    admin.post(reverse("wagtailsnippets_community_employment:delete", args=[employment.pk]))

    assert Employment.objects.filter(pk=employment.pk).exists()


@pytest.mark.parametrize("typed", ["acme.example", "Acme.EXAMPLE", " @acme.example "])
def test_a_domain_is_kept_as_addresses_have_it(admin, typed):
    team = TeamFactory()
    row = {"domain": typed, "team": team.pk, "title": "Engineer"}

    admin.post(reverse("wagtailsnippets_community_teamdomain:add"), row)

    assert TeamDomain.objects.get().domain == "acme.example"


@pytest.mark.parametrize("typed", ["acme", "äcme.example", "acme.example/x", "*.acme.example", ""])
def test_what_is_no_domain_is_refused(admin, typed):
    row = {"domain": typed, "team": TeamFactory().pk, "title": "Engineer"}

    answer = admin.post(reverse("wagtailsnippets_community_teamdomain:add"), row)

    assert "domain" in errors(answer)
