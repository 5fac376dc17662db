"""Whatever people do in whatever order: dates stay in order, numbers stay true, each hears once."""

import pytest
from django.db.models import Count
from django.utils import timezone

from community.counters import registered
from community.models import LoggedEvent, Notice
from community.notices import in_words
from ephemeral.models import Entry, Evidence, Lifetime, Promise, Reminder
from ephemeral.queries.steps import steps_of
from questions.models import Acceptance
from tests.ephemeral.random_walk import Walk

pytestmark = pytest.mark.django_db
STEPS = 200


def dates_are_in_order(walk: Walk) -> None:
    now = timezone.now()
    for one in Lifetime.objects.with_state(now):
        assert one.soon_at <= one.due_at <= one.lapses_at
        assert one.state_now == one.state(now)
        assert (one.next_at is None) or one.is_running
        if one.is_running and one.stage < Lifetime.Stage.LAPSED:
            assert one.next_at is not None


def one_clock_runs_for_each_solution(walk: Walk) -> None:
    solved = Acceptance.objects.current().filter(answer__hidden_at=None)
    running = Lifetime.objects.filter(paused_at=None).exclude(question=None)
    assert sorted(running.values_list("answer", flat=True)) == sorted(
        solved.values_list("answer", flat=True)
    )
    published = set(Entry.objects.public().values_list("pk", flat=True))
    told = Lifetime.objects.filter(paused_at=None, entry__isnull=False)
    assert set(told.values_list("entry", flat=True)) == published


def nobody_is_reminded_twice(walk: Walk) -> None:
    each = Reminder.objects.values("lifetime", "member", "round", "stage")
    assert not each.annotate(times=Count("pk")).filter(times__gt=1).exists()
    told = [
        (event.payload["member_id"], event.at.date())
        for event in LoggedEvent.objects.filter(type="DecisionsWait")
    ]
    assert len(told) == len(set(told))


def voices_move_no_more_than_they_may(walk: Walk) -> None:
    for one in Lifetime.objects.all():
        said = Evidence.objects.standing().filter(lifetime=one, round=one.round)
        assert sum(voice.days for voice in said if voice.days > 0) <= one.days / 4 + 1e-6


def settled_promises_wait_for_nothing(walk: Walk) -> None:
    for one in Promise.objects.all():
        assert not (one.is_settled and one.next_at)
        assert one.moves == one.steps.filter(kind="moved").count()


def check(walk: Walk) -> None:
    dates_are_in_order(walk)
    one_clock_runs_for_each_solution(walk)
    voices_move_no_more_than_they_may(walk)
    settled_promises_wait_for_nothing(walk)


@pytest.mark.parametrize("seed", [3, 8])
def test_a_community_by_the_dice_stays_true(seed):
    walk = Walk(seed)

    walk.go(STEPS, check)
    walk.act_jobs()

    nobody_is_reminded_twice(walk)
    assert [str(drift) for number in registered() for drift in number.find_drift()] == []
    for lifetime in Lifetime.objects.filter(round__gt=0):  # but for drafts
        assert steps_of(lifetime)[0]
    for notice in Notice.objects.select_related("member", "event"):
        in_words([notice], notice.member)
    assert len(walk.done) > 20  # most kinds of acts were done, and not only refused
