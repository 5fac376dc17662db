"""When an answer can be expected: the estimate, what it is counted from, the words."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from math import log
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.models import ImportedSource, Member
from ephemeral.actions.forecasts import count_forecasts
from ephemeral.forecasts import Forecast, Waits, time_words
from ephemeral.models import AnswerForecast
from ephemeral.queries.coverage import coverage
from ephemeral.queries.forecasts import forecast_for
from mayfly.duties import DUTIES
from questions.models import Answer, Question, Tag
from tests.factories import MemberFactory

MONDAY = datetime(2026, 6, 1, 19, tzinfo=UTC)  # in the evening
SATURDAY = MONDAY + timedelta(days=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEVER = None


def waits_of(*pairs: tuple[int, bool]) -> Waits:
    waits = Waits()
    for seconds, answered in pairs:
        waits.add(seconds, answered=answered)
    return waits


def ask(
    by: Member,
    at: datetime,
    *,
    after: timedelta | None = NEVER,
    helper: Member | None = None,
    tags: tuple[str, ...] = (),
    **facts: object,
) -> Question:
    """A question that waited so long for an answer by the helper, or waits still."""
    question = Question.objects.create(
        author=by, title="Wi-Fi drops", slug="wi-fi-drops", body="…", posted_at=at, **facts
    )
    for name in tags:
        tag, _made = Tag.objects.get_or_create(name=name)
        question.tags.add(tag)
        Tag.objects.filter(pk=tag.pk).update(question_count=tag.questions.count())
    if after is not None:
        question.answers.create(author=helper or MemberFactory(), body="…", posted_at=at + after)
    return question


@pytest.fixture
def ask_many(asker, answerer):
    """Ask so many questions, an hour apart or so, the last one before this moment."""

    def asked(number: int, before: datetime, *, apart: timedelta = HOUR, **facts) -> list[Question]:
        return [
            ask(asker, before - apart * nth, helper=answerer, **facts)
            for nth in range(1, number + 1)
        ]

    return asked


# The estimate


def test_the_estimate_is_that_of_kaplan_and_meier():
    """Worked by hand: 7/8 are left after 1, then times 5/6, 4/5, 2/3 and 1/2: 0.194 after 7."""
    answered, waiting = (1, 3, 4, 6, 7), (2, 5, 8)
    observed = waits_of(*((one, True) for one in answered), *((one, False) for one in waiting))

    within = observed.within(0.1, 0.25, 0.4, 0.5, 0.85)

    seconds = [time and int(time.total_seconds()) for time in within]
    assert seconds == [1, 3, 4, 6, None]


def test_leaving_out_who_waits_still_would_promise_too_much():
    answered, waiting = [(60, True)] * 40, [(100_000, False)] * 60

    assert waits_of(*answered).within(0.5) == [timedelta(seconds=60)]
    assert waits_of(*answered, *waiting).within(0.5) == [None]


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60))
def test_where_everybody_was_answered_it_is_the_plain_share(seconds):
    half, most = waits_of(*((one, True) for one in seconds)).within(0.5, 0.9)

    ordered = sorted(seconds)
    assert half == timedelta(seconds=ordered[-(-len(ordered) // 2) - 1])
    assert most == timedelta(seconds=ordered[-(-len(ordered) * 9 // 10) - 1])


@given(st.lists(st.tuples(st.integers(0, 9_000_000), st.booleans()), max_size=60))
def test_half_never_take_longer_than_nine_in_ten(pairs):
    half, most = waits_of(*pairs).within(0.5, 0.9)

    assert most is None or (half is not None and half <= most)


@pytest.mark.parametrize("seed", range(5))
def test_a_known_distribution_is_found_again_behind_many_who_wait_still(seed):
    """Exponential waits with a mean of 10 hours, half of which nobody saw the end of."""
    dice, mean, seen = Random(seed), 36_000, Waits()
    for _question in range(4_000):
        wait, watched = dice.expovariate(1 / mean), dice.expovariate(1 / mean)
        seen.add(int(min(wait, watched)), answered=wait <= watched)

    half, most = seen.within(0.5, 0.9)

    assert half.total_seconds() == pytest.approx(mean * log(2), rel=0.08)
    assert most.total_seconds() == pytest.approx(mean * log(10), rel=0.08)


# What is counted


@pytest.mark.django_db
def test_thirty_cases_speak_and_twenty_nine_are_silent(ask_many):
    ask_many(29, MONDAY, after=20 * MINUTE)
    count_forecasts(MONDAY)
    assert forecast_for([], MONDAY) is None

    ask_many(1, MONDAY - DAY, after=20 * MINUTE)
    count_forecasts(MONDAY)

    assert forecast_for([], MONDAY).half == 20 * MINUTE


@pytest.mark.django_db
def test_who_is_waiting_still_counts(ask_many):
    ask_many(20, MONDAY - DAY, after=HOUR)
    ask_many(20, MONDAY - 8 * DAY)

    count_forecasts(MONDAY)

    forecast = forecast_for([], MONDAY)
    assert (forecast.cases, forecast.half, forecast.most) == (40, HOUR, None)


@pytest.mark.django_db
def test_an_answer_by_oneself_or_one_that_is_hidden_is_no_help(ask_many, asker, stranger):
    for question in ask_many(40, MONDAY - 3 * DAY):
        question.answers.create(author=asker, body="…", posted_at=question.posted_at + MINUTE)
        question.answers.create(
            author=stranger,
            body="…",
            posted_at=question.posted_at + 2 * MINUTE,
            hidden_at=MONDAY,
        )
        question.answers.create(author=stranger, body="…", posted_at=question.posted_at + HOUR)

    count_forecasts(MONDAY)

    assert forecast_for([], MONDAY).half == HOUR


@pytest.mark.django_db
def test_who_found_out_alone_stopped_to_wait_for_others(ask_many, asker):
    for question in ask_many(30, MONDAY - 3 * DAY):
        question.answers.create(
            author=asker,
            body="…",
            posted_at=question.posted_at + MINUTE,
            accepted_at=question.posted_at + MINUTE,
        )
    ask_many(30, MONDAY - 10 * DAY, after=HOUR)

    count_forecasts(MONDAY)

    forecast = forecast_for([], MONDAY)
    assert (forecast.half, forecast.most) == (HOUR, HOUR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"kind": Question.Kind.IDEA},
        {"kind": Question.Kind.PRAISE},
        {"hidden_at": MONDAY},
    ],
)
def test_only_what_asks_for_help_and_is_shown_counts(ask_many, facts):
    ask_many(40, MONDAY, after=HOUR, **facts)

    assert count_forecasts(MONDAY) == 0


@pytest.mark.django_db
def test_what_was_asked_before_does_not_count(ask_many):
    first, *again = ask_many(40, MONDAY, after=HOUR)
    Question.objects.filter(pk__in=[one.pk for one in again]).update(duplicate_of=first)

    assert count_forecasts(MONDAY) == 0


@pytest.mark.django_db
def test_what_is_longer_ago_than_a_year_is_past(ask_many):
    """So an imported community's old times are never taken for today's."""
    source = ImportedSource.objects.create(name="forum.example")
    ask_many(40, MONDAY - 370 * DAY, after=MINUTE, imported_from=source)

    assert count_forecasts(MONDAY) == 0


@pytest.mark.django_db
def test_imported_questions_were_watched_until_their_community_was_dumped(ask_many):
    """Whoever waited when the dump was made may have been answered there the next minute."""
    source = ImportedSource.objects.create(name="forum.example")
    dumped = MONDAY - 60 * DAY
    for nth, question in enumerate(ask_many(40, dumped, apart=MINUTE, imported_from=source)):
        if nth >= 20:
            Answer.objects.create(
                question=question,
                author=MemberFactory(),
                body="…",
                posted_at=question.posted_at + 20 * MINUTE,
                imported_from=source,
                old_id=nth,
            )

    count_forecasts(MONDAY)

    # Of the twenty who could be watched for so long, all had an answer after twenty minutes.
    assert forecast_for([], MONDAY).half == 20 * MINUTE


@pytest.mark.django_db
def test_the_narrowest_with_enough_cases_speaks(ask_many):
    ask_many(30, SATURDAY, apart=MINUTE, after=8 * HOUR, tags=("wifi",))
    ask_many(30, MONDAY, apart=MINUTE, after=3 * HOUR, tags=("wifi",))
    ask_many(30, MONDAY - 7 * DAY, apart=MINUTE, after=HOUR)
    ask_many(10, MONDAY, apart=MINUTE, after=MINUTE, tags=("vpn",))
    now = MONDAY + 7 * DAY
    count_forecasts(now)

    def which(tags, moment=now):
        return forecast_for(tags, moment).questions()

    assert which(["wifi"]) == "questions about #wifi asked on a weekday evening"
    assert forecast_for(["wifi"], now).half == 3 * HOUR
    assert which(["wifi"], now + 12 * HOUR) == "questions about #wifi asked on a weekday"
    assert which(["vpn"]) == "questions asked on a weekday evening"
    assert which(["wifi"], SATURDAY + HOUR) == "questions about #wifi asked on a weekend evening"
    assert forecast_for(["wifi"], SATURDAY).half == 8 * HOUR
    assert which(["wifi"], SATURDAY + 12 * HOUR) == "questions about #wifi asked at a weekend"


@pytest.mark.django_db
def test_of_two_tags_the_rarer_says_more(ask_many):
    ask_many(31, MONDAY, apart=MINUTE, after=2 * HOUR, tags=("wifi", "aurora-6"))
    ask_many(31, MONDAY, apart=MINUTE, after=HOUR, tags=("wifi",))
    count_forecasts(MONDAY)

    assert forecast_for(["wifi", "aurora-6"], MONDAY).tag == "aurora-6"
    assert forecast_for(["#WiFi", "no such", "?"], MONDAY).tag == "wifi"


@pytest.mark.django_db
def test_another_word_for_a_tag_is_understood(ask_many):
    ask_many(31, MONDAY, apart=MINUTE, after=2 * HOUR, tags=("wifi",))
    Tag.objects.get(name="wifi").synonyms.create(name="wlan")
    count_forecasts(MONDAY)

    assert forecast_for(["wlan"], MONDAY).tag == "wifi"


@pytest.mark.django_db
def test_a_forecast_takes_one_query(ask_many, django_assert_num_queries):
    ask_many(31, MONDAY, apart=MINUTE, after=2 * HOUR, tags=("wifi", "mesh", "vpn"))
    count_forecasts(MONDAY)

    with django_assert_num_queries(1):
        forecast_for(["wifi", "mesh", "vpn"], MONDAY)


@pytest.mark.django_db
def test_counting_asks_the_same_number_of_queries_however_much_there_is(ask_many):
    taken = []
    for tags in (("wifi",), ("mesh", "vpn", "aurora-6")):
        ask_many(40, MONDAY, apart=MINUTE, after=HOUR, tags=tags)
        with CaptureQueriesContext(connection) as queries:
            count_forecasts(MONDAY)
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 12


@pytest.mark.django_db
def test_counting_anew_replaces_what_was_known(ask_many):
    ask_many(31, MONDAY, apart=MINUTE, after=HOUR)
    before = count_forecasts(MONDAY)
    Question.objects.update(hidden_at=MONDAY)

    after = count_forecasts(MONDAY)

    assert (before, after) == (3, 0)
    assert not AnswerForecast.objects.exists()


@pytest.mark.django_db
def test_the_clock_counts_once_a_day(ask_many):
    ask_many(31, MONDAY, apart=MINUTE, after=HOUR)
    duty = DUTIES["count how fast help comes"]

    duty.do(MONDAY)

    assert duty.every == DAY
    assert AnswerForecast.objects.count() == 3


# Whether it comes true


@pytest.mark.django_db
def test_forecasts_come_true_as_often_as_they_say(asker, answerer):
    """A made-up year: exponential waits, a tenth of them for ever, many still open at the end."""
    dice, now = Random(20), timezone.now()
    questions = Question.objects.bulk_create(
        Question(author=asker, title="…", slug="q", posted_at=now - 400 * DAY * dice.random())
        for _nth in range(1_500)
    )
    Answer.objects.bulk_create(
        Answer(
            question=question,
            author=answerer,
            posted_at=min(now, question.posted_at + HOUR * dice.expovariate(1 / 30)),
        )
        for question in questions
        if dice.random() > 0.05
    )
    Answer.objects.filter(posted_at__gte=now).delete()

    *months, (_all, whole) = coverage(timezone.now())

    assert whole.asked == 1_500
    assert whole.half.true / whole.half.of == pytest.approx(0.5, abs=0.04)
    assert whole.most.true / whole.most.of == pytest.approx(0.9, abs=0.03)
    assert whole.half.of > whole.told * 0.97
    assert sum(month.told for _name, month in months) == whole.told < 1_500


@pytest.mark.django_db
def test_the_command_says_how_often_and_of_how_many(ask_many):
    now = timezone.now()
    ask_many(60, now - 50 * DAY, apart=DAY, after=HOUR)
    ask_many(10, now - 3 * DAY, apart=MINUTE, after=2 * HOUR)
    said = StringIO()

    call_command("measure_forecasts", days=30, stdout=said)

    *_months, whole = said.getvalue().splitlines()
    assert whole.split() == ["all", "10", "10", "0.0%", "of", "10", "0.0%", "of", "10"]


# The words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(0), "5 minutes"),
        (3 * MINUTE, "5 minutes"),
        (17 * MINUTE, "20 minutes"),
        (20 * MINUTE, "20 minutes"),
        (21 * MINUTE, "half an hour"),
        (50 * MINUTE, "an hour"),
        (80 * MINUTE, "90 minutes"),
        (2 * HOUR + 10 * MINUTE, "3 hours"),
        (3 * HOUR, "3 hours"),
        (7 * HOUR, "8 hours"),
        (19 * HOUR, "a day"),
        (25 * HOUR, "two days"),
        (2 * DAY, "two days"),
        (6 * DAY + HOUR, "a week"),
        (8 * DAY, "ten days"),
        (22 * DAY, "a month"),
        (90 * DAY, "three months"),
    ],
)
def test_times_are_said_in_steps_that_people_use(time, words):
    assert time_words(time) == words


@pytest.mark.parametrize(
    ("forecast", "headline", "beside", "sentence"),
    [
        (
            Forecast(142, 170 * MINUTE, 40 * HOUR, tag="wifi", is_weekend=False, hours=3),
            "About 3 hours",
            "Half of the questions about #wifi asked on a weekday evening have an answer by then, "
            "nine in ten within two days.",
            "Half of the questions about #wifi asked on a weekday evening get an answer within "
            "3 hours, nine in ten within two days.",
        ),
        (
            Forecast(40, 50 * MINUTE, None, tag="vpn"),
            "About an hour",
            "Half of the questions about #vpn have an answer by then, the slowest take longer "
            "than we can tell.",
            "Half of the questions about #vpn get an answer within an hour.",
        ),
        (
            Forecast(31, None, None, is_weekend=True),
            "It can take long",
            "Fewer than half of the questions asked at a weekend have an answer so far.",
            "Fewer than half of the questions asked at a weekend have an answer so far.",
        ),
        (
            Forecast(31, 20 * MINUTE, HOUR),
            "About 20 minutes",
            "Half of the questions here have an answer by then, nine in ten within an hour.",
            "Half of the questions here get an answer within 20 minutes, nine in ten within "
            "an hour.",
        ),
    ],
)
def test_a_forecast_is_said_in_whole_sentences(forecast, headline, beside, sentence):
    assert forecast.headline() == headline
    assert forecast.beside() == beside
    assert forecast.sentence() == sentence


def test_whoever_lives_by_another_clock_is_told_which_one_is_meant():
    forecast = Forecast(142, HOUR, DAY, is_weekend=False, hours=3)

    with timezone.override("Asia/Tokyo"):
        assert forecast.questions() == "questions asked on a weekday evening (UTC)"
    assert forecast.questions() == "questions asked on a weekday evening"


@pytest.mark.django_db
def test_days_and_their_parts_are_those_of_the_site(ask_many, settings):
    """Twenty o'clock UTC on a Sunday is a Monday's early morning in Auckland."""
    settings.TIME_ZONE = "Pacific/Auckland"
    sunday = MONDAY - DAY + HOUR
    ask_many(31, sunday, apart=MINUTE, after=HOUR)

    count_forecasts(MONDAY)

    assert forecast_for([], sunday).questions() == "questions asked on a weekday morning"
