"""The lines of the house: what lies where, how long it is, what stays out of it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

APPS = ("community", "reputation", "questions", "ephemeral", "search", "home", "mayfly")
NAMELESS = re.compile(r"^\d{4}_(auto_|alter_|remove_|rename_|initial$|initial\.)")
INLINE = re.compile(r"<style[\s>]|\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\b(src|type)=)", re.I)
ONE_WAY = re.compile(r"\b((margin|padding|border)-(left|right)|float: (left|right))\b")


def files(pattern: str) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob(pattern)):
            if "vendor" not in path.parts:
                yield path


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(settings.BASE_DIR)) for path in paths]


def test_no_app_imports_from_one_above():
    """In a process of its own, for the linter rearranges logging."""
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    linted = subprocess.run(
        [sys.executable, "-c", linter],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 0, linted.stdout


def test_every_module_says_what_it_is_for():
    code = [path for path in files("*.py") if "migrations" not in path.parts]

    silent = [
        path
        for path in code
        if path.name not in ("__init__.py", "apps.py")
        and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert named(silent) == []


def test_migrations_carry_their_purpose_in_their_name():
    nameless = [path for path in files("migrations/[0-9]*.py") if NAMELESS.match(path.name)]

    assert named(nameless) == []


def test_constraints_read_as_sentences():
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]

    unreadable = [
        constraint.name
        for model in ours
        for constraint in model._meta.constraints
        if constraint.name.count("_") < 2
    ]

    assert unreadable == []


def test_pages_hold_no_inline_script_or_style():
    """The Content-Security-Policy would stop them, and only a reader would notice."""
    broken = [path for path in files("*.html") if INLINE.search(path.read_text())]

    assert named(broken) == []


def test_stylesheets_read_from_right_to_left_too():
    one_way = [path for path in files("*.css") if ONE_WAY.search(path.read_text())]

    assert named(one_way) == []


@pytest.mark.parametrize("app", APPS)
def test_every_app_is_known_to_the_layers(app):
    assert f'"{app}"' in (settings.BASE_DIR / "pyproject.toml").read_text()
