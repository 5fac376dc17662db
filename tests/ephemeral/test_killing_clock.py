"""Whatever is killed and whenever, each stage is told once, each lapse happens once."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community.models import LoggedEvent
from ephemeral.models import Decision, Lifetime, Reminder
from tests.community.reacting import wait_until
from tests.factories import EmploymentFactory, EntryFactory, MemberFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40
EACH = 60  # entries at each of four stages
Stage = Lifetime.Stage
DAYS_AGO = {Stage.BEFORE: 95, Stage.AT: 105, Stage.AFTER: 120, Stage.LAPSED: 140}


def environment(settings_module: str) -> dict[str, str]:
    """For a process on this test's database."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings_module}


@pytest.fixture
def expected() -> set[tuple[int, int, int]]:
    """Much that is due, and who is to be reminded: (lifetime, person, stage), each once."""
    team = TeamFactory()
    stewards = [EmploymentFactory(team=team).member for _nth in range(3)]
    ines = MemberFactory(is_moderator=True)
    now = timezone.now()
    whom = {
        Stage.BEFORE: lambda steward: {steward.pk},
        Stage.AT: lambda _steward: {one.pk for one in stewards},
        Stage.AFTER: lambda _steward: {ines.pk, *(one.pk for one in stewards)},
        Stage.LAPSED: lambda _steward: {one.pk for one in stewards},
    }
    made = set()
    for stage, days in DAYS_AGO.items():
        for nth in range(EACH):
            steward = stewards[nth % 3]
            written_at = now - timedelta(days=days)
            entry = EntryFactory(author=steward, team=team, written_at=written_at)
            made |= {(entry.lifetime.pk, pk, stage) for pk in whom[stage](steward)}
    return made


def each_was_done_once(expected: set[tuple[int, int, int]]) -> None:
    reminders = Counter(Reminder.objects.values_list("lifetime", "member", "stage"))
    assert reminders == dict.fromkeys(expected, 1), "a reminder is missing, or one too many"
    for kind, rows in {
        "decisions": Decision.objects.filter(kind=Decision.Kind.LAPSED).values_list("lifetime_id"),
        "events": LoggedEvent.objects.filter(type="KnowledgeLapsed").values_list("entry_id"),
    }.items():
        lapses = Counter(rows)
        assert lapses.total() == len(lapses) == EACH, f"{kind} of lapses"
    told = Counter(
        reminder_id
        for payload in LoggedEvent.objects.filter(type="DecisionsWait").values_list(
            "payload", flat=True
        )
        for reminder_id in payload["reminder_ids"]
    )
    ids = Reminder.objects.values_list("pk", flat=True)
    assert told == dict.fromkeys(ids, 1), "something was told twice, or to nobody"
    people = Counter(Reminder.objects.values_list("member", "event").distinct())
    assert len(people) == 4, "somebody got more than one notice"


def test_killing_two_clocks_at_any_time_does_nothing_twice_and_nothing_never(
    settings, expected, tmp_path
):
    steps = tmp_path / "steps"
    seed = random.randrange(10**6)

    ended = subprocess.run(
        [sys.executable, "-m", "tests.ephemeral.killing_clock", steps, str(ROUNDS), str(seed)],
        cwd=settings.BASE_DIR,
        env=environment("tests.ephemeral.settings_in_a_hurry"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr[-3000:]
    lines = Counter(steps.read_text().split())
    assert lines["began"] > lines["ended"], "nothing was killed halfway, so nothing was shown"
    each_was_done_once(expected)


def test_two_clocks_of_two_machines_do_everything_once(settings, expected):
    """`manage.py clock` as it is deployed, twice, and told to stop by SIGTERM."""
    clocks = [
        subprocess.Popen(
            [sys.executable, "manage.py", "clock"],
            cwd=settings.BASE_DIR,
            env=environment("mayfly.settings"),
            stdout=subprocess.DEVNULL,
        )
        for _nth in range(2)
    ]
    try:
        wait_until(
            lambda: (
                not Lifetime.objects.filter(next_at__lte=timezone.now()).exists()
                and not Reminder.objects.filter(told_at=None).exists()
            ),
            within=120,
        )
        for clock in clocks:
            clock.send_signal(signal.SIGTERM)

        assert [clock.wait(60) for clock in clocks] == [0, 0]
    finally:
        for clock in clocks:
            clock.kill()
            clock.wait()

    each_was_done_once(expected)
