"""Mayfly as it is deployed and the floor, page by page, in turns."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import measuring
from tests import services

GOAL = 0.5  # of the floor, in requests per second and in CPU per request


def measure(rounds: int, seconds: int) -> list[dict]:
    """The figures of every page, after printing them."""
    with community() as (pages, mayfly, floor):
        figures = compare(pages, mayfly, floor, rounds, seconds)
    show(figures)
    return figures


@contextlib.contextmanager
def community() -> Iterator[tuple[list[tuple[str, str, str]], measuring.Site, measuring.Site]]:
    """Both sites over one filled PostgreSQL, Mayfly with Redis: (name, path, cookie) of pages."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mayfly-bench-")))
        os.environ |= {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "false",
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": stack.enter_context(services.redis()),
            "SEARCH_URL": "database:",
            "SITE_URL": "http://127.0.0.1:8000",
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "mayfly.settings",
        }
        print("Filling a PostgreSQL …", flush=True)
        question, cookie = fill()
        run = stack.enter_context
        mayfly = run(measuring.behind_granian("Mayfly", "mayfly.wsgi", folder / "mayfly.log"))
        floor = run(measuring.behind_granian("the floor", "bench.floor", folder / "floor.log"))
        pages = [
            ("question, visitor", question, ""),
            ("question, signed in", question, cookie),
            ("newest, visitor", "/questions/?sort=newest", ""),
            ("newest, signed in", "/questions/?sort=newest", cookie),
        ]
        for _name, path, pass_on in pages:
            look(measuring.fetch(mayfly, path, pass_on), path, bool(pass_on))
            look(measuring.fetch(floor, path, ""), path, signed_in=False)
        yield pages, mayfly, floor


def fill() -> tuple[str, str]:
    """The address of the measured question, and the cookie of who is signed in."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    from bench import filling

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    question = filling.fill()
    cookie = filling.sign_in()
    connections.close_all()
    return question.get_absolute_url(), cookie


def look(html: str, path: str, signed_in: bool) -> None:
    """Stop when a page is not the page: a refusal is answered fast, too."""
    titles, bodies = html.count(", why?</a>"), html.count("<strong>settings</strong>")
    whole = titles == 25 if "sort" in path else bodies == 11  # the question and ten answers
    if not whole or ("/accounts/logout/" in html) != signed_in:
        raise RuntimeError(f"{path} is not what it should be: {titles} titles, {bodies} bodies")


def compare(
    pages: list[tuple[str, str, str]],
    mayfly: measuring.Site,
    floor: measuring.Site,
    rounds: int,
    seconds: int,
) -> list[dict]:
    """Every page on both sites, in turns, so that a noisy minute hits both."""
    figures = []
    for name, path, cookie in pages:
        ours, theirs = measuring.Rounds(), measuring.Rounds()
        measuring.ask(mayfly, path, cookie, seconds=1)
        measuring.ask(floor, path, "", seconds=1)
        for _ in range(rounds):
            measuring.ask(mayfly, path, cookie, seconds, into=ours)
            measuring.ask(floor, path, "", seconds, into=theirs)
        print(f"  {name} measured", flush=True)
        ratios = {"requests": ours.rate / theirs.rate, "cpu": theirs.cost / ours.cost}
        figures.append(
            {
                "page": name,
                "mayfly": {"requests_per_second": ours.rate, "cpu_ms": ours.cost},
                "floor": {"requests_per_second": theirs.rate, "cpu_ms": theirs.cost},
                "ratios": ratios,
                "holds": min(ratios.values()) >= GOAL,
            }
        )
    return figures


def show(figures: list[dict]) -> None:
    print(
        f"\n{'':22}{'Mayfly':>18}{'floor':>18}{'of the floor':>20}\n"
        f"{'':22}{'req/s':>9}{'CPU ms':>9}{'req/s':>9}{'CPU ms':>9}{'req/s':>10}{'CPU':>10}"
    )
    for page in figures:
        row = "".join(
            f"{page[site]['requests_per_second']:9.0f}{page[site]['cpu_ms']:9.2f}"
            for site in ("mayfly", "floor")
        )
        ratios = page["ratios"]
        print(f"{page['page']:22}{row}{ratios['requests']:10.2f}{ratios['cpu']:10.2f}")
    print(f"\nGoal: at least {GOAL} of the floor, both ways.")
