"""Knowledge is found beside questions, and ranks by how fresh it is at the moment of asking.

No test here puts anything into the index anew after time has passed.
"""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ephemeral.models import Entry, EntryQuestion, Lifespan, Lifetime
from ephemeral.state import State, state_of
from questions.actions import accept_answer, ask_question, hide_post, post_answer
from questions.models import Question, Tag
from search import findables, queries
from search.database import ranking
from search.engine import Hit, Query, engine
from search.models import Document
from search.parsing import parse
from tests.factories import EntryFactory, LifespanFactory, MemberFactory

NOW = timezone.now()
LEAVES, LAST, STAYS = Lifespan.OnLapse.values
DAYS = {
    State.CONFIRMED: 50,
    State.DUE: 5,
    State.UNCONFIRMED: -5,
    State.LAPSED: -60,
}


def write(title, *, tags=(), on_lapse=LEAVES, settles=(), **how):
    """An entry that is found at once, and that nobody will confirm again."""
    lifespan = LifespanFactory(name=f"It {on_lapse}", on_lapse=on_lapse)
    entry = EntryFactory(title=title, lifespan=lifespan, written_at=NOW, **how)
    entry.tags.set([Tag.objects.get_or_create(name=name)[0] for name in tags])
    entry.save()
    for question in settles:
        EntryQuestion.objects.create(entry=entry, question=question)
    put(entry)
    return entry


def put(*entries):
    engine().put(findables.of_entries([entry.pk for entry in entries]))


def ask(title, body="Can somebody tell me?", **how):
    question = ask_question(title=title, body=body, by=MemberFactory(), **how)
    engine().put(findables.of_questions([question.pk]))
    return question


def age(owner, state):
    """Let so much time pass over the clock of an entry, or of a solution, that it is in a state."""
    rows = Lifetime.objects.filter(**{owner._meta.model_name: owner})
    due = NOW + timedelta(days=DAYS.get(state, 50))
    rows.update(
        confirmed_at=due - timedelta(days=100),
        soon_at=due - timedelta(days=10),
        due_at=due,
        lapses_at=due + timedelta(days=30),
        let_go_at=NOW - timedelta(days=1) if state == State.GONE else None,
    )
    assert rows.get().state(NOW) == state


def found(typed, *, now=NOW, **how):
    words = parse(typed, ("en",))
    return list(engine().find(Query(words, now=now, **how)).hits)


def entry(one):
    return Hit("entry", one.pk)


def question(one):
    return Hit("question", one.pk)


# What finds it


def test_an_entry_is_found_wherever_the_words_stand(db):
    about = write("Choosing a channel", tags=["firmware"], settles=[ask("It drops at night")])

    for typed in ("choosing", "radar duty", "settings wireless", "firmware"):
        assert found(typed) == [entry(about)], typed
    assert entry(about) in found("drops at night")
    assert found("coffee") == []


def test_a_synonym_of_its_tag_finds_an_entry_and_can_say_why(db):
    about = write("Choosing a channel", tags=["wifi"])
    Tag.objects.get(name="wifi").synonyms.create(name="wlan")
    put(about)

    assert found("wlan") == [entry(about)]
    assert [result.entry for result in queries.find("wlan").results] == [about]


def test_questions_and_entries_stand_in_one_list_by_how_well_they_match(db):
    beside = write("Something else", body="There is an antenna.")
    asked = ask("Antenna of the router is loose")

    assert found("antenna") == [question(asked), entry(beside)]


def test_confirmed_knowledge_comes_before_a_question_put_as_well(db):
    asked, about = ask("Antenna", "x"), write("Antenna", summary="", body="x")

    assert found("antenna") == [entry(about), question(asked)]


def test_kind_and_tag_narrow_to_knowledge(db):
    about = write("Router drops", tags=["wifi"])
    write("Router lights", tags=["lan"])
    asked = ask("Router drops", tags=["wifi"])
    wifi = Tag.objects.get(name="wifi").pk

    assert len(found("router", kind="entry")) == 2
    assert found("router", kind="entry", tag_id=wifi) == [entry(about)]
    assert found("router", kind="question") == [question(asked)]
    assert set(found("router", tag_id=wifi)) == {entry(about), question(asked)}


