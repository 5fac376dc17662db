"""Renewing and letting go: who may, what it does to the clock, and who was first."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.models import LoggedEvent
from ephemeral.actions import AlreadyDecided, hand_over, let_go, renew, renew_many
from ephemeral.models import Decision, KnowledgeSettings, Lifetime
from ephemeral.state import State
from tests.ephemeral.deciding.conftest import START
from tests.factories import EmploymentFactory, EntryFactory, LifespanFactory, MemberFactory
from tests.questions.test_concurrency import at_once, no_drift

pytestmark = pytest.mark.django_db


def on_day(number: float):
    return START + timedelta(days=number)


def test_renewing_when_due_starts_a_longer_round(lifetime, steward):
    decision = renew(lifetime, because="Tried it on 6.2.4", by=steward, at=on_day(95))

    lifetime.refresh_from_db()
    assert (decision.days_before, decision.days) == (100, 125)
    assert lifetime.due_at == on_day(95 + 125)
    assert lifetime.confirmed_by == steward
    assert lifetime.state(on_day(96)) == State.CONFIRMED
    event = LoggedEvent.objects.get(type="KnowledgeRenewed")
    assert event.payload["decision_id"] == decision.pk


def test_four_quiet_renewals_double_it_and_no_more(lifetime, steward):
    day = 95.0
    for _nth in range(6):
        decision = renew(lifetime, because="Still so", by=steward, at=on_day(day))
        day += decision.days - 1

    assert decision.days == 200


def test_renewing_long_before_it_is_due_teaches_nothing_and_lengthens_nothing(lifetime, steward):
    for day in range(1, 6):
        decision = renew(lifetime, because=f"Day {day}", by=steward, at=on_day(day))

    assert decision.days == 100


def test_renewing_after_several_said_it_did_not_work_shortens_it(lifetime, steward):
    Lifetime.objects.filter(pk=lifetime.pk).update(disputes=2)

    decision = renew(lifetime, because="Works again", by=steward, at=on_day(95))

    assert decision.days == 75


def test_renewing_asks_what_it_rests_on(lifetime, steward):
    with pytest.raises(ValidationError) as refusal:
        renew(lifetime, because="  ", by=steward)

    assert refusal.value.message_dict == {"because": ["Say in one line what it rests on."]}


@pytest.mark.parametrize(
    ("day", "before"), [(92, State.DUE), (110, State.UNCONFIRMED), (200, State.LAPSED)]
)
def test_what_waits_or_lapsed_is_confirmed_again(lifetime, steward, day, before):
    assert lifetime.state(on_day(day)) == before

    renew(lifetime, because="Looked at it", by=steward, at=on_day(day))

    lifetime.refresh_from_db()
    assert lifetime.state(on_day(day)) == State.CONFIRMED
    assert lifetime.next_at is not None


def test_an_entry_that_was_let_go_is_brought_back(lifetime, steward):
    let_go(lifetime, because="Replaced", by=steward, at=on_day(20))

    decision = renew(lifetime, because="The old way is back", by=steward, at=on_day(40))

    lifetime.refresh_from_db()
    assert lifetime.state(on_day(40)) == State.CONFIRMED
    assert decision.days == 100


def test_letting_go_stops_the_clock_and_names_a_successor(lifetime, steward):
    better = EntryFactory(title="Channels in 2026", written_at=START)

    decision = let_go(lifetime, because="Menus changed", by=steward, successor=better, at=on_day(5))

    lifetime.refresh_from_db()
    assert lifetime.state(on_day(5)) == State.GONE
    assert lifetime.next_at is None
    assert decision.successor == better
    event = LoggedEvent.objects.get(type="KnowledgeLetGo")
    assert event.payload["successor_id"] == better.pk


def test_a_successor_is_another_published_entry_that_holds(lifetime, entry, steward):
    gone = EntryFactory(author=steward, title="Old menus")
    let_go(gone.lifetime, because="Old", by=steward)
    draft = EntryFactory(author=steward)
    draft.live = False
    draft.save()

    for successor in (entry, gone, draft):
        with pytest.raises(ValidationError) as refusal:
            let_go(lifetime, because="Old", by=steward, successor=successor)

        assert list(refusal.value.message_dict) == ["successor"]
    lifetime.refresh_from_db()
    assert lifetime.let_go_at is None


def test_successors_never_lead_in_a_circle(lifetime, entry, steward):
    other = EntryFactory(author=steward)
    let_go(lifetime, because="Old", by=steward, successor=other)

    with pytest.raises(ValidationError, match="was let go itself"):
        let_go(other.lifetime, because="Old", by=steward, successor=entry)


def test_letting_go_of_an_accepted_answer_leaves_it_accepted(answer, moderator):
    let_go(answer.lifetime, because="The menu is gone", by=moderator)

    answer.refresh_from_db()
    assert answer.accepted_at
    assert answer.lifetime.let_go_at


def test_who_may_renew_and_let_go(lifetime, employee, moderator, stranger):
    for member in (employee, moderator):
        renew(lifetime, because=f"Seen by {member}", by=member)
    let_go(lifetime, because="Gone", by=moderator)

    with pytest.raises(PermissionDenied, match="Its steward or an employee decides"):
        renew(lifetime, because="I say so", by=stranger)
    with pytest.raises(PermissionDenied, match="Only its steward"):
        let_go(lifetime, because="I say so", by=employee)


def test_the_team_of_the_steward_decides_too(team, employee):
    entry = EntryFactory(team=team)

    assert let_go(entry.lifetime, because="Gone", by=employee).kind == Decision.Kind.LET_GO


def test_who_wrote_it_renews_it_only_as_its_steward(employee, stranger, team):
    entry = EntryFactory(author=employee, steward=stranger)

    with pytest.raises(PermissionDenied, match="You wrote this"):
        renew(entry.lifetime, because="Mine", by=employee)

    hand_over(entry.lifetime, steward=employee, team=None, by=stranger, now=on_day(1))
    assert renew(entry.lifetime, because="Mine to keep now", by=employee)


def test_whoever_comes_second_is_told_who_was_first(lifetime, steward, employee, moderator):
    seen = lifetime.round
    renew(lifetime, because="Tried it", by=employee, base=seen, at=on_day(95))

    for decide in (renew, let_go):
        with pytest.raises(AlreadyDecided, match="Ana Ruiz was faster: it was renewed"):
            decide(lifetime, because="Mine", by=moderator, base=seen, at=on_day(95))

    assert lifetime.decisions.filter(kind=Decision.Kind.RENEWED).count() == 1


def test_what_was_let_go_meanwhile_is_not_renewed_by_surprise(lifetime, steward, employee):
    seen = lifetime.round
    let_go(lifetime, because="Menus changed", by=steward, base=seen)

    with pytest.raises(AlreadyDecided, match="Noor Haddad was faster: it was let go"):
        renew(lifetime, because="Looks fine", by=employee, base=seen)


def test_a_decision_sent_twice_is_one(lifetime, steward):
    seen = lifetime.round

    first = renew(lifetime, because="Tried it", by=steward, base=seen, at=on_day(95))
    again = renew(lifetime, because="Tried it", by=steward, base=seen, at=on_day(95))

    assert first == again
    assert LoggedEvent.objects.filter(type="KnowledgeRenewed").count() == 1


def test_several_are_renewed_on_one_line_and_each_is_reported(steward, stranger):
    mine = EntryFactory.create_batch(3, author=steward, written_at=START)
    others = EntryFactory(author=stranger, written_at=START)
    decided = mine[1].lifetime
    renew(decided, because="Earlier", by=steward, at=on_day(94))
    lifetimes = [entry.lifetime for entry in [*mine, others]]

    outcomes = renew_many(
        lifetimes,
        because="Went through all of them",
        by=steward,
        bases={lifetime.pk: 1 for lifetime in lifetimes},
        at=on_day(95),
    )

    assert [outcome.decision is not None for outcome in outcomes] == [True, False, True, False]
    assert "was faster" in outcomes[1].problem
    assert "Its steward or an employee decides" in outcomes[3].problem


def due_by_day(lifetimes: Iterable[Lifetime]) -> Counter[date]:
    return Counter(
        due_at.date()
        for due_at in Lifetime.objects.filter(
            pk__in=[lifetime.pk for lifetime in lifetimes]
        ).values_list("due_at", flat=True)
    )


def test_renewed_in_one_sitting_they_do_not_come_due_on_one_day_again(steward):
    lifetimes = [
        entry.lifetime for entry in EntryFactory.create_batch(12, author=steward, written_at=START)
    ]

    renew_many(lifetimes, because="Went through all of them", by=steward, at=on_day(95))

    lifetimes[0].refresh_from_db()
    days = lifetimes[0].days
    last = (on_day(95) + timedelta(days=days)).date()
    budget = KnowledgeSettings.load().daily_budget
    assert due_by_day(lifetimes) == {
        last: budget,
        last - timedelta(days=1): budget,
        last - timedelta(days=2): 2,
    }
    assert set(Lifetime.objects.values_list("days", flat=True)) == {days}, "it adapts all the same"


def test_a_date_is_brought_forward_by_a_fifth_at_most_and_then_days_fill_evenly(steward):
    settings = KnowledgeSettings.load()
    settings.daily_budget = 1
    settings.save()
    lifetimes = [
        entry.lifetime
        for entry in EntryFactory.create_batch(
            6, author=steward, written_at=START, lifespan=LifespanFactory(days=10, notice_days=2)
        )
    ]

    renew_many(lifetimes, because="Went through all of them", by=steward, at=on_day(1))

    last = on_day(11).date()
    assert due_by_day(lifetimes) == {last - timedelta(days=sooner): 2 for sooner in range(3)}


def test_an_employees_decision_stands_in_the_chosen_capacity(lifetime, employee):
    decision = renew(lifetime, because="Tried it", by=employee, speaking_as="support")

    lifetime.refresh_from_db()
    assert decision.capacity == lifetime.confirmed_capacity
    assert decision.capacity.team_name == "Support"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_stewards_at_once_one_decides_and_the_other_is_told():
    entry = EntryFactory(written_at=START)
    ana, ben = (EmploymentFactory(member__name=name).member for name in ("Ana Ruiz", "Ben Wu"))
    lifetime, seen = entry.lifetime, entry.lifetime.round

    with no_drift():
        raised = at_once(
            *(
                lambda who=who: renew(lifetime, because=f"By {who}", by=who, base=seen)
                for who in (ana, ben) * 3
            )
        )

    decision = lifetime.decisions.get(kind=Decision.Kind.RENEWED)
    assert {type(error) for error in raised} == {AlreadyDecided}
    # Who decided sent the same three times; the other person is told three times.
    assert len(raised) == 3
    assert all(f"{decision.member} was faster" in str(error.messages) for error in raised)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_entries_let_go_for_each_other_at_once_leave_one_standing():
    moderator = MemberFactory(is_moderator=True)
    for _nth in range(5):
        one, two = EntryFactory(), EntryFactory()

        raised = at_once(
            partial(let_go, one.lifetime, because="Old", by=moderator, successor=two),
            partial(let_go, two.lifetime, because="Old", by=moderator, successor=one),
        )

        assert [type(error) for error in raised] == [ValidationError]
        assert Lifetime.objects.filter(entry__in=[one, two], let_go_at=None).count() == 1
