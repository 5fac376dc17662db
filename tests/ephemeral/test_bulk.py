"""What comes in at once is unconfirmed, and its dates lie apart."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from community.events import CommunityImported, publish
from community.models import ImportedSource
from ephemeral.actions import bring_entries_in
from ephemeral.actions.bulk import ImportedEntry, begin_clocks_of_solutions
from ephemeral.clockwork import bring_stages_up
from ephemeral.models import Decision, Entry, KnowledgeSettings, Lifespan, Lifetime, Reminder
from questions import actions
from questions.models import Acceptance, Answer, Question
from tests.factories import EmploymentFactory, EntryFactory, LifespanFactory, MemberFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENTRIES, STEWARDS = 5_000, 20


@pytest.fixture
def handbook() -> ImportedSource:
    return ImportedSource.objects.create(name="The old handbook")


def row(number: int, author, **facts: object) -> ImportedEntry:
    words = {
        "title": f"Chapter {number}",
        "summary": "What it says.",
        "body": "Hold the **reset** key.",
        "written_at": NOON - timedelta(days=number % 900),
        "lifespan": LifespanFactory(),
    }
    return ImportedEntry(old_id=number, author=author, **{**words, **facts})


def bring(rows, handbook, by):
    return bring_entries_in(rows, handbook, by=by, now=NOON)


def test_five_thousand_entries_make_no_cliff(handbook, administrator):
    stewards = [MemberFactory() for _nth in range(STEWARDS)]
    lifespan = LifespanFactory()  # a hundred days
    rows = [
        row(nth, stewards[nth % STEWARDS], steward=stewards[nth % STEWARDS], lifespan=lifespan)
        for nth in range(ENTRIES)
    ]

    brought = bring(rows, handbook, administrator)

    assert (brought.added, brought.known, brought.refused) == (ENTRIES, 0, [])
    lifetimes = list(Lifetime.objects.values_list("steward", "due_at"))
    a_day = Counter(due_at.date() for _steward, due_at in lifetimes)
    a_steward = Counter((steward, due_at.date()) for steward, due_at in lifetimes)
    assert max(a_day.values()) <= 2 * ENTRIES / lifespan.days
    assert max(a_steward.values()) <= KnowledgeSettings.load().daily_budget
    assert max(due_at for _steward, due_at in lifetimes) <= NOON + timedelta(days=100)


def test_no_steward_is_reminded_of_more_than_their_budget_on_a_day(handbook, administrator):
    ana = MemberFactory()
    bring([row(nth, ana, steward=ana) for nth in range(300)], handbook, administrator)

    for day in range(101):
        bring_stages_up(NOON + timedelta(days=day))

    before = Reminder.objects.filter(stage=Lifetime.Stage.BEFORE)
    assert max(Counter(before.values_list("made_at", flat=True)).values()) <= 5
    assert before.count() == 300


def test_what_comes_in_is_unconfirmed_since_it_was_written(handbook, administrator, asker):
    bring([row(7, asker, tags=["wifi", "unheard-of"])], handbook, administrator)

    entry = Entry.objects.get()
    assert entry.lifetime.confirmed_at is None
    assert entry.lifetime.began_at == entry.written_at == NOON - timedelta(days=7)
    assert entry.lifetime.state(NOON) == "unconfirmed"
    began = entry.lifetime.decisions.get()
    assert (began.kind, began.decided_at) == (Decision.Kind.BEGAN, entry.written_at)
    assert "<strong>reset</strong>" in entry.html
    revision = entry.latest_revision
    assert entry.live
    assert revision.as_object().body == entry.body
    assert entry.live_revision_id == revision.pk


def test_bringing_it_in_again_adds_what_is_new(handbook, administrator, asker):
    bring([row(1, asker), row(2, asker)], handbook, administrator)

    again = bring([row(1, asker), row(2, asker), row(3, asker)], handbook, administrator)

    assert (again.added, again.known) == (1, 2)
    assert Entry.objects.count() == Lifetime.objects.count() == 3


def test_what_is_no_entry_is_refused_with_a_reason(handbook, administrator, asker):
    rows = [row(1, asker, body=" "), row(2, asker, title="x" * 999), row(3, asker)]

    brought = bring(rows, handbook, administrator)

    assert brought.added == 1
    (empty, long) = brought.refused
    assert empty == (1, "An entry has a title and a text.")
    assert long[0] == 2
    assert "at most" in long[1]


def test_what_a_steward_has_already_counts(handbook, administrator, asker):
    for _nth in range(5):
        EntryFactory(author=asker, written_at=NOON - timedelta(days=70))  # due on day 30

    bring([row(nth, asker, steward=asker) for nth in range(100)], handbook, administrator)

    days = Counter(Lifetime.objects.values_list("due_at__date", flat=True))
    assert days[(NOON + timedelta(days=30)).date()] == 5
    assert max(days.values()) <= 5


class TestSolutions:
    def solved(self, number: int, author=None, **facts) -> Acceptance:
        """As an import leaves it: rows, and no event of their own."""
        asker = author or MemberFactory()
        question = Question.objects.create(title=f"Question {number}", body="?", author=asker)
        answer = Answer.objects.create(
            question=question, body="36.", author=MemberFactory(), **facts
        )
        return Acceptance.objects.create(
            question=question,
            answer=answer,
            accepted_by=asker,
            accepted_at=NOON - timedelta(days=number),
        )

    def test_an_import_gives_every_accepted_answer_a_clock(self, handbook, run_jobs, monkeypatch):
        monkeypatch.setattr("ephemeral.actions.bulk.solutions.BATCH", 7)
        for nth in range(1, 31):
            self.solved(nth)
        before = set(Question.objects.values_list("version", flat=True))

        publish(CommunityImported(actor_id=None, source_id=handbook.pk))
        run_jobs()

        assert Lifetime.objects.count() == 30
        assert not Lifetime.objects.exclude(confirmed_at=None).exists()
        assert Decision.objects.filter(kind=Decision.Kind.BEGAN).count() == 30
        days = Counter(Lifetime.objects.values_list("due_at__date", flat=True))
        assert max(days.values()) == 1
        assert before < {v + 1 for v in before} | before
        assert set(Question.objects.values_list("version", flat=True)) == {v + 1 for v in before}

    def test_doing_it_again_changes_nothing(self):
        self.solved(1)
        begin_clocks_of_solutions(NOON)
        before = list(Lifetime.objects.values())

        assert begin_clocks_of_solutions(NOON + timedelta(days=1)) == 0
        assert list(Lifetime.objects.values()) == before

    def test_it_goes_on_where_it_was_stopped(self, monkeypatch):
        monkeypatch.setattr("ephemeral.actions.bulk.solutions.BATCH", 2)
        acceptances = [self.solved(nth) for nth in range(5)]
        lifespan = Lifespan.objects.for_answers()
        Lifespan.objects.filter(pk=lifespan.pk).update(is_for_answers=False)
        with pytest.raises(Lifespan.DoesNotExist):
            begin_clocks_of_solutions(NOON)
        Lifespan.objects.filter(pk=lifespan.pk).update(is_for_answers=True)

        assert begin_clocks_of_solutions(NOON) == len(acceptances)

    def test_an_employees_answer_is_kept_by_them_and_their_team(self):
        job = EmploymentFactory()
        acceptance = self.solved(1, capacity=job.capacity())
        Answer.objects.filter(pk=acceptance.answer_id).update(author=job.member)

        begin_clocks_of_solutions(NOON)

        lifetime = Lifetime.objects.get()
        assert (lifetime.steward, lifetime.team) == (job.member, job.team)

    def test_a_solution_that_another_replaced_in_silence_gets_the_clock(self, asker, answerer):
        question = actions.ask_question(title="Which channel?", body="Radar.", by=asker)
        first = actions.post_answer(question, body="36.", by=answerer)
        second = actions.post_answer(question, body="40.", by=MemberFactory())
        actions.accept_answer(first, by=asker)
        Acceptance.objects.update(withdrawn_at=NOON)
        Acceptance.objects.create(question=question, answer=second, accepted_by=asker)

        begin_clocks_of_solutions(NOON)

        running = Lifetime.objects.filter(paused_at=None)
        assert running.get().answer == second
