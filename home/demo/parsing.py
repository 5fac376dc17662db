"""What all files of the demo have in common: acts, fields, lists, lengths of time."""

import re
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).parent
ACT = re.compile(r"^=== ", re.MULTILINE)
TIME = re.compile(r"(\d+)([dhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class DemoError(Exception):
    """A file of the demo that cannot be understood, and where."""


def field_of(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise ValueError(f"“{line}” is no field with a value.")
    return name.strip(), value.strip()


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def time_of(text: str) -> timedelta:
    """“2d 3h 10m” as a length of time."""
    parts = text.split()
    found = [TIME.fullmatch(part) for part in parts]
    if not parts or not all(found):
        raise ValueError(f"“{text}” is no time such as 2d 3h 10m.")
    return timedelta(**{UNITS[match[2]]: int(match[1]) for match in found if match})
