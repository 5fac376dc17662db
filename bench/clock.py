"""What a pass of the clock costs: 1,000 of 1,000,000 entries due, against 1,000 of 10,000.

Both are databases of one PostgreSQL, passed over in turns, so that a noisy minute hits both.
"""

import contextlib
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tests import services

GOAL = 1.5  # times the smaller one's pass, at the most
FEW, MANY, DUE = 10_000, 1_000_000, 1_000
STEWARDS = 100
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

# Dates by what the clock finds: half to be reminded of before, then at, after; a tenth lapses.
FILL = """
INSERT INTO community_member (id, password, is_superuser, handle, name, email, about, about_html,
    avatar, language, time_zone, theme, is_active, is_moderator, wants_mail, joined_at)
SELECT n, '', false, 'member' || n, 'Member ' || n, 'm' || n || '@mail.example', '', '', '', '',
    '', 'system', true, false, true, %(now)s
FROM generate_series(1, %(stewards)s) n;

INSERT INTO ephemeral_entry (id, live, has_unpublished_changes, expired, locked, title, slug,
    summary, body, html, language, sources, versions, author_id, written_at)
SELECT n, true, false, false, false, 'Entry ' || n, 'entry-' || n, 'What it says.',
    repeat('Open the settings. ', 8), repeat('Open the settings. ', 8), 'en', '', '',
    1 + n %% %(stewards)s, %(now)s::timestamptz - interval '200 days'
FROM generate_series(1, %(entries)s) n;

INSERT INTO ephemeral_lifetime (id, entry_id, lifespan_id, days, steward_id, began_at,
    confirmed_at, base_due_at, soon_at, due_at, lapses_at, round, stage, next_at, reads,
    reads_decided, voices, disputes, back_requests)
SELECT n, n, (SELECT min(id) FROM ephemeral_lifespan), 200,
    1 + n / (%(entries)s / %(due)s) %% %(stewards)s,
    %(now)s::timestamptz - interval '200 days', %(now)s::timestamptz - interval '200 days',
    due_at, due_at - interval '10 days', due_at, due_at + interval '30 days', 1, 0,
    due_at - interval '10 days', 0, 0, 0, 0, 0
FROM (
    SELECT n, %(now)s::timestamptz + CASE
        WHEN n %% (%(entries)s / %(due)s) <> 0
            THEN interval '11 days' + (n %% 300) * interval '1 day'
        WHEN n / (%(entries)s / %(due)s) %% 10 < 5 THEN interval '9 days'
        WHEN n / (%(entries)s / %(due)s) %% 10 < 8 THEN interval '-1 day'
        WHEN n / (%(entries)s / %(due)s) %% 10 < 9 THEN interval '-20 days'
        ELSE interval '-40 days' END AS due_at
    FROM generate_series(1, %(entries)s) n
) dates;
"""
AGAIN = """
DELETE FROM ephemeral_reminder;
DELETE FROM ephemeral_decision;
DELETE FROM community_loggedevent;
DELETE FROM django_tasks_database_dbtaskresult;
UPDATE ephemeral_lifetime SET stage = 0, next_at = soon_at WHERE soon_at <= %(now)s;
"""


def measure(rounds: int, seconds: int) -> list[dict]:
    """The figures of both, after printing them. A pass takes as long as it takes."""
    with both() as (few, many):
        for name, entries in ((few, FEW), (many, MANY)):
            print(f"Filling {entries:,} entries …", flush=True)
            fill(name, entries)
        passes: dict[str, list[float]] = {few: [], many: []}
        for nth in range(rounds + 1):  # the first only warms up
            for name in (few, many):
                passes[name].append(one_pass(name))
            print(f"  round {nth or 'to warm up'}", flush=True)
        plan = explained(many)
    medians = [statistics.median(passes[name][1:]) for name in (few, many)]
    return show(medians, plan)


def show(medians: list[float], plan: str) -> list[dict]:
    few, many = medians
    print(f"\nHow the clock finds what is due among {MANY:,}:\n{plan}\n")
    for entries, median in ((FEW, few), (MANY, many)):
        print(f"{entries:>10,} entries, {DUE:,} due {median * 1000:9.0f} ms a pass")
    print(f"{'ratio':>28} {many / few:9.2f}\n\nGoal: at most {GOAL}.")
    return [
        {
            "part": "clock",
            "milliseconds": {str(FEW): 1000 * few, str(MANY): 1000 * many},
            "ratio": many / few,
            "holds": many / few <= GOAL and "lifetimes_for_the_clock" in plan,
        }
    ]


@contextlib.contextmanager
def both() -> Iterator[tuple[str, str]]:
    """Names of two migrated databases, and Django set up to reach them."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(services.postgres())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mayfly-bench-"))
        os.environ |= {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "false",
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "SEARCH_URL": "database:",
            "SITE_URL": "http://127.0.0.1:8000",
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "mayfly.settings",
        }
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        few = urlsplit(url).path.strip("/")
        many = f"{few}_many"
        use("template1")  # Nobody may be connected to what is copied.
        run(f'CREATE DATABASE "{many}" TEMPLATE "{few}"')
        yield few, many
        connection.close()


def use(database: str) -> None:
    """Let Django's connection lead to this database."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def run(sql: str, entries: int = 0) -> None:
    from django.db import connection

    facts: dict[str, datetime | int] = {
        "now": NOW,
        "stewards": STEWARDS,
        "entries": entries,
        "due": DUE,
    }
    with connection.cursor() as cursor:
        for statement in filter(str.strip, sql.split(";")):
            cursor.execute(statement, facts)


def fill(database: str, entries: int) -> None:
    use(database)
    run(FILL, entries)
    run("VACUUM ANALYZE")


def one_pass(database: str) -> float:
    """Make the same ones due again, and time the pass that finds them. In seconds."""
    from community.models import LoggedEvent
    from ephemeral.clockwork import look_after_knowledge
    from ephemeral.models import Lifetime, Reminder

    use(database)
    run(AGAIN)
    due = Lifetime.objects.filter(next_at__lte=NOW)
    if due.count() != DUE:
        raise RuntimeError(f"{due.count()} are due in {database}, not {DUE}.")
    begin = time.perf_counter()
    look_after_knowledge(NOW)
    seconds = time.perf_counter() - begin
    told = LoggedEvent.objects.filter(type="DecisionsWait").count()
    if due.exists() or Reminder.objects.count() != DUE or told != STEWARDS:
        raise RuntimeError(f"The pass over {database} did not do what it should.")
    return seconds


def explained(database: str) -> str:
    from ephemeral.models import Lifetime

    use(database)
    run(AGAIN)
    due = Lifetime.objects.filter(next_at__lte=NOW).order_by("next_at", "pk")
    return str(due.values_list("pk")[:100].explain(analyze=True))
