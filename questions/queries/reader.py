"""What the page of a question must know of the person who reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from community.capacities import choices_for
from community.models import Member
from community.permissions import Viewer
from questions import additions
from questions.models import Aside, Question
from questions.permissions import can_see_asides

# All that one reader did with one question, as rows of what, which and how much. Written by hand:
# putting these nine subqueries together anew takes the ORM longer than the rest of the page.
STATE = """
SELECT 'question', question_id, value, NULL FROM questions_vote
 WHERE member_id = %(member)s AND question_id = %(question)s
UNION ALL
SELECT 'answer', vote.answer_id, vote.value, NULL
  FROM questions_vote vote JOIN questions_answer answer ON answer.id = vote.answer_id
 WHERE vote.member_id = %(member)s AND answer.question_id = %(question)s
UNION ALL
SELECT 'follows', question_id, 1, NULL FROM questions_questionfollow
 WHERE member_id = %(member)s AND question_id = %(question)s AND stopped_at IS NULL
UNION ALL
SELECT 'has it too', question_id, 1, NULL FROM questions_sameproblem
 WHERE member_id = %(member)s AND question_id = %(question)s
UNION ALL
SELECT 'own hidden', id, 1, NULL FROM questions_answer
 WHERE author_id = %(member)s AND question_id = %(question)s AND hidden_at IS NOT NULL
UNION ALL
SELECT 'own hidden', id, 1, NULL FROM questions_comment
 WHERE author_id = %(member)s AND question_id = %(question)s AND hidden_at IS NOT NULL
UNION ALL
SELECT 'aside', id, 1, NULL FROM questions_aside WHERE question_id = %(question)s
UNION ALL
SELECT 'draft', id, 1, CAST(fields AS text) FROM questions_draft
 WHERE member_id = %(member)s AND place = %(place)s
"""


@dataclass(frozen=True)
class Reader:
    """One person before one question; a visitor is a reader who did nothing with it."""

    viewer: Viewer
    question: Question
    votes: dict[tuple[str, int], int] = field(default_factory=dict)
    follows: bool = False
    has_it_too: bool = False
    sees_more: bool = False  # hidden posts stand in the thread for them, so no shared copy fits
    asides: list[Aside] = field(default_factory=list)
    sees_asides: bool = False
    capacities: list[Any] = field(default_factory=list)
    draft: dict[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)  # that apps above add to the thread
    own: Mapping[str, Any] = field(default_factory=dict)  # what this reader did there


def reader_of(question: Question, viewer: Viewer) -> Reader:
    """The reader of a question, in at most three queries; a visitor in none."""
    if not isinstance(viewer, Member):
        return Reader(viewer=viewer, question=question)
    state = _state(question, viewer)
    done = {what for what, *_rest in state}
    sees_asides = can_see_asides(viewer, question)
    asides = Aside.objects.visible_to(viewer).filter(question=question)
    return Reader(
        viewer=viewer,
        question=question,
        votes={(what, pk): value for what, pk, value, _text in state if what in VOTED},
        follows="follows" in done,
        has_it_too="has it too" in done,
        sees_more=bool(viewer.is_moderator or question.hidden_at or "own hidden" in done),
        asides=list(asides.select_related("author", "capacity"))
        if sees_asides and "aside" in done
        else [],
        sees_asides=sees_asides,
        capacities=choices_for(viewer),
        draft=next((json.loads(text) for _what, _pk, _n, text in state if text), {}),
    )


VOTED = {"question", "answer"}


def _state(question: Question, member: Member) -> list[tuple[str, int, int, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            STATE,
            {"member": member.pk, "question": question.pk, "place": f"answer:{question.pk}"},
        )
        rows: list[tuple[str, int, int, str | None]] = cursor.fetchall()
    return rows


def knowing(reader: Reader, facts: Mapping[str, Any]) -> Reader:
    """The reader of a thread about which apps above have something to say."""
    viewer = reader.viewer
    own = additions.own_of(reader.question, viewer, facts) if isinstance(viewer, Member) else {}
    return replace(reader, facts=facts, own=own)