def test_pages_go_through_questions_and_entries_without_gap_or_repetition(db):
    both = {question(ask(f"Router antenna {n}")) for n in range(2)}
    both |= {entry(write(f"Router antenna {n}")) for n in range(2)}
    some = {question(ask(f"Router {n}")) for n in range(4)}
    some |= {entry(write(f"Router {n}")) for n in range(4)}

    pages = [found("router antenna ", start=at, limit=5) for at in (0, 5, 10, 15)]

    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert set(pages[0][:4]) == both
    assert sorted(hit for page in pages for hit in page) == sorted(both | some)


# What may be found


def test_a_draft_is_found_nowhere_and_enters_no_document(db):
    draft = write("Router drops", live=False)
    withdrawn = write("Router drops")
    Entry.objects.filter(pk=withdrawn.pk).update(live=False)

    assert not Document.objects.filter(entry=draft).exists()
    assert found("router", lapsed=True) == []
    assert queries.similar("My router drops") == []


def test_what_was_let_go_is_found_nowhere_but_its_successor_is(db):
    gone, successor = write("Router drops"), write("Router drops")
    age(gone, State.GONE)

    assert found("router") == [entry(successor)]
    assert found("router", lapsed=True) == [entry(successor)]
    assert [one.entry for one in queries.similar("My router drops")] == [successor]


def test_a_hidden_question_lends_its_title_to_no_entry(db, moderator):
    secret = ask("Where is Quay Street")
    about = write("Choosing a channel", settles=[secret])
    hide_post(secret, reason="Private.", by=moderator)

    assert queries.find("quay street").results == []
    put(about)
    assert found("quay street") == []


def test_rebuilding_drops_what_is_no_longer_published(db):
    kept, withdrawn = write("Router drops"), write("Router spam")
    Entry.objects.filter(pk=withdrawn.pk).update(live=False)

    engine().rebuild(findables.everything())

    assert found("router") == [entry(kept)]
    assert not Document.objects.filter(entry=withdrawn).exists()


def test_what_is_deleted_leaves_nothing_behind(db):
    write("Router drops").delete()

    assert not Document.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_fts")
            assert cursor.fetchone() == (0,)


# How fresh it is


def test_at_equal_words_the_fresher_comes_first(db):
    lapsed, unconfirmed, confirmed, due = (
        write("Router drops", on_lapse=LAST) for _number in range(4)
    )
    for one, state in (
        (lapsed, State.LAPSED),
        (unconfirmed, State.UNCONFIRMED),
        (due, State.DUE),
        (confirmed, State.CONFIRMED),
    ):
        age(one, state)

    assert found("router drops") == [entry(one) for one in (confirmed, due, unconfirmed, lapsed)]


def test_time_alone_moves_an_entry_back_and_out(db):
    asked = ask("Router drops")
    Question.objects.filter(pk=asked.pk).update(active_at=NOW, answer_count=1)
    about = write("Router drops", summary="", body="Can somebody tell me?")

    assert found("router drops") == [entry(about), question(asked)]
    assert found("router drops", now=NOW + timedelta(days=101)) == [question(asked), entry(about)]
    assert found("router drops", now=NOW + timedelta(days=131)) == [question(asked)]


def test_what_lapsed_leaves_unless_it_is_asked_for(db):
    about = write("Router drops")
    age(about, State.LAPSED)
    words = parse("router", ("en",))

    without = engine().find(Query(words, now=NOW))
    with_it = engine().find(Query(words, now=NOW, lapsed=True))

    assert (list(without.hits), without.total, without.lapsed) == ([], 0, 1)
    assert (list(with_it.hits), with_it.total, with_it.lapsed) == ([entry(about)], 1, 0)


def test_what_lapsed_is_counted_beside_what_did_not(db):
    for state in (State.CONFIRMED, State.LAPSED, State.LAPSED):
        age(write("Router drops"), state)

    result = engine().find(Query(parse("router drops", ("en",)), now=NOW))

    assert (len(result.hits), result.total, result.lapsed) == (1, 1, 2)


def test_what_lapsed_to_the_end_stands_behind_all_however_well_it_matches(db):
    last = write("Antenna", on_lapse=LAST)
    age(last, State.LAPSED)
    beside = ask("My dog")
    post_answer(beside, body="It sat on the antenna.", by=MemberFactory())
    engine().put(findables.of_questions([beside.pk]))

    assert found("antenna") == [question(beside), entry(last)]
    assert found("antenna", lapsed=True) == [entry(last), question(beside)]


