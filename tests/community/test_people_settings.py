"""A person's own settings, through the pages."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from community import tokens
from community.actions import people as actions
from community.models import FormerHandle, LoggedEvent, Member, PersonalToken
from tests.factories import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db

PAGES = ["settings", "settings-preferences", "settings-tokens", "settings-close"]
PROFILE = {"name": "Maria Keller", "handle": "maria", "about": ""}


@pytest.fixture
def own(client: Client, asker: Member) -> Client:
    """Maria's browser, in which she has just typed her password."""
    client.post(reverse("account_login"), {"login": "maria", "password": PASSWORD})
    url = reverse("account_reauthenticate")
    client.post(url, {"password": PASSWORD})
    return client


def events(kind: str) -> int:
    return LoggedEvent.objects.filter(type=kind).count()


def save_profile(client: Client, **changes: str) -> HttpResponse:
    return client.post(reverse("settings"), {**PROFILE, **changes})


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_whoever_is_signed_in(client, asker, page):
    assert client.get(reverse(page)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "page", [*PAGES, "account_email", "account_change_password", "socialaccount_connections"]
)
def test_every_page_of_the_settings_opens_and_is_kept_by_nobody(own, page):
    answer = own.get(reverse(page))

    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.content.decode()
    if page in PAGES:
        assert "no-store" in answer.headers["Cache-Control"]


# The profile


def test_a_profile_says_what_one_wrote(own, asker):
    save_profile(own, name="Maria K.", about="I *like* routers.")

    asker.refresh_from_db()
    assert asker.name == "Maria K."
    assert asker.about_html.strip() == "<p>I <em>like</em> routers.</p>"
    assert events("MemberChanged") == 1


def test_what_others_do_not_see_on_posts_is_no_news(own):
    save_profile(own, about="I like routers.")

    assert events("MemberChanged") == 0


def test_a_refused_profile_keeps_what_was_typed_and_changes_nothing(own, asker, answerer):
    answer = save_profile(own, handle="TOM", about="I like routers.")

    page = answer.content.decode()
    assert "“TOM” is taken." in page
    assert "I like routers." in page
    assert answer.context["user"].handle == "maria"
    asker.refresh_from_db()
    assert (asker.handle, asker.about) == ("maria", "")


def test_a_handle_may_change_its_letters_case(own, asker):
    save_profile(own, handle="Maria")

    asker.refresh_from_db()
    assert asker.handle == "Maria"
    assert not FormerHandle.objects.exists()


def test_a_former_handle_stays_its_owners_for_a_year(own, asker, stranger):
    save_profile(own, handle="mkeller")

    refused = Client()
    refused.force_login(stranger)
    taken = {"name": "Lee", "handle": "Maria", "about": ""}
    assert "is taken" in refused.post(reverse("settings"), taken).content.decode()
    with time_machine.travel(timezone.now() + FormerHandle.KEPT_BACK + timedelta(days=1)):
        refused.force_login(stranger)
        assert refused.post(reverse("settings"), taken).status_code == 302


def test_one_may_go_back_to_ones_former_handle(own, asker):
    save_profile(own, handle="mkeller")
    save_profile(own, handle="maria")

    asker.refresh_from_db()
    assert asker.handle == "maria"
    assert [former.handle for former in FormerHandle.objects.all()] == ["mkeller"]


def test_handles_are_not_collected(own, asker):
    save_profile(own, handle="mkeller")

    answer = save_profile(own, handle="keller")

    assert "less than 30 days ago" in answer.content.decode()
    asker.refresh_from_db()
    assert asker.handle == "mkeller"


def test_nobody_changes_somebody_elses_profile(asker, stranger, moderator):
    for by in (stranger, moderator):
        with pytest.raises(PermissionDenied):
            actions.change_profile(asker, name="X", handle="x", about="", by=by)


# The picture


def a_picture(size: tuple[int, int] = (600, 400)) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    return SimpleUploadedFile("me.jpg", file.getvalue(), "image/jpeg")


