"""An import that is killed goes on where it was, and ends as one that nobody disturbed."""

import os
import random
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from community import counters
from community.models import LoggedEvent, Member
from questions.models import (
    Acceptance,
    Answer,
    Comment,
    ImportedBadge,
    ImportRun,
    Question,
    QuestionFollow,
    Revision,
    Tag,
)
from questions.stackexchange import running
from questions.stackexchange.stages import STAGES
from reputation.models import LedgerLine
from tests.questions.made_up import write_made_up
from tests.questions.test_import import bring_in

TABLES: dict[type[models.Model], tuple[str, ...]] = {
    Member: ("old_id", "handle", "name", "about", "is_active", "joined_at"),
    Question: (
        "old_id", "title", "slug", "body", "html", "author__old_id", "posted_at", "score",
        "imported_ups", "imported_downs", "answer_count", "solved_at", "active_at",
        "revision_count", "duplicate_of__old_id", "read_count", "licence",
    ),
    Question.tags.through: ("question__old_id", "tag__name"),
    Question.related.through: ("from_question__old_id", "to_question__old_id"),
    Answer: (
        "old_id", "question__old_id", "body", "html", "author__old_id", "score", "accepted_at",
        "imported_ups", "imported_downs", "revision_count",
    ),
    Acceptance: ("answer__old_id", "accepted_at", "accepted_by__old_id"),
    Comment: ("old_id", "question__old_id", "answer__old_id", "html", "imported_ups"),
    Revision: (
        "question__old_id", "answer__old_id", "number", "title", "tags", "body", "author__old_id",
        "reason", "made_at",
    ),
    QuestionFollow: ("question__old_id", "member__old_id", "began_at"),
    Tag: ("name", "question_count"),
    ImportedBadge: ("old_id", "member__old_id", "name", "rank", "earned_at"),
    LedgerLine: ("member__old_id", "points", "at"),
    LoggedEvent: ("type",),
}  # fmt: skip


def everything() -> dict[str, list[Any]]:
    return {
        model._meta.label: sorted(model.objects.values_list(*fields), key=repr)
        for model, fields in TABLES.items()
    }


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    return f"sqlite:///{database['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_however_often_it_is_killed_the_result_is_the_same(tmp_path):
    dump = write_made_up(tmp_path / "bread.stackexchange.com", 30)
    seed = random.SystemRandom().randrange(10**6)

    done = subprocess.run(
        [sys.executable, "-m", "tests.questions.killing_imports", str(dump), str(seed)],
        env=os.environ
        | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "mayfly.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, f"seed {seed}: {done.stderr[-2000:]}"
    assert int(done.stdout) > 5, f"seed {seed}: hardly anything was killed"
    disturbed = everything()
    report_of_disturbed = ImportRun.objects.get().tally
    call_command("flush", interactive=False, verbosity=0)
    bring_in(dump)
    assert disturbed == everything(), f"seed {seed}"
    assert report_of_disturbed == ImportRun.objects.get().tally
    assert not [drift for number in counters.registered() for drift in number.find_drift()]


def out_of_power(*_args: object) -> None:
    raise RuntimeError("no power")


@pytest.mark.django_db
def test_a_dump_that_never_came_in_whole_makes_way_for_a_newer_one(tmp_path, monkeypatch):
    dump = write_made_up(tmp_path / "bread.stackexchange.com-2020", 10)
    newer = write_made_up(tmp_path / "bread.stackexchange.com-2021", 12)
    with monkeypatch.context() as patched:
        patched.setattr("questions.stackexchange.revisions.Revisions.size", 9)
        patched.setattr("questions.stackexchange.history.History.batches", out_of_power)
        with pytest.raises(RuntimeError, match="power"):
            bring_in(dump)

    report = bring_in(newer)

    assert Question.objects.count() == 12
    assert ImportRun.objects.get().finished_at
    assert not Revision.objects.filter(number__gt=2).exists()
    assert report["added"]["questions"] == 2


@pytest.mark.django_db
def test_two_imports_at_once_do_not_mix(tmp_path, monkeypatch):
    dump = write_made_up(tmp_path / "bread.stackexchange.com", 3)
    hold = running._hold

    def overtaken(run):
        ImportRun.objects.filter(pk=run.pk).update(position=99)
        hold(run)

    monkeypatch.setattr(running, "_hold", overtaken)

    with pytest.raises(CommandError, match="Another import of this community runs"):
        bring_in(dump)

    assert not Question.objects.exists()


def test_each_stage_has_a_name_of_its_own_that_the_checkpoint_can_hold():
    names = [stage.name for stage in STAGES]

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= ImportRun._meta.get_field("stage").max_length