def test_what_lapses_in_its_place_ranks_as_unconfirmed(db):
    stays, unconfirmed = write("Router drops", on_lapse=STAYS), write("Router drops")
    age(stays, State.LAPSED)
    age(unconfirmed, State.UNCONFIRMED)

    assert found("router drops") == [entry(unconfirmed), entry(stays)]  # the later of two equals
    assert engine().find(Query(parse("router", ("en",)), now=NOW)).lapsed == 0


def test_a_solution_counts_as_one_only_while_it_holds(db):
    states = [State.CONFIRMED, State.UNCONFIRMED, State.LAPSED, State.GONE]
    solved = []
    for state in states:
        asked = ask("Router drops")
        answer = post_answer(asked, body="Restart it.", by=MemberFactory())
        accept_answer(answer, by=asked.author)
        age(answer, state)
        solved.append(asked)
    plain = ask("Router drops")
    Question.objects.update(active_at=NOW)
    confirmed, unconfirmed, lapsed, gone = map(question, solved)

    assert found("router drops") == [confirmed, unconfirmed, gone, lapsed, question(plain)]


@hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    due=st.integers(-200, 200),
    notice=st.integers(0, 20),
    grace=st.integers(0, 60),
    is_confirmed=st.booleans(),
    gone=st.none() | st.integers(-50, 50),
)
def test_find_sees_the_same_state_as_the_pages(db, due, notice, grace, is_confirmed, gone):
    one = Entry.objects.first() or write("Router drops")
    moment = NOW + timedelta(hours=due)
    Lifetime.objects.update(
        confirmed_at=NOW - timedelta(days=9) if is_confirmed else None,
        soon_at=moment - timedelta(hours=notice),
        due_at=moment,
        lapses_at=moment + timedelta(hours=grace),
        let_go_at=None if gone is None else NOW + timedelta(hours=gone),
    )

    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH clock AS (SELECT {engine().dialect.moment} AS now)"
            f" SELECT {ranking.STATE} FROM clock, ephemeral_lifetime l WHERE l.entry_id = %s",
            [connection.ops.adapt_datetimefield_value(NOW), one.pk],
        )
        (state,) = cursor.fetchone()

    assert state == state_of(Lifetime.objects.get(), NOW)


# While asking


def test_knowledge_comes_first_while_asking_and_what_lapsed_does_not_come(db):
    asked = ask("Wi-Fi drops every night at two")
    about = write("Wi-Fi drops at night: choosing a channel")
    for on_lapse in (LEAVES, LAST, STAYS):
        age(write("Wi-Fi drops at night", on_lapse=on_lapse), State.LAPSED)

    alike = queries.similar("My wifi drops each night", now=NOW)

    assert [one.entry or one.question for one in alike] == [about, asked]
    assert alike[0].fresh.state(NOW) == State.CONFIRMED


@pytest.mark.postgres
def test_postgresql_finds_by_its_indexes_not_by_reading_everything(asker):
    words = [f"word{n}" for n in range(4000)]
    dice = random.Random(7)
    Question.objects.bulk_create(
        Question(
            title=" ".join(dice.choices(words, k=8)),
            slug="q",
            body="x",
            html=f"<p>{' '.join(dice.choices(words, k=40))}</p>",
            author=asker,
        )
        for n in range(5000)
    )
    one = ask_question(title="Router antenna", body="Loose.", by=asker)
    Entry.objects.bulk_create(
        Entry(
            title=" ".join(dice.choices(words, k=8)),
            slug="e",
            body="x",
            html=f"<p>{' '.join(dice.choices(words, k=40))}</p>",
            author=asker,
        )
        for n in range(3000)
    )
    two = write("Antenna of a router")
    engine().rebuild(findables.everything())

    looked_for, dialect = Query(parse("router antenna", ("en",))), engine().dialect
    clock, sorts = ranking.Clock(dialect.moment, NOW, dialect.age_in_days), ("question", "entry")
    for every in (True, False):
        match = dialect.match(looked_for.words, every=every, what=sorts)
        sql, params = ranking.best(match, clock, looked_for, sorts=sorts)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql} LIMIT 10", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on search_document" not in plan, plan
        assert "search_questions" in plan, plan
        assert "search_entries" in plan, plan
    assert set(found("router antenna")) == {question(one), entry(two)}
