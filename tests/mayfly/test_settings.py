"""A wrong or missing value stops the start with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.checks import CheckMessage, run_checks
from dotenv import dotenv_values
from environs import Env

from mayfly import checks
from mayfly.environment import Environment

WRONG = [
    ("SITE_URL", "community.example", "E005"),
    ("SITE_URL", "https://testserver/path", "E005"),
    ("SITE_URL", "https://testserver:port", "E005"),
    ("SITE_URL", "https://elsewhere.example", "E006"),
    ("ALLOWED_HOSTS", ["elsewhere.example"], "E006"),
    ("REDIS_URL", "http://localhost", "E007"),
    ("SEARCH_URL", "solr://localhost", "E008"),
    ("SEARCH_URL", "elasticsearch:", "E008"),
    ("EMAIL_URL", "smpt://localhost", "E009"),
    ("SENTRY_DSN", "sentry", "E010"),
    ("VAR_DIR", Path("/proc/none"), "E011"),
    ("TRUSTED_PROXIES", -1, "E002"),
    ("WEB_THREADS", 0, "E002"),
]
UNREADABLE = [
    ("DEBUG", "perhaps"),
    ("TRUSTED_PROXIES", "two"),
    ("DATABASE_URL", "mysql://root@db/mayfly"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgres://host:port/mayfly"),
    ("EMAIL_URL", "smtp://host:port"),
]


def told() -> list[CheckMessage]:
    return run_checks(tags=[checks.TAG])


def test_these_settings_are_right():
    assert told() == []


@pytest.mark.parametrize(("name", "value", "number"), WRONG, ids=str)
def test_a_wrong_value_is_named_with_what_to_do(settings, name, value, number):
    setattr(settings, name, value)

    (message,) = told()

    assert message.id == f"mayfly.{number}"
    assert name in f"{message.msg} {message.hint}"
    assert message.hint


@pytest.mark.parametrize(("name", "value"), UNREADABLE)
def test_a_value_that_cannot_be_read_is_named_and_not_shown(settings, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    settings.ENVIRONMENT = environment = Environment(Env())
    environment.text("SECRET_KEY")
    environment.yes("DEBUG", False)
    environment.number("TRUSTED_PROXIES", 0)
    database = environment.database("DATABASE_URL", "sqlite:////tmp/other.sqlite3")
    environment.mail("EMAIL_URL", "console:")

    (message,) = told()

    assert message.id == "mayfly.E002"
    assert name in message.msg
    assert value not in f"{message.msg} {message.hint}"
    assert name != "DATABASE_URL" or database["NAME"] == "/tmp/other.sqlite3"


@pytest.mark.parametrize(("key", "number"), [("", "mayfly.E001"), ("guess", "mayfly.W001")])
def test_a_secret_has_to_be_one(monkeypatch, key, number):
    monkeypatch.setenv("SECRET_KEY", key)

    assert [message.id for message in told()] == [number]


@pytest.mark.sqlite
def test_a_database_file_needs_a_folder_to_write_in(monkeypatch):
    monkeypatch.setitem(site_settings.DATABASES["default"], "NAME", "/proc/none/file")

    assert [message.id for message in told()] == ["mayfly.E003"]


def test_mail_that_is_only_printed_is_pointed_out(settings):
    settings.SITE_URL = "https://testserver"
    settings.EMAIL_URL = "console:"

    assert [message.id for message in told()] == ["mayfly.W009"]


def test_a_slip_in_a_name_is_pointed_out(settings, tmp_path):
    (tmp_path / ".env").write_text("SITE_ULR=https://community.example\n")
    (tmp_path / ".env.example").write_text("SITE_URL=\n")
    settings.BASE_DIR = tmp_path

    (message,) = told()

    assert (message.id, message.hint) == ("mayfly.W012", "Is it SITE_URL?")


@pytest.mark.sqlite
@pytest.mark.parametrize("command", [("manage.py", "serve"), ("-c", "import mayfly.wsgi")])
def test_no_start_with_wrong_values(command):
    wrong = {"SECRET_KEY": "", "DEBUG": "perhaps", "REDIS_URL": "http://localhost"}

    started = subprocess.run(
        [sys.executable, *command],
        cwd=site_settings.BASE_DIR,
        env=os.environ | wrong,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    for name in wrong:
        assert name in started.stderr
    assert command[0] == "-c" or "Traceback" not in started.stderr


def test_every_setting_stands_in_the_example():
    example = Path(site_settings.BASE_DIR, ".env.example")
    commented = {
        line.removeprefix("#").split("=")[0]
        for line in example.read_text().splitlines()
        if "=" in line
    }

    assert site_settings.ENVIRONMENT.names <= commented | set(dotenv_values(example))
