"""A job that was committed is done: tried again when it fails, taken back when its worker dies."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from community import jobs
from community.events import AnswerPosted, TagChanged, publish
from community.jobs import keeping, queue
from community.jobs import worker as working
from community.models import LoggedEvent, Member, Notice, WorkerBeat
from tests.community import reacting
from tests.community.reacting import wait_until

pytestmark = pytest.mark.django_db
really_committing = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _reactions(settings) -> Iterator[None]:
    settings.REACTIONS = "tests.community.reacting.TABLE"
    reacting.happened.clear()
    reacting.failures.clear()
    reacting.meanwhile.clear()


def publish_one(actor: Member | None = None) -> LoggedEvent:
    """A fact with one reaction; with an actor, it is one that writes them a notice."""
    with transaction.atomic():
        if actor:
            return publish(AnswerPosted(actor_id=actor.pk, question_id=7, answer_id=1))
        return publish(TagChanged(actor_id=None, tag="routers"))


def work_once(worker: str = "ours") -> DBTaskResult | None:
    """Do the next job as a worker would, and return its row as it stands then."""
    job = jobs.claim(worker)
    if job is None:
        return None
    jobs.run_job(job)
    return DBTaskResult.objects.get(pk=job.pk)


# Trying again


def test_a_failing_job_is_tried_again_with_growing_pauses_and_reported_at_last(caplog):
    reacting.failures[:] = [ConnectionError(f"down {n}") for n in range(len(queue.PAUSES) + 1)]
    pauses = []
    with time_machine.travel(MONDAY, tick=False) as clock:
        publish_one()
        while (job := work_once()).status == TaskResultStatus.READY:
            pauses.append(job.run_after - timezone.now())
            assert work_once() is None
            clock.move_to(job.run_after)

    assert pauses == list(queue.PAUSES)
    assert pauses == sorted(set(pauses))
    assert job.status == TaskResultStatus.FAILED
    assert len(job.worker_ids) == len(queue.PAUSES) + 1
    assert "down 7" in job.traceback
    levels = Counter(record.levelno for record in caplog.records if "tests.comm" in record.message)
    assert levels == {logging.WARNING: len(queue.PAUSES), logging.ERROR: 1}
    assert caplog.records[-1].exc_info[1].args == ("down 7",)


def test_a_job_that_recovers_is_done_and_leaves_no_trace_of_failing():
    reacting.failures[:] = [ConnectionError("down"), ConnectionError("still down")]
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = publish_one()
        for pause in queue.PAUSES[:2]:
            work_once()
            clock.shift(pause)

        job = work_once()

    assert job.status == TaskResultStatus.SUCCESSFUL
    assert job.traceback == ""
    assert reacting.happened[-1] == ("done", row.pk)


def test_a_failing_job_does_not_hold_up_the_next():
    reacting.failures[:] = [ConnectionError("down")]
    first, second = publish_one(), publish_one()

    work_once(), work_once()

    assert reacting.happened == [("stumbled", first.pk), ("done", second.pk)]


@pytest.mark.parametrize("lost", ["handler", "event type", "event", "task"])
def test_what_nobody_knows_here_is_kept_and_reported(lost, caplog, monkeypatch):
    """As when an old release meets the jobs of a new one: another worker may know."""
    row = publish_one()
    if lost == "handler":
        monkeypatch.delattr(reacting, "stumble")
    if lost == "event type":
        LoggedEvent.objects.filter(pk=row.pk).update(type="PigeonSent")
    if lost == "event":
        LoggedEvent.objects.all().delete()
    if lost == "task":
        DBTaskResult.objects.update(task_path="community.jobs.queue.fly")

    job = work_once()

    assert job.status == TaskResultStatus.READY
    assert job.run_after > timezone.now()
    assert job.traceback
    assert "is tried again" in caplog.text


def test_jobs_are_done_in_the_order_of_their_queueing():
    rows = [publish_one() for _ in range(5)]

    jobs.run_jobs()

    assert [number for _, number in reacting.happened] == [row.pk for row in rows]


def test_tests_hear_of_a_job_that_fails():
    reacting.failures[:] = [ConnectionError("down")]
    publish_one()

    with pytest.raises(ConnectionError):
        jobs.run_jobs()


def test_a_reaction_that_runs_twice_changes_nothing(asker):
    publish_one(asker)
    jobs.run_jobs()
    before = list(Notice.objects.values())
    DBTaskResult.objects.update(status=TaskResultStatus.READY)

    jobs.run_jobs()

    assert [what for what, _ in reacting.happened] == ["later", "later"]
    assert list(Notice.objects.values()) == before


def test_a_job_that_failed_for_good_gets_all_its_chances_again():
    reacting.failures[:] = [ConnectionError("down")]
    publish_one()
    jobs.claim("ours")
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())

    assert jobs.retry_failed() == 1

    job = work_once()
    assert job.status == TaskResultStatus.READY
    assert job.run_after - timezone.now() <= queue.PAUSES[0]


def test_what_an_error_says_is_kept_even_where_the_database_cannot_hold_it():
    reacting.failures[:] = [ValueError("a\0b")]
    publish_one()

    assert "a\\0b" in work_once().traceback


# Workers that die


def test_what_a_dead_worker_held_is_queued_again(caplog):
    jobs.sign_on("dying")
    row = publish_one()
    held = jobs.claim("dying")

    freed_early = jobs.free_dead_jobs(timezone.now())
    freed = jobs.free_dead_jobs(timezone.now() + keeping.MISSED)

    assert (freed_early, freed) == (0, 1)
    assert "its worker died" in caplog.text
    with time_machine.travel(timezone.now() + keeping.MISSED):
        assert work_once("next").worker_ids == ["lost:dying", "next"]
    assert reacting.happened == [("done", row.pk)]
    assert held.worker_ids == ["dying"]


def test_a_worker_that_beats_keeps_its_job():
    with time_machine.travel(MONDAY, tick=False) as clock:
        jobs.sign_on("slow")
        publish_one()
        jobs.claim("slow")
        clock.shift(keeping.MISSED * 3)
        jobs.sign_on("slow")

        assert jobs.free_dead_jobs(timezone.now()) == 0


def test_who_comes_back_from_the_dead_does_not_touch_what_another_has(asker, caplog):
    publish_one(asker)
    job = jobs.claim("sleeper")
    jobs.free_dead_jobs(timezone.now())
    assert jobs.claim("next")

    jobs.run_job(job)

    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    assert "another worker has it" in caplog.text


def test_a_job_that_kills_every_worker_is_given_up(caplog):
    publish_one()
    for n in range(keeping.MAX_LOSSES + 1):
        assert jobs.claim(f"victim {n}")
        jobs.free_dead_jobs(timezone.now())

    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert caplog.records[-1].levelno == logging.ERROR


def test_dying_does_not_count_as_failing():
    publish_one()
    for n in range(len(queue.PAUSES)):
        jobs.claim(f"victim {n}")
        jobs.free_dead_jobs(timezone.now())
    reacting.failures[:] = [ConnectionError("down")]

    job = work_once()

    assert job.status == TaskResultStatus.READY
    assert job.run_after - timezone.now() <= queue.PAUSES[0]


def test_a_worker_interrupted_in_the_middle_hands_its_job_back():
    reacting.failures[:] = [KeyboardInterrupt()]
    publish_one()
    job = jobs.claim("ours")

    with pytest.raises(KeyboardInterrupt):
        jobs.run_job(job)

    assert work_once("next").status == TaskResultStatus.SUCCESSFUL


# Housekeeping


def test_rows_of_old_jobs_go_and_those_of_failed_ones_stay_longer():
    for _ in range(5):
        publish_one()
    reacting.failures[:] = [ConnectionError("down")]
    work_once()
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    for _ in range(7):
        publish_one()
    jobs.run_jobs()
    publish_one()
    later = timezone.now() + keeping.KEEP_DONE + timedelta(minutes=1)

    assert jobs.prune(timezone.now(), batch=3) == 0
    assert jobs.prune(later, batch=3) == 7
    assert DBTaskResult.objects.failed().count() == 5
    assert jobs.prune(later + keeping.KEEP_FAILED, batch=3) == 5
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_looking_into_an_idle_queue_is_one_short_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert jobs.claim("ours") is None


# Workers at work


@really_committing
def test_a_worker_runs_what_is_committed_and_finishes_its_job_when_it_stops(asker):
    begun, go_on = threading.Event(), threading.Event()
    reacting.meanwhile.append(lambda: (begun.set(), go_on.wait(10)))
    worker = jobs.Worker()
    worker.start()
    try:
        publish_one(asker)
        assert begun.wait(10)
        assert WorkerBeat.objects.count() == 1
        publish_one(asker)

        assert worker.stop(timeout=0.1) is False
    finally:
        go_on.set()
        assert worker.stop(timeout=10) is True

    states = DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True)
    assert list(states) == [TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY]
    assert not WorkerBeat.objects.exists()


@really_committing
def test_a_job_of_this_process_is_taken_up_at_once(asker, monkeypatch):
    monkeypatch.setattr(working, "SHORTEST_WAIT", 20)
    done = threading.Event()
    worker = jobs.Worker()
    worker.start()
    try:
        time.sleep(0.3)  # The worker has looked, found nothing and waits.
        reacting.meanwhile.append(done.set)
        publish_one(asker)

        assert done.wait(5)
    finally:
        assert worker.stop(timeout=10)


@really_committing
def test_a_job_that_does_not_end_is_reported_once(asker, monkeypatch, caplog):
    monkeypatch.setattr(working, "LONG", timedelta(seconds=0.2))
    begun, go_on = threading.Event(), threading.Event()
    reacting.meanwhile.append(lambda: (begun.set(), go_on.wait(20)))
    worker = jobs.Worker(beat=timedelta(seconds=0.1))
    worker.start()
    try:
        publish_one(asker)
        assert begun.wait(10)
        wait_until(lambda: "has been running since" in caplog.text)
        time.sleep(0.5)
    finally:
        go_on.set()
        assert worker.stop(timeout=10)

    assert caplog.text.count("has been running since") == 1


@really_committing
def test_several_workers_share_the_queue_and_do_each_job_once(asker):
    rows = [publish_one(asker) for _ in range(40)]
    workers = [jobs.Worker() for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        wait_until(lambda: DBTaskResult.objects.successful().count() == len(rows))
    finally:
        stopped = [worker.stop(timeout=10) for worker in workers]
    assert all(stopped)
    done = Counter(number for what, number in reacting.happened if what == "later")
    assert done == {row.pk: 1 for row in rows}


@pytest.mark.postgres
@really_committing
def test_a_worker_outlives_its_connection_even_in_the_middle_of_a_job(asker):
    begun, go_on = threading.Event(), threading.Event()
    reacting.meanwhile.append(lambda: (begun.set(), go_on.wait(10)))
    worker = jobs.Worker(beat=timedelta(seconds=0.2))
    worker.start()
    try:
        publish_one(asker)
        assert begun.wait(10)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall()
        go_on.set()
        publish_one(asker)
        wait_until(lambda: DBTaskResult.objects.successful().count() == 2)
        wait_until(lambda: WorkerBeat.objects.filter(beat_at__gt=timezone.now() - working.BEAT))
    finally:
        go_on.set()
        assert worker.stop(timeout=10)

    assert [what for what, _ in reacting.happened if what == "later"] == ["later"] * 2


@pytest.mark.postgres
@really_committing
def test_the_next_job_is_found_by_the_index_however_many_are_put_off(asker):
    later = timezone.now() + timedelta(hours=1)
    for put_off in (True, False):
        for _ in range(20):
            publish_one(asker)
        if put_off:
            DBTaskResult.objects.update(run_after=later)
    template = DBTaskResult.objects.first()
    many = [
        DBTaskResult(
            args_kwargs=template.args_kwargs,
            task_path=template.task_path,
            backend_name="default",
            run_after=later,
        )
        for _ in range(3000)
    ]
    DBTaskResult.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE django_tasks_database_dbtaskresult")

    plan = DBTaskResult.objects.ready().order_by(*DBTaskResult._meta.ordering)[:1].explain()

    assert "tasks_db_new_ordering_idx" in plan
