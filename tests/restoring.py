"""Puts the database back as the migrations left it, after a test that really committed.

Django's own way empties all tables, so that what migrations made (the first pages, the site) is
gone for every test that follows. Copying it back is faster, too.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase


def restore_after_commits(migrated: Path) -> None:
    """From now on tests with real transactions leave the database as it is now."""
    if connection.vendor == "sqlite":
        restore = lambda: _copy_file(migrated)  # noqa: E731
    else:
        _keep_rows()
        restore = _put_rows_back
    TransactionTestCase._fixture_setup = classmethod(lambda cls: None)
    TransactionTestCase._fixture_teardown = lambda self: restore()


def _copy_file(migrated: Path) -> None:
    """Page by page into the open file, so that other connections to it stay good."""
    connection.ensure_connection()
    with closing(sqlite3.connect(migrated)) as source:
        source.backup(connection.connection)


def _keep_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS(SELECT 1 FROM public."{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')


def _put_rows_back() -> None:
    with connection.cursor() as cursor:
        tables = [f'public."{name}"' for name in connection.introspection.table_names(cursor)]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'kept'")
        kept = [name for (name,) in cursor.fetchall()]
        inserts = [f'INSERT INTO public."{name}" TABLE kept."{name}";' for name in kept]
        # A test that flushed the database has numbers begin anew, below those put back.
        models = [model for model in apps.get_models() if model._meta.db_table in kept]
        inserts += connection.ops.sequence_reset_sql(no_style(), models)
        cursor.execute(
            "SET session_replication_role = replica;"  # no order among foreign keys
            f"TRUNCATE {', '.join(tables)};"
            f"{''.join(inserts)}"
            "SET session_replication_role = origin;"
        )
