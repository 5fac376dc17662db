"""What probes are told."""

import pytest
from django.db import OperationalError

from mayfly import health


def test_a_process_that_lives_says_so_to_any_host(client, settings):
    settings.ALLOWED_HOSTS = ["community.example"]

    response = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_site_is_ready_when_what_it_depends_on_answers(client, db):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "migrations": "ok", "cache": "ok"}


def test_a_silent_database_is_named_without_its_address(client, monkeypatch):
    def fail() -> None:
        raise OperationalError("connection to server at 10.0.0.9, user mayfly failed")

    monkeypatch.setitem(health.PROBES, "database", fail)
    monkeypatch.setitem(health.PROBES, "migrations", lambda: None)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "OperationalError"
    assert "10.0.0.9" not in response.content.decode()


def test_migrations_that_wait_keep_a_site_from_being_ready(client, db, monkeypatch):
    health.migrations_are_applied.cache_clear()
    monkeypatch.setattr(health, "unapplied_migrations", lambda: 3)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["migrations"] == "3 to apply"


def test_a_cache_that_forgets_at_once_is_not_ready(client, db, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert client.get("/readyz").status_code == 503


@pytest.mark.redis
def test_redis_is_asked_when_it_is_the_cache(client, db, settings, redis_server):
    redis_cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache"}
    settings.CACHES = {"default": redis_cache | {"LOCATION": redis_server}}
    assert client.get("/readyz").status_code == 200

    settings.CACHES = {"default": redis_cache | {"LOCATION": "redis://127.0.0.1:1/0"}}

    response = client.get("/readyz")
    assert (response.status_code, response.json()["cache"]) == (503, "ConnectionError")
