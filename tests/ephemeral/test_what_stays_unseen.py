"""What somebody may not read, no way of deciding about it tells them either."""

import pytest

from ephemeral import actions
from ephemeral.models import Lifetime
from questions import actions as asking

pytestmark = pytest.mark.django_db


def test_choosing_what_one_cannot_see_names_nothing(
    draft, question, answer, asker, moderator, client, stranger
):
    asking.accept_answer(answer, by=asker)
    asking.hide_post(question, reason="Names a customer", by=moderator)
    chosen = [f"{one.pk}:{one.round}" for one in Lifetime.objects.all()]
    client.force_login(stranger)

    page = client.post(
        "/knowledge/due/", {"lifetime": chosen, "because": "Curious"}, follow=True
    ).content.decode()

    assert len(chosen) == 2
    assert draft.title not in page
    assert question.title not in page


def test_a_successor_that_is_a_draft_again_is_not_named(entry, words, lifespan, employee, client):
    successor = actions.write_entry(
        **{**words, "title": "Meshes and radar"}, by=employee, lifespan=lifespan
    )
    actions.let_go(entry.lifetime, because="Too old", successor=successor, by=employee)
    address = f"/knowledge/life/{entry.lifetime.pk}/"
    before = client.get(address).content.decode()

    successor.unpublish(user=employee)

    assert "Meshes and radar" in before
    assert "Meshes and radar" not in client.get(address).content.decode()
    assert "Meshes and radar" not in client.get(entry.get_absolute_url()).content.decode()


def test_whoever_sees_a_draft_is_told_that_it_is_one(draft, employee, client):
    client.force_login(employee)
    life = f"/knowledge/life/{draft.lifetime.pk}"

    answers = [client.get(f"{life}/{act}/") for act in ("renew", "let-go", "ask-back")]

    for answer in answers:
        assert answer.status_code == 403
        assert "This is a draft" in answer.content.decode()
