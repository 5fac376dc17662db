"""What every engine promises. The same tests run on SQLite and, with --postgres, on PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from questions.actions import ask_question, cast_vote, hide_post, post_answer
from questions.models import Question
from search import findables, queries
from search.engine import Query, engine
from search.models import Document
from search.parsing import parse
from tests.factories import MemberFactory

NOW = timezone.now()


@pytest.fixture
def ask(asker):
    """Asks a question that is found at once."""

    def ask(title, body="Can somebody tell me?", *, answers=(), by=asker, **how):
        question = ask_question(title=title, body=body, by=by, **how)
        for answer in answers:
            post_answer(question, body=answer, by=MemberFactory())
        put(question)
        question.refresh_from_db()
        return question

    return ask


def put(*questions):
    engine().put(findables.of_questions([question.pk for question in questions]))


def found(typed, **how):
    words = parse(typed, ("en", "de", "ja"))
    return [pk for _what, pk in engine().find(Query(words, **how)).hits]


def test_a_question_without_an_answer_is_found(ask):
    question = ask("Router drops Wi-Fi every night")

    assert found("wifi router") == [question.pk]
    assert found("coffee") == []


def test_nothing_is_found_for_nothing(ask):
    ask("Router drops Wi-Fi every night")

    assert found("") == []
    assert found("?!") == []


def test_words_are_found_wherever_they_stand(ask):
    question = ask(
        "Router drops Wi-Fi",
        "It happens every night.",
        tags=["firmware"],
        answers=["A radar event vacates the channel."],
    )

    for typed in ("router", "night", "firmware", "radar", "firmware router radar night"):
        assert found(typed) == [question.pk], typed


def test_a_synonym_of_a_tag_finds_its_questions(ask):
    question = ask("It drops", tags=["wifi"])
    question.tags.get().synonyms.create(name="wlan")
    put(question)

    assert found("wlan") == [question.pk]


def test_the_title_counts_more_than_the_tags_more_than_the_text_more_than_answers(ask):
    in_answer = ask("Something else", answers=["Look at the antenna."])
    in_text = ask("Something else", "There is an antenna.")
    in_tags = ask("Something else", tags=["antenna"])
    in_title = ask("Antenna is loose")

    assert found("antenna") == [question.pk for question in (in_title, in_tags, in_text, in_answer)]


def test_what_has_all_words_comes_first_and_what_has_some_follows(ask):
    some = ask("Router antenna antenna antenna")
    every = ask("The light of my router", "The antenna is fine, it blinks.")

    result = engine().find(Query(parse("router antenna blinks", ("en",))))

    assert [pk for _what, pk in result.hits] == [every.pk, some.pk]
    assert result.total == 2
    assert not result.all_words


def test_with_enough_that_have_all_words_the_others_stay_out(ask):
    for number in range(6):
        ask(f"Router antenna {number}")
    ask("Only a router")

    result = engine().find(Query(parse("router antenna", ("en",))))

    assert result.total == 6
    assert result.all_words


def test_pages_follow_each_other_without_gap_or_repetition(ask):
    both = [ask(f"Router antenna {number}").pk for number in range(3)]
    some = [ask(f"Router {number}").pk for number in range(9)]
    words = parse("router antenna ", ("en",))

    pages = [
        [pk for _what, pk in engine().find(Query(words, start=at, limit=5)).hits]
        for at in (0, 5, 10, 15)
    ]

    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert set(pages[0][:3]) == set(both)
    assert sorted(pk for page in pages for pk in page) == sorted([*both, *some])
    assert {engine().find(Query(words, start=at, limit=5)).total for at in (0, 5, 10, 15)} == {12}


def test_words_in_quotation_marks_stand_together(ask):
    together = ask("No fallback channel configured")
    ask("Channel configured, fallback no")

    assert found('"no fallback channel"') == [together.pk]


def test_a_minus_leaves_out(ask):
    ask("Router with mesh")
    plain = ask("Router without")

    assert found("router -mesh") == [plain.pk]


def test_the_last_word_may_be_unfinished(ask):
    question = ask("Router drops Wi-Fi after updating")

    assert found("router upd") == [question.pk]


def test_scripts_without_spaces_are_found_by_a_part(ask):
    question = ask("東京都の無線LANが切れる", "毎晩二時に切れます。", language="ja")
    ask("東京の天気は線", language="ja")

    assert found("無線") == [question.pk]
    assert found("無線LAN 毎晩") == [question.pk]


def test_german_words_are_found_by_their_end(ask):
    question = ask("Wo sind die Routereinstellungen?", language="de")

    assert found("Einstellungen") == [question.pk]


def test_kind_and_tag_narrow(ask):
    problem = ask("Router drops", kind="problem", tags=["wifi"])
    ask("Router question", tags=["lan"])

    assert found("router", kind="problem") == [problem.pk]
    assert found("router", tag_id=problem.tags.get().pk) == [problem.pk]
    assert found("router", kind="problem", tag_id=10**6) == []


# What makes one find better than another


def at(question, **facts):
    Question.objects.filter(pk=question.pk).update(**facts)


def test_the_fresher_of_two_comes_first(ask):
    old, new = ask("Router drops"), ask("Router drops")
    at(old, active_at=NOW)
    at(new, active_at=NOW - timedelta(days=3 * 365))

    assert found("router drops") == [old.pk, new.pk]


def test_the_better_liked_of_two_comes_first(ask):
    disliked, liked, plain = ask("Router drops"), ask("Router drops"), ask("Router drops")
    cast_vote(liked, value=1, by=MemberFactory())
    cast_vote(disliked, value=-1, by=MemberFactory())

    assert found("router drops") == [liked.pk, plain.pk, disliked.pk]


def test_the_solved_of_two_comes_first_and_a_duplicate_last(ask):
    duplicate, solved, answered, plain = (ask("Router drops") for _n in range(4))
    at(solved, solved_at=NOW, answer_count=1)
    at(answered, answer_count=1)
    at(duplicate, duplicate_of=solved)

    assert found("router drops") == [
        question.pk for question in (solved, answered, plain, duplicate)
    ]


def test_age_and_votes_do_not_bring_up_what_hardly_matches(ask):
    about = ask("Antenna of the router is loose")
    beside = ask("The light blinks", "My dog sat on the antenna once.")
    at(about, active_at=NOW - timedelta(days=5 * 365))
    at(beside, solved_at=NOW, score=5)

    assert found("antenna") == [about.pk, beside.pk]


# Answers and people


def test_answers_say_what_their_question_does_not(ask):
    question = ask("It drops", answers=["Nothing.", "A radar event.", "Radar, radar, radar"])
    _none, once, often = question.answers.order_by("pk")

    saying = engine().saying(parse("radar", ("en",)), [question.pk])

    assert saying == {question.pk: [often.pk, once.pk]}


def test_people_are_found_by_name_and_handle(asker, answerer):
    engine().put(findables.of_members([asker.pk, answerer.pk]))

    for typed in ("Maria", "keller mar", "maria", "KELLER"):
        assert engine().people(parse(typed, ()), 5) == [asker.pk], typed
    assert engine().people(parse("nobody", ()), 5) == []


def test_who_left_is_not_found(asker):
    engine().put(findables.of_members([asker.pk]))
    asker.is_active = False
    asker.save()

    assert engine().people(parse("Maria", ()), 5) == []


def test_similar_questions_ask_about_the_same(ask):
    same = ask("Wi-Fi drops every night at two")
    ask("How do I grind coffee?", "Night and day I think about it.")
    ask("Something else", answers=["Wi-Fi drops at night"])

    alike = queries.similar("My wifi is dropping each night since the update")

    assert [one.question.pk for one in alike][:1] == [same.pk]
    assert all("coffee" not in one.question.title for one in alike)


def test_nothing_is_similar_to_nothing(ask):
    ask("Wi-Fi drops every night at two")

    assert queries.similar("") == []
    assert queries.similar("Which bread is best for toast") == []


# Keeping


def test_putting_twice_is_putting_once(ask):
    question = ask("Router drops", answers=["Restart it."])
    before = Document.objects.count()

    put(question)
    put(question)

    assert Document.objects.count() == before
    assert found("router") == [question.pk]


def test_words_that_were_edited_out_are_found_no_more(ask):
    question = ask("Router drops")
    at(question, title="Telephone rings")
    put(question)

    assert found("router") == []
    assert found("telephone") == [question.pk]


def test_what_is_dropped_is_found_no_more(ask):
    question = ask("Router drops")

    engine().drop([findables.question_key(question.pk), "question-0", "nonsense"])

    assert found("router") == []


def test_what_is_deleted_leaves_nothing_behind(ask):
    question = ask("Router drops")
    Question.objects.filter(pk=question.pk).delete()

    assert not Document.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_fts")
            assert cursor.fetchone() == (0,)


def test_a_hidden_question_is_found_no_more_though_it_is_in_the_index(ask, moderator):
    question = ask("Router drops")
    hide_post(question, reason="Spam.", by=moderator)

    assert Document.objects.filter(question=question).exists()
    assert found("router") == []


def test_an_answer_that_is_hidden_speaks_for_nothing(ask, moderator):
    question = ask("Router drops", answers=["My address is 1 Quay Street."])
    hide_post(question.answers.get(), reason="Private.", by=moderator)

    assert engine().saying(parse("quay", ("en",)), [question.pk]) == {}
    assert queries.find("quay").results == []
    assert queries.find("router quay").results == []
    assert [result.answer for result in queries.find("router").results] == [None]


def test_rebuilding_puts_all_and_drops_what_is_left_over(ask, moderator):
    kept, hidden = ask("Router drops"), ask("Router spam")
    hide_post(hidden, reason="Spam.", by=moderator)
    forgotten = ask_question(title="Router forgotten", body="Hello.", by=kept.author)

    engine().rebuild(batch for _last, batch in findables.question_batches())

    assert sorted(found("router")) == sorted([kept.pk, forgotten.pk])
    assert not Document.objects.filter(question=hidden).exists()


def test_finding_goes_on_while_the_index_is_rebuilt(ask):
    question = ask("Router drops")

    def watched():
        for _last, batch in findables.question_batches():
            assert found("router") == [question.pk]
            yield batch
            assert found("router") == [question.pk]

    engine().rebuild(watched())


def test_rebuilding_goes_on_after_a_question(ask):
    first, second = ask("Router one"), ask("Router two")
    Document.objects.update(put_at=NOW - timedelta(days=1))

    engine().rebuild(
        (batch for _last, batch in findables.question_batches(first.pk)), after=first.pk
    )

    assert sorted(found("router")) == sorted([first.pk, second.pk])


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        '"',
        "a & | !",
        "(((",
        "a:*",
        "\\",
        "NEAR(a b)",
        "-",
        "- a",
        "*",
        "\x00",
        "a AND",
        "{x} : y",
    ],
)
def test_signs_that_databases_read_do_no_harm(ask, typed):
    ask("Router drops")

    found(typed)
    found(f"router {typed}")
    queries.find(typed)
    queries.similar(typed)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_the_database_answers(db, typed):
    queries.find(typed)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300)
)
def test_whatever_was_written_can_be_put_and_found_by_its_first_word(ask, text):
    question = Question.objects.first() or ask("Router drops")
    at(question, title=text[:150], html="")
    put(question)

    words = parse(text[:20].split(" ")[0], ("en",), finished=True)
    if words and not words.unwanted and len(words.wanted) == 1 and words.wanted[0].options[0].forms:
        first = text[:20].split(" ")[0]
        if text[: len(first) + 1] in (first, first + " "):
            assert found(first + " ") in ([question.pk], [])
