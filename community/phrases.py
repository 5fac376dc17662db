"""Numbers with the words that give them meaning, for pages, feeds and mail alike."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext


def _said(number: int, words: str) -> str:
    return words % {"n": number_format(number, force_grouping=True)}


def answers(n: int) -> str:
    return _said(n, ngettext("%(n)s answer", "%(n)s answers", n)) if n else gettext("no answer yet")


def comments(n: int) -> str:
    return _said(n, ngettext("%(n)s comment", "%(n)s comments", n)) if n else gettext("no comments")


def have_this_problem(n: int) -> str:
    if not n:
        return gettext("nobody else has said they have this problem")
    return _said(n, ngettext("%(n)s person has this problem", "%(n)s people have this problem", n))


def have_this_too(n: int) -> str:
    if not n:
        return gettext("nobody else has this yet")
    return _said(n, ngettext("%(n)s person has this too", "%(n)s people have this too", n))


def want_this(n: int) -> str:
    if not n:
        return gettext("nobody has voted for it yet")
    return _said(n, ngettext("%(n)s person wants this", "%(n)s people want this", n))


def found_helpful(n: int) -> str:
    """What a sum of votes says, for those who cannot see where the number stands."""
    if n < 0:
        return _said(-n, ngettext("%(n)s more no than yes", "%(n)s more noes than yeses", -n))
    if not n:
        return gettext("no votes yet")
    return _said(
        n, ngettext("%(n)s person found this helpful", "%(n)s people found this helpful", n)
    )


def seen(n: int) -> str:
    return _said(n, ngettext("seen once", "seen %(n)s times", n)) if n else gettext("not seen yet")


def follow(n: int) -> str:
    if not n:
        return gettext("nobody follows this")
    return _said(n, ngettext("%(n)s person follows this", "%(n)s people follow this", n))


def questions(n: int) -> str:
    return (
        _said(n, ngettext("%(n)s question", "%(n)s questions", n)) if n else gettext("no questions")
    )


def ideas(n: int) -> str:
    return _said(n, ngettext("%(n)s idea", "%(n)s ideas", n)) if n else gettext("no ideas")


def notices(n: int) -> str:
    return _said(n, ngettext("%(n)s notice", "%(n)s notices", n)) if n else gettext("Notices")


def new_answers(n: int) -> str:
    return _said(n, ngettext("%(n)s new answer", "%(n)s new answers", n))


def new_comments(n: int) -> str:
    return _said(n, ngettext("%(n)s new comment", "%(n)s new comments", n))


def solved(n: int) -> str:
    if not n:
        return gettext("no answer accepted yet")
    return _said(n, ngettext("%(n)s answer that solved it", "%(n)s answers that solved it", n))


def points(n: int) -> str:
    return _said(n, ngettext("%(n)s point", "%(n)s points", n)) if n else gettext("no points yet")


def people(n: int) -> str:
    return _said(n, ngettext("%(n)s person", "%(n)s people", n)) if n else gettext("nobody yet")


def revisions(n: int) -> str:
    return (
        _said(n, ngettext("edited once", "edited %(n)s times", n)) if n else gettext("not edited")
    )


def results(n: int) -> str:
    return _said(n, ngettext("%(n)s result", "%(n)s results", n)) if n else gettext("nothing found")


PHRASES: dict[str, Callable[[int], str]] = {
    "answers": answers,
    "comments": comments,
    "people have this problem": have_this_problem,
    "people have this too": have_this_too,
    "people want this": want_this,
    "people found this helpful": found_helpful,
    "times seen": seen,
    "people follow this": follow,
    "questions": questions,
    "ideas": ideas,
    "notices": notices,
    "new answers": new_answers,
    "new comments": new_comments,
    "answers that solved it": solved,
    "points": points,
    "people": people,
    "times edited": revisions,
    "results": results,
}
