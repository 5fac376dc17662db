"""The places in kept HTML where readers differ or time passes, and what goes into them.

A template writes `{% slot "vote" post %}`; what comes out is an HTML comment, which nobody who
writes Markdown can produce. `fill` puts the reader's own version there.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from time import time

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from community.permissions import can_moderate
from community.templatetags.mayfly import ago
from questions import additions
from questions.models import Question
from questions.queries.reader import Reader

STAND_IN = "987654321987"  # A post's number in what is drawn for many; no post gets so far.
MORE = "<!--more-->"  # where a menu has room for what apps above offer
SLOT = re.compile(r"<!--slot ([a-z]+)((?: [a-z0-9-]+)*)-->")


def slot(name: str, *values: object) -> SafeString:
    """An open slot. The values are words or numbers without spaces."""
    return mark_safe(f"<!--slot {' '.join([name, *map(str, values)])}-->")  # noqa: S308


def fill(html: str, reader: Reader) -> SafeString:
    """The HTML with every slot filled for this reader."""

    def filling(found: re.Match[str]) -> str:
        filling = additions.FILLINGS.get(found[1])
        return filling(reader, *found[2].split()) if filling else ""

    return mark_safe(SLOT.sub(filling, html))  # noqa: S308, made by our own templates


def _drawn(template: str, pk: str, **facts: object) -> str:
    """A part for one post. It is made once for all posts that the same facts hold of."""
    return _drawn_once(template, get_language(), **facts).replace(STAND_IN, pk)


@lru_cache(maxsize=4096)
def _drawn_once(template: str, _language: str, **facts: object) -> str:
    return get_template(template).render({**facts, "pk": STAND_IN})


def _ago(_reader: Reader, seconds: str) -> str:
    minute = int(time() // 60)
    return _ago_at(seconds, minute, get_language(), str(get_current_timezone()))


@lru_cache(maxsize=16_384)
def _ago_at(seconds: str, _minute: int, _language: str, _zone: str) -> str:
    return ago(datetime.fromtimestamp(int(seconds), tz=UTC))


def _vote(reader: Reader, kind: str, pk: str, score: str, author: str) -> str:
    viewer = reader.viewer
    own = viewer.pk == int(author)
    return _drawn(
        "questions/_vote.html",
        pk,
        address=f"/{kind}s/{STAND_IN}/vote/",
        kind=kind,
        score=int(score),
        vote=reader.votes.get((kind, int(pk)), 0),
        may_vote=viewer.is_authenticated and not own and not _closed(reader),
        why_not=_("This is your own.") if own else "",
        signed_in=viewer.is_authenticated,
        question_id=None if viewer.is_authenticated else reader.question.pk,
    )


def _closed(reader: Reader) -> bool:
    """Whether the thread is closed to this reader's acts."""
    question = reader.question
    if question.hidden_at:
        return True
    return bool(question.locked_at) and not can_moderate(reader.viewer)


def _acts(reader: Reader, kind: str, pk: str, author: str, *flags: str) -> str:
    viewer, question = reader.viewer, reader.question
    if not viewer.is_authenticated:
        if kind != "question":
            return ""
        return get_template("questions/_acts_visitor.html").render({"question": question})
    own = viewer.pk == int(author)
    hidden = "hidden" in flags
    more = additions.offered(reader, kind, pk, flags)
    concerned = int(author) == question.author_id or "staff" in flags
    drawn = _drawn(
        "questions/_acts.html",
        pk,
        kind=kind,
        own=own,
        open_thread=not _closed(reader),
        hidden=hidden,
        accepted="accepted" in flags,
        may_accept=kind == "answer"
        and question.author_id == viewer.pk
        and not question.hidden_at
        and not hidden,
        is_problem=question.kind == Question.Kind.PROBLEM,
        is_idea=question.kind == Question.Kind.IDEA,
        is_duplicate=question.duplicate_of_id is not None,
        is_locked=question.locked_at is not None,
        has_it_too=reader.has_it_too,
        follows=reader.follows,
        moderates=viewer.is_moderator,
        employed=viewer.is_employee,
        sees_asides=reader.sees_asides,
        may_take_aside=kind != "question"
        and concerned
        and not hidden
        and (own or viewer.is_employee or viewer.is_moderator),
    )
    return drawn.replace(MORE, more)


def _aside(reader: Reader) -> str:
    """The private part, where this reader takes part in it and there is one."""
    if not reader.asides:
        return ""
    return get_template("questions/_aside.html").render(
        {
            "asides": reader.asides,
            "question": reader.question,
            "viewer": reader.viewer,
            "open_thread": not _closed(reader),
        }
    )


for name, filling in (("ago", _ago), ("vote", _vote), ("acts", _acts), ("aside", _aside)):
    additions.fills(name)(filling)
