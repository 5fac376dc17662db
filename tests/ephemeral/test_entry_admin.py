"""Entries and lifespans in Wagtail's admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.models import LoggedEvent
from ephemeral.models import Decision, Entry, Lifespan, Lifetime
from tests.factories import EntryFactory, LifespanFactory

pytestmark = pytest.mark.django_db
ENTRY, LIFESPAN = "wagtailsnippets_ephemeral_entry", "wagtailsnippets_ephemeral_lifespan"


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def sent(**more):
    return {
        "title": "Channels without radar",
        "summary": "Choose 36 to 48.",
        "body": "Open **Settings** and choose.",
        "tags": "wifi, radio",
        "sources": "",
        "versions": "6.2",
        "language": "en",
        **more,
    }


def test_the_pages_of_the_admin_open(admin, entry, draft):
    EntryFactory(written_at=timezone.now() - timedelta(days=300))
    addresses = [
        reverse(f"{ENTRY}:list"),
        reverse(f"{ENTRY}:add"),
        reverse(f"{ENTRY}:edit", args=[entry.pk]),
        reverse(f"{ENTRY}:edit", args=[draft.pk]),
        reverse(f"{ENTRY}:history", args=[entry.pk]),
        reverse(f"{ENTRY}:unpublish", args=[entry.pk]),
        reverse(f"{ENTRY}:revisions_revert", args=[entry.pk, entry.live_revision_id]),
        reverse(f"{LIFESPAN}:list"),
        reverse(f"{LIFESPAN}:add"),
        reverse(f"{LIFESPAN}:edit", args=[Lifespan.objects.for_answers().pk]),
        reverse("wagtailsettings:edit", args=["ephemeral", "knowledgesettings"]),
    ]

    for address in addresses:
        assert admin.get(address, follow=True).status_code == 200, address


def test_the_list_says_how_fresh_each_is_and_when_it_is_due(admin, entry, draft):
    page = admin.get(reverse(f"{ENTRY}:list")).content.decode()

    assert "Confirmed just now by Ana Ruiz, Support" in page
    assert date_format(localtime(entry.lifetime.due_at), "j F") in page
    assert "Draft" in page


def test_the_menu_has_knowledge_with_its_settings(admin):
    page = admin.get(reverse("wagtailadmin_home")).content.decode()

    for address in ("ephemeral/entry/", "ephemeral/lifespan/", "ephemeral/knowledgesettings/"):
        assert address in page


def test_writing_and_publishing_starts_the_clock(admin, administrator, lifespan, employee):
    response = admin.post(
        reverse(f"{ENTRY}:add"),
        sent(lifespan=lifespan.pk, steward="@ana", **{"action-publish": "yes"}),
    )

    assert response.status_code == 302, response.context["form"].errors
    entry = Entry.objects.get()
    lifetime = Lifetime.objects.get(entry=entry)
    assert entry.live
    assert entry.author == administrator
    assert "<strong>Settings</strong>" in entry.html
    assert sorted(tag.name for tag in entry.tags.all()) == ["radio", "wifi"]
    assert (lifetime.lifespan, lifetime.steward) == (lifespan, employee)
    assert lifetime.confirmed_by == administrator
    assert LoggedEvent.objects.get(type="EntryWritten").actor == administrator


def test_a_draft_waits_and_may_have_gaps(admin):
    admin.post(reverse(f"{ENTRY}:add"), sent(summary="", body=""))

    entry = Entry.objects.get()
    assert not entry.live
    assert not Lifetime.objects.running().exists()
    assert not LoggedEvent.objects.filter(type="EntryWritten").exists()


def test_publishing_another_text_restarts_the_clock_exactly_once(admin, administrator, entry):
    address = reverse(f"{ENTRY}:edit", args=[entry.pk])
    changed = sent(body="Choose 36.", **{"action-publish": "yes"})

    admin.post(address, changed)
    admin.post(address, changed)

    lifetime = Lifetime.objects.get(entry=entry)
    assert Entry.objects.get(pk=entry.pk).body == "Choose 36."
    assert lifetime.decisions.filter(kind=Decision.Kind.REVISED).count() == 1
    assert lifetime.confirmed_by == administrator
    assert LoggedEvent.objects.filter(type="EntryRevised").count() == 1


def test_bringing_an_old_text_back_restarts_it_too(admin, entry):
    first = entry.live_revision_id
    address = reverse(f"{ENTRY}:edit", args=[entry.pk])
    admin.post(address, sent(body="Choose 36.", **{"action-publish": "yes"}))
    page = admin.get(reverse(f"{ENTRY}:revisions_revert", args=[entry.pk, first]))
    body = page.context["form"]["body"].value()

    admin.post(address, sent(body=body, revision=first, **{"action-publish": "yes"}))

    lifetime = Lifetime.objects.get(entry=entry)
    assert lifetime.decisions.filter(kind=Decision.Kind.REVISED).count() == 2


def test_unpublishing_withdraws_it(admin, entry, administrator):
    admin.post(reverse(f"{ENTRY}:unpublish", args=[entry.pk]))

    assert Lifetime.objects.get(entry=entry).paused_at
    assert LoggedEvent.objects.get(type="EntryWithdrawn").actor == administrator


def test_a_bad_text_is_said_by_its_field(admin):
    response = admin.post(
        reverse(f"{ENTRY}:add"),
        sent(title="x", tags="a b c d e f", steward="nobody", **{"action-publish": "yes"}),
    )

    assert set(response.context["form"].errors) == {"title", "tags", "steward"}
    assert not Entry.objects.exists()


def test_wagtails_own_date_to_expire_is_not_offered(admin, entry):
    page = admin.get(reverse(f"{ENTRY}:edit", args=[entry.pk])).content.decode()

    assert 'name="go_live_at"' in page
    assert "expire_at" not in page


def test_entries_are_never_deleted(admin, entry):
    address = reverse(f"{ENTRY}:delete", args=[entry.pk])

    admin.post(address)

    assert Entry.objects.filter(pk=entry.pk).exists()
    assert address not in admin.get(reverse(f"{ENTRY}:edit", args=[entry.pk])).content.decode()


def test_the_preview_shows_what_is_typed(admin, entry):
    address = reverse(f"{ENTRY}:preview_on_edit", args=[entry.pk])
    admin.post(address, sent(body="Only **typed**"))

    page = admin.get(f"{address}?mode=").content.decode()

    assert "Only <strong>typed</strong>" in page


@pytest.mark.parametrize("who", ["stranger", "employee", "moderator"])
def test_only_administrators_come_in(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(f"{ENTRY}:list")).status_code == 302


def test_a_lifespan_in_use_stays_and_says_why(admin, entry):
    lifespan = Lifetime.objects.get(entry=entry).lifespan
    address = reverse(f"{LIFESPAN}:delete", args=[lifespan.pk])

    page = admin.post(address, follow=True).content.decode()

    assert "in use by 1 entry, so it stays" in page
    assert Lifespan.objects.filter(pk=lifespan.pk).exists()


def test_the_lifespan_of_answers_stays(admin):
    lifespan = Lifespan.objects.for_answers()

    page = admin.post(reverse(f"{LIFESPAN}:delete", args=[lifespan.pk]), follow=True)

    assert "the lifespan of all accepted answers" in page.content.decode()
    assert Lifespan.objects.filter(pk=lifespan.pk).exists()


def test_a_lifespan_that_nothing_has_can_go(admin):
    lifespan = LifespanFactory(name="Too short")

    admin.post(reverse(f"{LIFESPAN}:delete", args=[lifespan.pk]))

    assert not Lifespan.objects.filter(pk=lifespan.pk).exists()


def test_notice_longer_than_the_lifespan_is_refused(admin):
    response = admin.post(
        reverse(f"{LIFESPAN}:add"),
        {
            "name": "Odd",
            "about": "",
            "days": "3",
            "notice_days": "9",
            "grace_days": "2",
            "on_lapse": "leaves",
        },
    )

    assert "Notice is shorter" in response.content.decode()
