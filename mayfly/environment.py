"""Reads the environment. What is wrong is kept, so that `mayfly/checks.py` can say all at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from environs import Env, EnvError

Value = TypeVar("Value")

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
UNSET = "A_NAME_THAT_NOTHING_SETS"


class Environment:
    """Values by name. An empty value is as good as none; a wrong one gives way to the default."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.names: set[str] = set()
        self.wrong: dict[str, str] = {}

    def text(self, name: str, default: str = "") -> str:
        return self._read(self.env.str, name, default).strip()

    def yes(self, name: str, default: bool) -> bool:
        return self._read(self.env.bool, name, default)

    def number(self, name: str, default: int) -> int:
        return self._read(self.env.int, name, default)

    def words(self, name: str, default: list[str]) -> list[str]:
        words: list[str] = self._read(self.env.list, name, default)
        return [word.strip() for word in words if word.strip()]

    def database(self, name: str, default: str) -> dict[str, Any]:
        """An engine that Mayfly does not run on counts as wrong: Django would fail much later."""
        found = dict(self._read(self.env.dj_db_url, name, default))
        if found.get("ENGINE") not in ENGINES or not found.get("NAME"):
            self.wrong[name] = "another engine"
            found = dict(self.env.dj_db_url(UNSET, default))
        return found

    def mail(self, name: str, default: str) -> dict[str, Any]:
        return dict(self._read(self.env.dj_email_url, name, default))

    def _read(self, read: Callable[..., Any], name: str, default: Any) -> Any:
        self.names.add(name)
        if str(self.env.str(name, "")).strip():  # also what stands in .env
            try:
                return read(name)
            except (EnvError, ValueError) as error:
                # The value itself may be a secret, so only what is wrong with it is told.
                self.wrong[name] = type(error).__name__
        return read(UNSET, default)
