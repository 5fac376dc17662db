"""An administrator runs the site in Wagtail's admin."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from home import context
from home.models import HomePage, SiteSettings, StandardPage
from questions.models import Tag, TagSynonym


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def settings_url():
    return reverse("wagtailsettings:edit", args=["home", "sitesettings", 1])


def test_the_pages_of_the_admin_open(admin):
    home = HomePage.objects.get()
    tag = Tag.objects.create(name="wifi")
    addresses = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[home.pk]),
        reverse("wagtailadmin_pages:edit", args=[home.pk]),
        reverse("wagtailadmin_pages:edit", args=[StandardPage.objects.first().pk]),
        reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk]),
        reverse("wagtailsettings:edit", args=["home", "sitesettings"]),
        reverse("wagtailimages:index"),
        reverse("tags:index"),
        reverse("tags:edit", args=[tag.pk]),
    ]

    for address in addresses:
        assert admin.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("who", ["stranger", "moderator"])
def test_only_administrators_come_in(client, request, who):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("wagtailadmin_home"))

    assert response.status_code == 302


def test_the_menu_has_no_tools_that_nothing_uses(admin):
    page = admin.get(reverse("wagtailadmin_home")).content.decode()

    assert "/admin/tags/" in page
    assert "/admin/documents/" not in page
    assert "/admin/workflows/" not in page


def test_an_edited_page_is_published(admin):
    page = StandardPage.objects.get(slug="contact")

    response = admin.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": "Who we are",
            "slug": "contact",
            "introduction": "Northlight makes routers.",
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "markdown",
            "body-0-id": "",
            "body-0-value": "Write to **us**.",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "yes",
        },
    )

    assert response.status_code == 302, response.context["form"].errors
    words = admin.get("/contact/").content.decode()
    assert "Northlight makes routers." in words
    assert "Write to <strong>us</strong>." in words


def settings_form(**changes):
    return {
        "name": "Northlight Community",
        "logo": "",
        "accent": "#123456",
        "welcome": "Hello",
        "footer": "Northlight Ltd, 1 Quay Street",
        "navigation-count": "0",
        "foot_navigation-count": "0",
    } | changes


def test_settings_show_on_every_page(admin, django_capture_on_commit_callbacks):
    SiteSettings.objects.get_or_create(pk=1)

    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(settings_url(), settings_form())

    assert response.status_code == 302
    page = admin.get("/").content.decode()
    assert "Northlight Community" in page
    assert "1 Quay Street" in page
    assert "#123456" in admin.get("/theme.css").content.decode()
    context.forget()


def test_a_colour_that_is_none_is_refused_with_its_reason(admin):
    SiteSettings.objects.get_or_create(pk=1)

    response = admin.post(settings_url(), settings_form(accent="teal"))

    assert response.status_code == 200
    assert "six hexadecimal digits" in response.content.decode()
    assert not SiteSettings.objects.filter(accent="teal").exists()


@pytest.mark.parametrize(
    ("address", "page", "fine"),
    [
        ("/people/", False, True),
        ("https://northlight.example/shop", False, True),
        ("javascript:alert(1)", False, False),
        ("//elsewhere.example", False, False),
        ("", False, False),
        ("", True, True),
        ("/people/", True, False),
    ],
)
def test_a_menu_item_leads_to_a_page_or_an_address(admin, address, page, fine):
    SiteSettings.objects.get_or_create(pk=1)
    item = {
        "navigation-count": "1",
        "navigation-0-deleted": "",
        "navigation-0-order": "0",
        "navigation-0-type": "item",
        "navigation-0-id": "",
        "navigation-0-value-words": "There",
        "navigation-0-value-page": StandardPage.objects.first().pk if page else "",
        "navigation-0-value-address": address,
    }

    response = admin.post(settings_url(), settings_form(**item))

    assert (response.status_code == 302) is fine
    context.forget()


def test_a_tag_is_described_and_gets_synonyms(admin, administrator):
    tag = Tag.objects.create(name="wifi")

    response = admin.post(
        reverse("tags:edit", args=[tag.pk]),
        {"description": "Everything without a cable.", "synonyms": "WLAN, wireless"},
    )

    assert response.status_code == 302, response.context["form"].errors
    tag.refresh_from_db()
    assert tag.description == "Everything without a cable."
    assert sorted(tag.synonyms.values_list("name", flat=True)) == ["wireless", "wlan"]


def test_a_synonym_that_is_a_tag_is_refused_at_its_field(admin):
    tag = Tag.objects.create(name="wifi")
    Tag.objects.create(name="wlan")

    response = admin.post(
        reverse("tags:edit", args=[tag.pk]), {"description": "", "synonyms": "wlan"}
    )

    assert response.status_code == 200
    assert "merge the two instead" in str(response.context["form"].errors["synonyms"])
    assert not TagSynonym.objects.exists()


def test_a_tag_is_merged_into_another(admin):
    tag = Tag.objects.create(name="wlan")
    into = Tag.objects.create(name="wifi")

    response = admin.post(
        reverse("tags:edit", args=[tag.pk]),
        {"description": "", "synonyms": "", "merge_into": "#wifi"},
    )

    assert response.status_code == 302
    assert not Tag.objects.filter(name="wlan").exists()
    assert TagSynonym.objects.get(name="wlan").tag == into


def test_a_tag_is_not_merged_into_nothing(admin):
    tag = Tag.objects.create(name="wlan")

    response = admin.post(
        reverse("tags:edit", args=[tag.pk]), {"description": "", "merge_into": "wifi"}
    )

    assert "no tag named" in str(response.context["form"].errors["merge_into"])
    assert Tag.objects.filter(name="wlan").exists()


def test_tags_are_neither_made_nor_deleted_by_hand(admin):
    tag = Tag.objects.create(name="wifi")

    admin.post(reverse("tags:delete", args=[tag.pk]))
    admin.post(reverse("tags:add"), {"description": "x"})

    assert list(Tag.objects.all()) == [tag]


def test_the_root_of_all_pages_stays_one(db):
    assert Page.objects.filter(depth=1).count() == 1
    assert [problem for problem in Page.find_problems() if problem] == []