def test_a_picture_is_made_anew_and_replaces_the_last(
    own, asker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        own.post(reverse("settings-picture"), {"picture": a_picture()})
    asker.refresh_from_db()
    first = asker.avatar.name
    storage = asker.avatar.storage
    with storage.open(first) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (256, 256))

    with django_capture_on_commit_callbacks(execute=True):
        own.post(reverse("settings-picture"), {"picture": a_picture((300, 300))})

    asker.refresh_from_db()
    assert storage.exists(asker.avatar.name)
    assert not storage.exists(first)
    assert events("MemberChanged") == 2


def test_a_picture_gives_way_to_initials_again(own, asker, django_capture_on_commit_callbacks):
    own.post(reverse("settings-picture"), {"picture": a_picture()})
    asker.refresh_from_db()
    storage, name = asker.avatar.storage, asker.avatar.name

    with django_capture_on_commit_callbacks(execute=True):
        own.post(reverse("settings-picture"), {"remove": "1"})

    asker.refresh_from_db()
    assert not asker.avatar
    assert not storage.exists(name)


def test_what_is_no_picture_is_refused_beside_the_field(own, asker):
    file = SimpleUploadedFile("me.jpg", b"<svg onload=alert(1)>", "image/jpeg")

    answer = own.post(reverse("settings-picture"), {"picture": file})

    assert "not a picture that can be read" in answer.content.decode()
    asker.refresh_from_db()
    assert not asker.avatar


# Preferences


def prefer(client: Client, **changes: str) -> HttpResponse:
    typed = {"language": "", "time_zone": "", "theme": "system", "wants_mail": "on", **changes}
    return client.post(reverse("settings-preferences"), typed)


def test_the_theme_stands_on_every_page(own):
    prefer(own, theme="dark")

    assert 'data-theme="dark"' in own.get(reverse("settings")).content.decode()


def test_times_are_shown_by_ones_own_clock(own, asker):
    tokens.make_token(asker, name="backup", may_write=False, by=asker)
    made = PersonalToken.objects.get()
    made.created_at = timezone.now().replace(month=1, day=9, hour=23, minute=30)
    made.save()

    prefer(own, time_zone="Asia/Tokyo")
    tokyo = own.get(reverse("settings-tokens")).content.decode()
    prefer(own, time_zone="")
    site = own.get(reverse("settings-tokens")).content.decode()

    assert "10 January" in tokyo
    assert "08:30" in tokyo
    assert "9 January" in site
    assert "23:30" in site


def test_one_persons_clock_is_nobody_elses(own, client):
    prefer(own, time_zone="Asia/Tokyo")
    own.get(reverse("settings"))

    assert timezone.get_current_timezone_name() == "UTC"


def test_words_are_shown_in_ones_own_language(own, asker, settings, monkeypatch):
    monkeypatch.setattr("community.middleware.LANGUAGES", {"en", "de"})
    Member.objects.filter(pk=asker.pk).update(language="de")

    page = own.get(reverse("settings"))

    assert '<html lang="de"' in page.content.decode()
    assert page.headers["Content-Language"] == "de"


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"theme": "neon"}, {"language": "tlh"}]
)
def test_what_does_not_exist_cannot_be_preferred(own, asker, wrong):
    assert prefer(own, **wrong).status_code == 200
    asker.refresh_from_db()
    assert (asker.time_zone, asker.theme, asker.language) == ("", "system", "")


def test_mail_is_switched_off_and_on(own, asker):
    own.post(reverse("settings-preferences"), {"theme": "system"})
    asker.refresh_from_db()
    assert not asker.wants_mail

    prefer(own)
    asker.refresh_from_db()
    assert asker.wants_mail


# Tokens


def test_a_token_is_shown_once_and_opens_the_door(own, asker):
    made = own.post(reverse("settings-tokens"), {"name": "Backup", "may_write": "on"})
    key = made.context["key"]

    assert key in made.content.decode()
    assert key not in own.get(reverse("settings-tokens")).content.decode()
    token = tokens.token_of(key)
    assert (token.member, token.may_write, token.name) == (asker, True, "Backup")
    assert key not in str(PersonalToken.objects.values().get())


def test_a_token_only_reads_unless_asked_to_write(own):
    key = own.post(reverse("settings-tokens"), {"name": "Backup"}).context["key"]

    assert not tokens.token_of(key).may_write


