"""What this process knows of the site when a test begins: what the migrations left.

A test may change the site's settings and look at a page; its database is put back afterwards, but
not the memory of the process. Read once, it is put back before each test, which costs no query.
"""

from dataclasses import replace

from home import context

_as_migrated: list[context._Kept] = []


def keep() -> None:
    """Read it, from a database that holds nothing else yet."""
    context.forget()
    context.current_site()
    _as_migrated[:] = [context._kept] if context._kept else []


def put_back() -> None:
    """A copy, for looking anew is noted on it. Nothing where no test has needed a database."""
    context._kept = replace(_as_migrated[0]) if _as_migrated else None
