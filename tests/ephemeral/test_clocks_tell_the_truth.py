"""No date and no “confirmed” comes about by what nobody said."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import LoggedEvent
from ephemeral import actions
from ephemeral.clockwork import look_after_knowledge
from ephemeral.models import Lifetime
from ephemeral.queries.steps import steps_of
from questions import actions as asking
from questions.models import Acceptance
from tests.factories import EntryFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def accepted_long_ago(question, answer, asker) -> Lifetime:
    then = timezone.now() - 90 * DAY
    asking.accept_answer(answer, by=asker)
    Acceptance.objects.update(accepted_at=then)
    Lifetime.objects.update(confirmed_at=then)
    return Lifetime.objects.get(answer=answer)


def test_a_restored_answer_is_as_old_as_it_was(accepted_long_ago, answer, moderator):
    asking.hide_post(answer, reason="By mistake", by=moderator)

    asking.restore_post(answer, reason="It was fine", by=moderator)

    life = Lifetime.objects.get(answer=answer)
    assert life.paused_at is None
    assert life.confirmed_at == accepted_long_ago.confirmed_at
    assert (life.due_at, life.round) == (accepted_long_ago.due_at, accepted_long_ago.round)
    assert life.next_at == accepted_long_ago.next_at
    assert steps_of(life)[0][0].title == "The solution again"


def test_an_answer_that_is_accepted_anew_is_confirmed_by_that(accepted_long_ago, answer, asker):
    asking.withdraw_acceptance(answer, by=asker)

    asking.accept_answer(answer, by=asker)

    life = Lifetime.objects.get(answer=answer)
    assert life.confirmed_at > accepted_long_ago.confirmed_at
    assert life.round == accepted_long_ago.round + 1


def test_what_lapsed_by_a_word_that_is_taken_back_lapses_at_its_own_date():
    start = timezone.now() - 200 * DAY
    lifetime = EntryFactory(written_at=start).lifetime
    member = MemberFactory(joined_at=start - 10 * DAY)
    actions.give_evidence(lifetime, holds=False, note="Nothing changed", by=member, at=start + DAY)
    look_after_knowledge(start + 121 * DAY)

    actions.withdraw_evidence(lifetime, by=member, at=start + 122 * DAY)
    look_after_knowledge(start + 129 * DAY)
    between = Lifetime.objects.get(pk=lifetime.pk)
    look_after_knowledge(start + 131 * DAY)

    assert between.state(start + 129 * DAY) == "unconfirmed"
    assert between.stage == Lifetime.Stage.AFTER
    assert Lifetime.objects.get(pk=lifetime.pk).stage == Lifetime.Stage.LAPSED
    assert LoggedEvent.objects.filter(type="KnowledgeLapsed").count() == 2


def test_a_second_account_of_whoever_confirmed_it_weighs_nothing(question, answer, asker):
    asking.accept_answer(answer, by=asker)
    asker.email = "maria@mail.example"
    asker.save()
    other = MemberFactory(email="maria+2@mail.example", joined_at=timezone.now() - 30 * DAY)

    said = actions.give_evidence(Lifetime.objects.get(), holds=True, by=other)

    assert (said.days, said.why_days) == (0, "same person")


def test_nothing_is_handed_to_somebody_who_left(entry, employee, stranger):
    stranger.is_active = False
    stranger.save()

    with pytest.raises(ValidationError, match="Lee Chen has left"):
        actions.hand_over(
            entry.lifetime, steward=stranger, team=None, by=employee, now=timezone.now()
        )


@pytest.mark.parametrize("zone", ["Mars/Base", "Europe", "../Lisbon"])
def test_a_zone_that_nobody_knows_keeps_nobody_from_hearing(zone, employee):
    now = timezone.now()
    lost = MemberFactory(time_zone=zone)
    for steward in (lost, employee):
        EntryFactory(author=steward, written_at=now - 95 * DAY)

    look_after_knowledge(now)

    told = LoggedEvent.objects.filter(type="DecisionsWait").values_list("payload", flat=True)
    assert {payload["member_id"] for payload in told} == {lost.pk, employee.pk}
