"""What every test may ask for: the cast, the services, the jobs."""

import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.core.cache import cache
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page

from community import jobs
from community.models import LoggedEvent, Member
from tests import browsing, services, site_as_migrated
from tests.factories import EmploymentFactory, MemberFactory
from tests.restoring import restore_after_commits


def pytest_configure() -> None:
    from home import context

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Nothing is collected for tests, so no file has a hash in its name.
    staticfiles_storage._wrapped = StaticFilesStorage()
    # No test pays for reading the site's settings again; each begins with those of the migrations.
    context.READ_AGAIN = float("inf")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test runs where it says something: on PostgreSQL, or with the first run on SQLite."""
    on_postgres = config.getoption("--postgres")
    elsewhere = ("browser", "redis", "sqlite") if on_postgres else ("postgres",)
    dropped = [item for item in items if any(map(item.get_closest_marker, elsewhere))]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def missing(reason: services.ServiceMissing) -> None:
    """A skip that says why; where CI runs, a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(reason))
    pytest.skip(str(reason))


# The database


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """Where a migrated SQLite file is kept for the next run, until a migration changes."""
    sources = [*settings.BASE_DIR.glob("*/migrations/*.py"), settings.BASE_DIR / "uv.lock"]
    known = sha256()
    for source in sorted(sources):
        known.update(source.name.encode() + source.read_bytes())
    return request.config.cache.mkdir("migrated") / f"{known.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Path,
) -> None:
    """SQLite in a file, as in life: in memory, threads would share one connection's locks."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(name)
        if migrated.exists():
            shutil.copy(migrated, name)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return connection.vendor == "sqlite"  # A file of this run, gone with its folder.


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated: Path) -> None:
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and not migrated.exists():
            unfinished = migrated.with_suffix(f".{os.getpid()}")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(unfinished)])
            unfinished.replace(migrated)
        restore_after_commits(migrated)
        site_as_migrated.keep()


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    site_as_migrated.put_back()


# The cast


@pytest.fixture
def asker(db: None) -> Member:
    return MemberFactory(handle="maria", name="Maria Keller")


@pytest.fixture
def answerer(db: None) -> Member:
    return MemberFactory(handle="tom", name="Tom Okafor")


@pytest.fixture
def stranger(db: None) -> Member:
    """Signed in, but with no part in anything."""
    return MemberFactory(handle="lee", name="Lee Chen")


@pytest.fixture
def employee(db: None) -> Member:
    """Works in Support, Acme."""
    member = MemberFactory(handle="ana", name="Ana Ruiz")
    EmploymentFactory(member=member)
    return member


@pytest.fixture
def moderator(db: None) -> Member:
    return MemberFactory(handle="ines", name="Inês Duarte", is_moderator=True)


@pytest.fixture
def administrator(db: None) -> Member:
    return MemberFactory(handle="admin", name="Robin Vance", is_superuser=True, is_moderator=True)


# Jobs


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Run the queued jobs until none is due, and say how many ran. The first failure is raised."""
    return jobs.run_jobs


@pytest.fixture
def settled(db: None) -> Callable[[], None]:
    """Have what this test's open transaction published read as if it had been committed."""

    def settle() -> None:
        LoggedEvent.objects.update(transaction=0)

    return settle


# Services


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis for the whole run, as a REDIS_URL."""
    try:
        with services.redis() as url:
            yield url
    except services.ServiceMissing as reason:
        missing(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with browsing.chromium() as browser:
            yield browser
    except services.ServiceMissing as reason:
        missing(reason)


@pytest.fixture
def window(
    browser: Browser, live_server: Any, django_db_serialized_rollback: None, settings: Any
) -> Iterator[BrowserContext]:
    """One person's browser, at the served site; nobody is signed in."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A tab of that browser."""
    return window.new_page()