def test_a_revoked_token_opens_nothing(own, asker):
    token, key = tokens.make_token(asker, name="Backup", may_write=False, by=asker)

    own.post(reverse("revoke-token", args=[token.pk]))

    assert tokens.token_of(key) is None
    assert "Backup" not in own.get(reverse("settings-tokens")).content.decode().split("<h1")[1]


def test_nobody_revokes_somebody_elses_token(client, asker, stranger):
    token, key = tokens.make_token(asker, name="Backup", may_write=False, by=asker)
    client.force_login(stranger)

    assert client.post(reverse("revoke-token", args=[token.pk])).status_code == 404
    assert tokens.token_of(key) == token


def test_the_token_of_somebody_deactivated_opens_nothing(asker):
    _token, key = tokens.make_token(asker, name="Backup", may_write=False, by=asker)
    Member.objects.filter(pk=asker.pk).update(is_active=False)

    assert tokens.token_of(key) is None


def test_the_last_use_of_a_token_is_noted_but_not_every_time(asker, django_assert_max_num_queries):
    _token, key = tokens.make_token(asker, name="Backup", may_write=False, by=asker)
    tokens.token_of(key)
    first = PersonalToken.objects.get().used_at

    with django_assert_max_num_queries(1):
        tokens.token_of(key)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        tokens.token_of(key)

    assert first is not None
    assert PersonalToken.objects.get().used_at > first


def test_one_keeps_an_overview_of_ones_tokens(own, asker):
    for _number in range(tokens.MOST):
        tokens.make_token(asker, name="Backup", may_write=False, by=asker)

    answer = own.post(reverse("settings-tokens"), {"name": "One more"})

    assert "Revoke one" in answer.content.decode()
    assert asker.personal_tokens.count() == tokens.MOST


@pytest.mark.parametrize("key", ["", "mayfly_", "mayfly_x", "x" * 5000, "é"])
def test_other_keys_open_nothing(asker, key):
    tokens.make_token(asker, name="Backup", may_write=False, by=asker)

    assert tokens.token_of(key) is None


# Closing the account


def close(client: Client, handle: str = "maria") -> HttpResponse:
    return client.post(reverse("settings-close"), {"handle": handle})


def test_closing_an_account_leaves_nothing_of_the_person(
    own, asker, django_capture_on_commit_callbacks
):
    own.post(reverse("settings-picture"), {"picture": a_picture()})
    save_profile(own, handle="mkeller", about="I like routers.")
    _token, key = tokens.make_token(asker, name="Backup", may_write=True, by=asker)
    asker.refresh_from_db()
    storage, picture = asker.avatar.storage, asker.avatar.name
    elsewhere = Client()
    elsewhere.force_login(asker)

    with django_capture_on_commit_callbacks(execute=True):
        close(own, "mkeller")

    gone = Member.objects.get(pk=asker.pk)
    assert (gone.handle, gone.name, gone.email, gone.about, gone.about_html) == (
        f"erased-{asker.pk}",
        "",
        None,
        "",
        "",
    )
    assert gone.erased_at
    assert not gone.is_active
    assert not gone.avatar
    assert not storage.exists(picture)
    assert not gone.emailaddress_set.exists()
    assert not gone.former_handles.exists()
    assert tokens.token_of(key) is None
    for browser in (own, elsewhere):
        assert browser.get(reverse("settings-tokens")).status_code == 302
    signed_in = Client().post(reverse("account_login"), {"login": "mkeller", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert events("AccountClosed") == 1


def test_nobody_takes_the_handle_of_whoever_left_for_a_while(own, asker, stranger):
    close(own)
    client = Client()
    client.force_login(stranger)

    answer = client.post(reverse("settings"), {"name": "Lee", "handle": "maria", "about": ""})

    assert "is taken" in answer.content.decode()


def test_closing_needs_the_password_and_the_handle(client, own, asker):
    assert "not your handle" in close(own, "tom").content.decode()
    stolen = Client()
    stolen.force_login(asker)
    assert close(stolen).url.startswith(reverse("account_reauthenticate"))

    asker.refresh_from_db()
    assert asker.is_active


def test_the_last_administrator_stays(client, administrator):
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert "last administrator" in client.get(reverse("settings-close")).content.decode()
    assert close(client, "admin").status_code == 403

    MemberFactory(is_superuser=True)
    assert close(client, "admin").status_code == 302
