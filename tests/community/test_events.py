"""A fact is stored with all that is part of it, or not at all."""

import dataclasses
from collections.abc import Iterator

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from community.events import AnswerPosted, Event, QuestionAsked, TagChanged, publish
from community.models import LoggedEvent, Notice
from community.reactions import check_reactions
from tests.community import reacting

pytestmark = pytest.mark.django_db
really_committing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _reactions(settings) -> Iterator[None]:
    settings.REACTIONS = "tests.community.reacting.TABLE"
    reacting.happened.clear()
    reacting.failures.clear()


def publish_and_fail(event: Event) -> None:
    publish(event)
    raise ZeroDivisionError


@really_committing
def test_a_fact_sets_off_what_the_table_says(asker):
    with transaction.atomic():
        row = publish(QuestionAsked(actor_id=asker.pk, question_id=7))

        assert reacting.happened == [("now", row.pk)]

    assert reacting.happened == [("now", row.pk), ("live", row.pk)]
    job = DBTaskResult.objects.get()
    assert job.args_kwargs["args"] == ["tests.community.reacting.stumble", row.pk]


@really_committing
def test_a_rolled_back_action_leaves_nothing(asker):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish_and_fail(QuestionAsked(actor_id=asker.pk, question_id=7))

    assert not LoggedEvent.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not Notice.objects.exists()
    assert [what for what, _ in reacting.happened] == ["now"]


@really_committing
def test_an_inner_block_that_is_rolled_back_takes_its_fact_along(asker):
    with transaction.atomic():
        kept = publish(AnswerPosted(actor_id=asker.pk, question_id=7, answer_id=1))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish_and_fail(AnswerPosted(actor_id=asker.pk, question_id=7, answer_id=2))

    assert [row.pk for row in LoggedEvent.objects.all()] == [kept.pk]
    assert [job.args_kwargs["args"][1] for job in DBTaskResult.objects.all()] == [kept.pk]
    assert reacting.happened == [("live", kept.pk)]


def test_what_is_part_of_the_fact_can_refuse_it(asker, settings):
    settings.REACTIONS = "tests.community.reacting.REFUSING"

    with pytest.raises(RuntimeError, match="cannot be so"), transaction.atomic():
        publish(QuestionAsked(actor_id=asker.pk, question_id=7))

    assert not LoggedEvent.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not Notice.objects.exists()


@really_committing
def test_open_pages_that_cannot_be_told_stop_nobody(asker, caplog):
    with transaction.atomic():
        row = publish(AnswerPosted(actor_id=asker.pk, question_id=7, answer_id=1))

    assert reacting.happened == [("live", row.pk)]
    assert f"not told of AnswerPosted {row.pk}" in caplog.text


@really_committing
def test_facts_belong_inside_a_transaction(asker):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        publish(TagChanged(actor_id=asker.pk, tag="routers"))

    assert not LoggedEvent.objects.exists()


def test_a_fact_is_published_once(asker):
    with transaction.atomic():
        row = publish(TagChanged(actor_id=asker.pk, tag="routers"))

    with pytest.raises(ValueError, match="already stands"), transaction.atomic():
        publish(Event.from_row(row))


@pytest.mark.parametrize("event_type", Event.types.values(), ids=lambda found: found.__name__)
def test_every_fact_comes_back_from_the_log_as_it_went_in(event_type, asker):
    common = {field.name for field in dataclasses.fields(Event)}
    values = {
        field.name: "so" if "str" in str(field.type) else 5
        for field in dataclasses.fields(event_type)
        if field.name not in common
    }
    event = event_type(actor_id=asker.pk, question_id=3, entry_id=4, **values)
    row = LoggedEvent.objects.create(
        type=event_type.__name__,
        actor=asker,
        question_id=3,
        entry_id=4,
        payload=event.payload(),
    )

    found = Event.from_row(LoggedEvent.objects.get(pk=row.pk))

    assert found == event
    assert (found.id, found.at) == (row.pk, row.at)


def test_what_an_older_release_wrote_about_a_fact_can_be_read():
    row = LoggedEvent.objects.create(type="TagChanged", payload={"tag": "wifi", "colour": "red"})

    assert Event.from_row(row) == TagChanged(actor_id=None, tag="wifi")


def test_a_fact_nobody_knows_any_more_says_so():
    row = LoggedEvent.objects.create(type="PigeonSent")

    with pytest.raises(LookupError, match="PigeonSent"):
        Event.from_row(row)


def test_a_handler_that_no_path_leads_to_is_found_before_the_start(settings):
    settings.REACTIONS = "tests.community.reacting.UNQUEUEABLE"

    assert [problem.id for problem in check_reactions()] == ["community.E002"]


def test_a_missing_table_of_reactions_is_found_before_the_start(settings):
    settings.REACTIONS = "tests.community.reacting.NOWHERE"

    assert [problem.id for problem in check_reactions()] == ["community.E001"]


def test_the_tables_in_use_are_sound(settings):
    assert check_reactions() == []
    settings.REACTIONS = "mayfly.reactions.REACTIONS"
    assert check_reactions() == []
