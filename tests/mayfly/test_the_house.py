"""What all other tests stand on."""

import asyncio
import socket

import pytest
from django.db import connection
from wagtail.models import Site

from community.models import Member


def test_nothing_beyond_this_machine_is_reached():
    with pytest.raises(Exception, match="192"), pytest.warns(match="192"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_the_run_is_on_sqlite_unless_postgres_is_asked_for(db, pytestconfig):
    expected = "postgresql" if pytestconfig.getoption("--postgres") else "sqlite"

    assert connection.vendor == expected


def test_the_cast_is_who_it_says(asker, employee, moderator, administrator, stranger):
    assert employee.is_employee
    assert moderator.is_moderator
    assert administrator.is_staff
    assert not asker.is_employee
    assert not stranger.is_staff
    assert Member.objects.count() == 5


@pytest.mark.redis
def test_a_redis_of_ones_own(redis_server):
    import redis

    client = redis.Redis.from_url(redis_server)
    try:
        assert client.ping()
    finally:
        client.close()


@pytest.mark.browser
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_browser_at_the_served_site(page, time):
    response = page.goto("/accounts/login/")

    assert response.status == 200
    assert Site.objects.exists(), "what migrations made is gone"


@pytest.mark.browser
def test_a_browser_leaves_no_event_loop_behind(page):
    with page.expect_response("**/accounts/login/") as response:
        page.goto("/accounts/login/")

    assert response.value.ok
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
