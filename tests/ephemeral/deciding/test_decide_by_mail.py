"""A signed link in a mail opens one decision for one person, and decides nothing by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.actions.people import close_account
from ephemeral.actions import give_evidence, hand_over, let_go, renew
from ephemeral.deciding_links import KEPT, decision_address
from ephemeral.models import Decision, Lifetime
from questions import actions
from tests.factories import EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lifetime(steward):
    """Came due five days ago."""
    written = timezone.now() - timedelta(days=105)
    return EntryFactory(title="Choosing a channel", author=steward, written_at=written).lifetime


@pytest.fixture
def address(steward, lifetime):
    """What the mail says, without the site's name."""
    return decision_address(steward, lifetime)


def decided(lifetime):
    return lifetime.decisions.exclude(kind=Decision.Kind.BEGAN)


def test_opening_it_decides_nothing_and_needs_no_session(client, address, lifetime):
    page = client.get(address)

    assert page.status_code == 200
    words = page.content.decode()
    assert "Choosing a channel" in words
    assert "You decide as Noor Haddad." in words
    assert not decided(lifetime).exists()
    assert "sessionid" not in page.cookies


def test_it_leaks_to_nobody(client, address, lifetime):
    page = client.get(address)

    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


def test_it_shows_what_changed_and_nothing_private(client, address, lifetime, steward, stranger):
    lee = MemberFactory(joined_at=timezone.now() - timedelta(days=30))
    give_evidence(lifetime, holds=False, note="No such menu", by=lee)
    lifetime.entry.suggestions.create(
        member=stranger, title="t", summary="s", body="b", why="For the team only"
    )

    page = client.get(address).content.decode()

    assert "No such menu" in page
    assert "For the team only" not in page
    assert steward.email not in page


def test_one_line_renews_it_as_that_person(client, address, lifetime, steward):
    done = client.post(
        address, {"decision": "renew", "renew-because": "Tried it", "renew-base": "1"}, follow=True
    )

    decision = decided(lifetime).get()
    assert (decision.kind, decision.member, decision.because) == ("renewed", steward, "Tried it")
    assert "You decided: renewed." in done.content.decode()


def test_whoever_is_signed_in_in_this_browser_it_decides_as_whom_it_was_sent_to(
    client, address, lifetime, steward, stranger
):
    client.force_login(stranger)

    client.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert decided(lifetime).get().member == steward
    assert stranger.name not in client.get(address).content.decode()


def test_a_browser_without_cookies_may_decide(address, lifetime):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    strict.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert decided(lifetime).exists()


def test_it_lets_go_with_a_successor(client, address, lifetime):
    better = EntryFactory(title="Channels in 2026")

    client.post(
        address,
        {
            "decision": "let-go",
            "let-go-because": "Menus changed",
            "let-go-successor": str(better.pk),
        },
    )

    decision = decided(lifetime).get()
    assert (decision.kind, decision.successor) == ("let_go", better)


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(client, address, lifetime):
    empty = client.post(address, {"decision": "renew", "renew-versions": "6.2.4"})
    astray = client.post(
        address,
        {"decision": "let-go", "let-go-because": "Old", "let-go-successor": "what is this"},
    )

    assert (empty.status_code, astray.status_code) == (422, 422)
    assert "Say in one line what it rests on." in empty.content.decode()
    assert 'value="6.2.4"' in empty.content.decode()
    assert "There is no such entry here." in astray.content.decode()
    assert 'value="Old"' in astray.content.decode()
    assert not decided(lifetime).exists()


def test_what_somebody_else_decided_meanwhile_stands(client, address, lifetime, employee):
    renew(lifetime, because="Seen", by=employee)

    opened = client.get(address)
    sent = client.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert "Ana Ruiz was faster: renewed." in opened.content.decode()
    assert sent.status_code == 409
    assert "Tried it" in sent.content.decode()
    assert decided(lifetime).count() == 1


def test_what_was_let_go_meanwhile_is_told_too(client, address, lifetime, moderator):
    let_go(lifetime, because="Menus changed", by=moderator)

    page = client.get(address).content.decode()

    assert "Inês Duarte was faster: let go." in page
    assert "Menus changed" in page


def test_it_works_thirty_days(client, address, lifetime, monkeypatch):
    from django.core.signing import time

    later = time.time() + KEPT + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    page = client.get(address)
    sent = client.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert (page.status_code, sent.status_code) == (410, 410)
    assert "too old" in page.content.decode()
    assert not decided(lifetime).exists()


@pytest.mark.parametrize("token", ["x", "WzEsMSwxXQ:1abc:nonsense", "a" * 500])
def test_a_changed_link_opens_nothing(client, token, lifetime):
    page = client.get(f"/knowledge/decide/{token}/")

    assert page.status_code == 410
    assert "Choosing a channel" not in page.content.decode()


def test_a_link_for_another_use_opens_nothing(client, lifetime, steward):
    from django.core import signing

    token = signing.dumps([steward.pk, lifetime.pk, 1], salt="something else")

    assert client.get(f"/knowledge/decide/{token}/").status_code == 410


def test_who_closed_their_account_decides_nothing_any_more(client, address, lifetime, steward):
    close_account(steward, by=steward)

    sent = client.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert sent.status_code == 410
    assert not decided(lifetime).exists()


def test_who_no_longer_keeps_it_is_told_why_not(client, address, lifetime, steward, employee):
    hand_over(lifetime, steward=employee, team=None, by=steward, now=timezone.now())

    sent = client.post(address, {"decision": "renew", "renew-because": "Tried it"})

    assert sent.status_code == 403
    assert "whoever keeps it confirms it" in sent.content.decode()
    assert not decided(lifetime).filter(kind=Decision.Kind.RENEWED).exists()


def test_what_was_hidden_since_is_not_shown(client, answer, asker, moderator):
    lifetime = Lifetime.objects.get(answer=answer)
    address = decision_address(asker, lifetime)
    assert client.get(address).status_code == 200

    actions.hide_post(answer.question, reason="It names a person", by=moderator)

    assert client.get(address).status_code == 404
