"""The clock brings each lifetime to its stage and tells those it concerns; the rest lapses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from community.models import LoggedEvent, Member
from ephemeral.actions.lives import restart
from ephemeral.actions.locking import locked_lifetime
from ephemeral.clock import Clock
from ephemeral.clockwork import bring_stages_up, look_after_knowledge, stages
from ephemeral.models import Absence, Decision, Entry, EntryQuestion, Lifetime, Reminder
from questions import actions
from questions.models import Question
from tests.factories import EmploymentFactory, EntryFactory, MemberFactory, TeamFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Stage = Lifetime.Stage
# The entries of factories are due after 100 days, with 10 of notice and 30 of grace.
DAYS = {Stage.BEFORE: 90, Stage.AT: 100, Stage.AFTER: 115, Stage.LAPSED: 130}


def on(days: float) -> datetime:
    return NOON + timedelta(days=days)


def written(**facts: object) -> Entry:
    return EntryFactory(written_at=NOON, **facts)


def reminded(entry: Entry | None = None) -> dict[int, set[str]]:
    """Handles of those who were reminded, by stage."""
    rows = Reminder.objects.select_related("member")
    if entry:
        rows = rows.filter(lifetime__entry=entry)
    by_stage: dict[int, set[str]] = {}
    for row in rows:
        by_stage.setdefault(row.stage, set()).add(row.member.handle)
    return by_stage


@pytest.fixture
def team(employee):
    """Support, where Ana works, and Ben with her."""
    EmploymentFactory(member=MemberFactory(handle="ben"))
    return TeamFactory()


def test_each_stage_tells_those_whom_it_concerns_once(employee, team, moderator):
    entry = written(author=employee, team=team)

    for day in range(135):
        bring_stages_up(on(day))

    assert reminded() == {
        Stage.BEFORE: {"ana"},
        Stage.AT: {"ana", "ben"},
        Stage.AFTER: {"ana", "ben", "ines"},
        Stage.LAPSED: {"ana", "ben"},
    }
    assert Reminder.objects.count() == 8
    assert entry.lifetime.decisions.filter(kind=Decision.Kind.LAPSED).count() == 1


@pytest.mark.parametrize(("stage", "day"), DAYS.items())
def test_a_stage_begins_at_its_moment_and_not_before(employee, stage, day):
    written(author=employee)
    bring_stages_up(on(day) - timedelta(seconds=1))
    before = Lifetime.objects.get().stage

    bring_stages_up(on(day))

    lifetime = Lifetime.objects.get()
    assert (before, lifetime.stage) == (stage - 1, stage)
    assert lifetime.next_at is None or lifetime.next_at > on(day)


def test_stages_slept_through_are_one_reminder(employee):
    written(author=employee)

    bring_stages_up(on(120))

    assert reminded() == {Stage.AFTER: {"ana"}}


def test_a_lapse_is_a_decision_and_an_event_at_its_own_moment(employee):
    entry = written(author=employee)

    for _twice in range(2):
        bring_stages_up(on(140))

    lapse = entry.lifetime.decisions.get(kind=Decision.Kind.LAPSED)
    event = LoggedEvent.objects.get(type="KnowledgeLapsed")
    assert (lapse.member, lapse.decided_at) == (None, on(130))
    assert (event.entry_id, event.payload["decision_id"], event.at) == (entry.pk, lapse.pk, on(140))


def test_a_lapse_makes_the_threads_new_that_show_it(employee, asker, answerer):
    question = actions.ask_question(title="Which channel?", body="Radar.", by=asker)
    entry = written(author=employee)
    EntryQuestion.objects.create(entry=entry, question=question)
    before = Question.objects.get().version

    bring_stages_up(on(130))

    assert Question.objects.get().version > before


def test_what_was_decided_starts_over(employee):
    entry = written(author=employee)
    bring_stages_up(on(95))
    with transaction.atomic():
        lifetime = locked_lifetime(entry.lifetime.pk)
        restart(lifetime, Decision.Kind.RENEWED, days=100, now=on(96), by=employee)

    for day in (100, 130, 185):
        bring_stages_up(on(day))
    assert Reminder.objects.count() == 1

    bring_stages_up(on(186))
    assert Reminder.objects.count() == 2


def test_what_was_let_go_or_paused_is_left_alone(employee):
    entry = written(author=employee)
    Lifetime.objects.update(paused_at=on(1))

    bring_stages_up(on(200))

    assert not Reminder.objects.exists()
    assert entry.lifetime.decisions.count() == 1
    assert Lifetime.objects.get().next_at is None


class TestWhoIsThere:
    def test_a_steward_who_is_away_is_spared_for_the_team(self, employee, team):
        written(author=employee, team=team)
        Absence.objects.create(member=employee, first_day=on(80).date(), last_day=on(101).date())

        for day in (90, 100):
            bring_stages_up(on(day))

        assert reminded() == {Stage.BEFORE: {"ben"}, Stage.AT: {"ben"}}

    def test_whoever_keeps_it_alone_finds_it_after_their_absence(self, asker):
        written(author=asker)
        Absence.objects.create(member=asker, first_day=on(80).date(), last_day=on(101).date())

        bring_stages_up(on(90))

        assert reminded() == {Stage.BEFORE: {"maria"}}

    @pytest.mark.parametrize(
        ("zone", "hears"), [("Pacific/Auckland", {"ana"}), ("America/New_York", {"ben"})]
    )
    def test_a_day_away_is_the_day_where_the_person_is(self, employee, team, zone, hears):
        Member.objects.filter(pk=employee.pk).update(time_zone=zone)
        written(author=Member.objects.get(pk=employee.pk), team=team)
        last_day = on(90).date()  # at noon in London it is the next day in Auckland
        Absence.objects.create(member=employee, first_day=date(2026, 1, 1), last_day=last_day)

        bring_stages_up(on(90) + timedelta(hours=3))

        assert reminded() == {Stage.BEFORE: hears}

    def test_a_steward_who_left_is_skipped(self, employee, team):
        written(author=employee, team=team)
        Member.objects.filter(pk=employee.pk).update(is_active=False)

        for day in (90, 100):
            bring_stages_up(on(day))

        assert reminded() == {Stage.BEFORE: {"ben"}, Stage.AT: {"ben"}}

    def test_orphans_go_to_moderators_and_late(self, employee, moderator):
        written(author=employee, steward=None)

        for day in (90, 100, 115, 130):
            bring_stages_up(on(day))

        assert reminded() == {Stage.AFTER: {"ines"}}

    def test_the_author_of_an_accepted_answer_hears_once(self, asker, answerer, moderator):
        question = actions.ask_question(title="Which channel?", body="Radar.", by=asker)
        answer = actions.post_answer(question, body="36.", by=answerer)
        actions.accept_answer(answer, by=asker)
        lifetime = Lifetime.objects.get()

        for moment in (lifetime.soon_at, lifetime.due_at, lifetime.lapses_at):
            bring_stages_up(moment)

        assert reminded() == {Stage.AT: {"tom"}}
        event = LoggedEvent.objects.get(type="KnowledgeLapsed")
        assert (event.question_id, event.payload["answer_id"]) == (question.pk, answer.pk)


class TestBatches:
    def test_more_than_a_batch_is_done_at_one_look(self, employee, monkeypatch):
        monkeypatch.setattr(stages, "BATCH", 3)
        for _nth in range(10):
            written(author=employee)

        assert bring_stages_up(on(100))

        assert Lifetime.objects.filter(stage=Stage.AT).count() == 10

    def test_nobody_is_told_while_some_are_not_looked_at(self, employee, monkeypatch):
        monkeypatch.setattr(stages, "AT_A_LOOK", 2)
        for _nth in range(5):
            written(author=employee)

        told = []
        for _look in range(3):
            look_after_knowledge(on(100))
            told.append(LoggedEvent.objects.filter(type="DecisionsWait").count())

        assert told == [0, 0, 1]
        assert len(LoggedEvent.objects.get(type="DecisionsWait").payload["reminder_ids"]) == 5

    def test_one_that_fails_stops_no_other(self, employee, settings, caplog):
        settings.REACTIONS = f"{__name__}.FAILING"
        first, second = written(author=employee), written(author=employee)
        fails.append(first.pk)
        try:
            bring_stages_up(on(130))
        finally:
            fails.clear()

        assert "cannot be brought up" in caplog.text
        assert first.lifetime.decisions.count() == 1
        assert second.lifetime.decisions.count() == 2
        bring_stages_up(on(130))
        assert first.lifetime.decisions.count() == 2

    @pytest.mark.parametrize("length", [2, 30])
    def test_a_batch_takes_as_many_queries_however_long(
        self, employee, team, length, django_assert_max_num_queries
    ):
        for _nth in range(length):
            written(author=employee, team=team)

        with django_assert_max_num_queries(14):
            bring_stages_up(on(100))

        assert Reminder.objects.count() == 2 * length

    def test_a_look_at_nothing_takes_one_query(self, employee, django_assert_num_queries):
        written(author=employee)

        with django_assert_num_queries(1):
            bring_stages_up(on(50))


fails: list[int] = []


def refuse(event) -> None:
    if event.entry_id in fails:
        raise RuntimeError("This one fails.")


class _Failing(dict):
    def get(self, key, default=None):
        from community.reactions import Reactions

        return Reactions(now=(refuse,)) if key.__name__ == "KnowledgeLapsed" else default


FAILING = _Failing()


def test_the_clock_does_it_every_minute(employee):
    written(author=employee)

    done = Clock().tick(on(100))

    assert "look after knowledge" in done
    assert reminded() == {Stage.AT: {"ana"}}
    assert LoggedEvent.objects.filter(type="DecisionsWait").count() == 1


@pytest.mark.postgres
def test_the_clock_finds_what_is_due_by_its_index(employee):
    written(author=employee)
    due = Lifetime.objects.filter(next_at__lte=on(100)).order_by("next_at", "pk")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = due.values_list("pk")[:100].explain()

    assert "lifetimes_for_the_clock" in plan
