"""Each way to get the settings wrong, told before the site starts, in a sentence that names it."""

import difflib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from dotenv import dotenv_values
from sentry_sdk.utils import BadDsn, Dsn

TAG = "mayfly"
Told = Iterator[CheckMessage]
MAIL = ("smtp", "submission", "console", "file", "memory", "dummy")
SHORT = 32  # characters; what token_urlsafe(24) gives, the least that nobody guesses
SHAPES = {
    "DEBUG": "true or false",
    "TRUSTED_PROXIES": "a whole number, 0 when no front stands before the site",
    "LIVE_LINE": "true or false",
    "WEB_THREADS": "a whole number, such as 8",
    "DATABASE_URL": "sqlite:////path/to/file or postgres://user:password@host:5432/name",
    "EMAIL_URL": "submission://user:password@host:587, or console: while trying out",
}


def stop_if_wrong() -> None:
    """Raise ImproperlyConfigured with all that is wrong. Servers ask; manage.py does on its own."""
    wrong = [told for told in run_checks(tags=[TAG]) if told.is_serious()]
    if wrong:
        raise ImproperlyConfigured("\n".join(f"{told.msg} {told.hint}" for told in wrong))


def _settings_check(check: Callable[[], Told]) -> Callable[[], Told]:
    def run(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
        return list(check())

    register(run, TAG)
    return check


@_settings_check
def secret_key() -> Told:
    hint = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    key = settings.ENVIRONMENT.text("SECRET_KEY")  # Django's own setting raises when it is empty.
    if not key:
        yield Error("SECRET_KEY is missing.", hint=hint, id="mayfly.E001")
    elif len(key) < SHORT:
        yield Caution("SECRET_KEY is so short that it can be guessed.", hint=hint, id="mayfly.W001")


@_settings_check
def values_have_their_shape() -> Told:
    for name in settings.ENVIRONMENT.wrong:
        yield Error(
            f"{name} has a value that cannot be read.",
            hint=f"It takes {SHAPES.get(name, 'what .env.example shows')}.",
            id="mayfly.E002",
        )
    for name, least in (("TRUSTED_PROXIES", 0), ("WEB_THREADS", 1)):
        if getattr(settings, name) < least:
            hint = f"It takes {SHAPES[name]}."
            yield Error(f"{name} is less than {least}.", hint=hint, id="mayfly.E002")


@_settings_check
def database_file() -> Told:
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and not _can_write(Path(database["NAME"]).parent):
        yield Error(
            "DATABASE_URL (or VAR_DIR) names a file in a folder that cannot be written to.",
            hint=f"Make {Path(database['NAME']).parent} and let this user write there.",
            id="mayfly.E003",
        )


@_settings_check
def site_url() -> Told:
    url = _split(settings.SITE_URL)
    if url is None or url.scheme not in ("http", "https") or not url.hostname or url.path:
        yield Error(
            "SITE_URL is not the address of a site.",
            hint="It takes https://community.example, without a path.",
            id="mayfly.E005",
        )
    elif not settings.DEBUG and not validate_host(url.hostname, _hosts()):
        yield Error(
            "ALLOWED_HOSTS leaves out the host of SITE_URL, so that every page would be refused.",
            hint=f"Add {url.hostname} to ALLOWED_HOSTS.",
            id="mayfly.E006",
        )


@_settings_check
def redis_url() -> Told:
    url = _split(settings.REDIS_URL)
    if settings.REDIS_URL and (url is None or url.scheme not in ("redis", "rediss", "unix")):
        yield Error(
            "REDIS_URL is not the address of a Redis.",
            hint="It takes redis://host:6379/0 (rediss:// with TLS), or nothing.",
            id="mayfly.E007",
        )


@_settings_check
def search_url() -> Told:
    url = _split(settings.SEARCH_URL)
    remote = url and url.scheme in ("elasticsearch", "elasticsearchs") and url.hostname
    if settings.SEARCH_URL != "database:" and not remote:
        yield Error(
            "SEARCH_URL names no engine that Mayfly finds with.",
            hint="It takes database: or elasticsearch://[user:password@]host:9200/prefix.",
            id="mayfly.E008",
        )


@_settings_check
def email_url() -> Told:
    url = _split(settings.EMAIL_URL)
    if "EMAIL_URL" not in settings.ENVIRONMENT.wrong and (url is None or url.scheme not in MAIL):
        yield Error(
            "EMAIL_URL names no way to send mail.",
            hint=f"It takes {SHAPES['EMAIL_URL']}.",
            id="mayfly.E009",
        )
    elif settings.SITE_URL.startswith("https:") and settings.EMAIL_URL.startswith("console"):
        yield Caution(
            "EMAIL_URL is not set: mail is printed instead of sent, so nobody can sign up.",
            hint=f"It takes {SHAPES['EMAIL_URL']}.",
            id="mayfly.W009",
        )


@_settings_check
def sentry_dsn() -> Told:
    try:
        Dsn(settings.SENTRY_DSN or "https://key@sentry.example/1")
    except BadDsn:
        yield Error(
            "SENTRY_DSN is not an address that Sentry gives out.",
            hint="It takes https://key@host/number, or nothing.",
            id="mayfly.E010",
        )


@_settings_check
def var_dir() -> Told:
    if not _can_write(settings.VAR_DIR):
        yield Error(
            "VAR_DIR is a folder that cannot be written to.",
            hint=f"Make {settings.VAR_DIR} and let this user write there, or name another.",
            id="mayfly.E011",
        )


@_settings_check
def names_are_known() -> Told:
    """A slip in a name would leave the default standing without a word."""
    known = settings.ENVIRONMENT.names | set(dotenv_values(settings.BASE_DIR / ".env.example"))
    for name in dotenv_values(settings.BASE_DIR / ".env"):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield Caution(
                f"{name} stands in .env, but no setting has this name.",
                hint=f"Is it {near[0]}?" if near else "See .env.example for the names.",
                id="mayfly.W012",
            )


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises when it is no number)
    except ValueError:
        return None
    return parts


def _hosts() -> list[str]:
    return list(settings.ALLOWED_HOSTS)


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return os.access(folder, os.W_OK)
