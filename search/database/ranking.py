"""What makes one question a better find than another: how well its words match, times how fresh,
how well liked and how far it is solved.

The figures are multiplied, so that none of them brings up what does not match. Only figures and
words of our own stand in the text of the SQL; all else is a parameter.
"""

# ruff: noqa: S608

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from search.database.dialect import Match, Weights
from search.engine import Query

# The newest counts a fifth more than the old; after a year half of that is left. With votes and a
# solution this brings something up by half at most: about what a word is worth more in a title
# than in the text.
FRESH = 0.2
HALF_FRESH = 365.0  # days
# Ten people who vote for it, or have it too, add an eighth, a hundred nearly a quarter: agreement
# grows with its logarithm, for votes come to old questions for ever.
LIKED = 0.05
DISLIKED = 0.2  # each vote below nothing takes away a sixth, a ninth, …
# Whoever looks for something wants it solved; an answer that nobody accepted may be one.
SOLVED = 1.12
ANSWERED = 1.05
DUPLICATE = 0.8  # the original is the better place to arrive

# What somebody begins to ask is compared with what others asked, not with what was answered.
SIMILAR = Weights(title=1.0, tags=0.5, text=0.15, answers=0.02)

LIKES = "(q.score + q.same_count)"
STANDING = f"""
  * (CASE WHEN {LIKES} >= 0 THEN 1 + {LIKED} * ln(1 + {LIKES})
          ELSE 1 / (1 - {DISLIKED} * {LIKES}) END)
  * (CASE WHEN q.solved_at IS NOT NULL THEN {SOLVED} WHEN q.answer_count > 0 THEN {ANSWERED}
          ELSE 1 END)
  * (CASE WHEN q.duplicate_of_id IS NULL THEN 1 ELSE {DUPLICATE} END)
"""


def questions(
    match: Match,
    age_in_days: str,
    query: Query,
    *,
    now: datetime,
    without: Sequence[int] = (),
) -> tuple[str, list[Any]]:
    """Public questions that match: id and how many there are, the best first.

    Whether a question is hidden is read from itself, so that no late job shows what is hidden.
    """
    where, params = "q.hidden_at IS NULL", [*match.rank_params, *match.where_params]
    if query.kind:
        where += " AND q.kind = %s"
        params.append(query.kind)
    if query.tag_id is not None:
        where += (
            " AND EXISTS (SELECT 1 FROM questions_question_tags t"
            " WHERE t.question_id = q.id AND t.tag_id = %s)"
        )
        params.append(query.tag_id)
    if without:
        where += f" AND q.id NOT IN ({', '.join(['%s'] * len(without))})"
        params += without
    fresh = f"(1 + {FRESH} / (1 + {age_in_days} / {HALF_FRESH}))"
    sql = (
        # SQLite ranks only where it matches, not where it counts.
        f"WITH matched AS MATERIALIZED (SELECT d.question_id, {match.rank} AS rank"
        f" FROM {match.source} WHERE {match.where})"
        " SELECT q.id, count(*) OVER () FROM matched"
        f" JOIN questions_question q ON q.id = matched.question_id WHERE {where}"
        f" ORDER BY matched.rank * {fresh} {STANDING} DESC, q.id DESC"
    )
    return sql, [*params, now]


def answers_saying(match: Match, question_ids: Sequence[int]) -> tuple[str, list[Any]]:
    """Public answers of these questions that match: question and answer, the best first."""
    sql = (
        f"SELECT a.question_id, a.id FROM {match.source}"
        " JOIN questions_answer a ON a.id = d.answer_id"
        f" WHERE {match.where} AND a.hidden_at IS NULL"
        f" AND d.question_id IN ({', '.join(['%s'] * len(question_ids))})"
        f" ORDER BY ({match.rank})"
        f" * (CASE WHEN a.accepted_at IS NULL THEN 1 ELSE {SOLVED} END) DESC, a.id"
    )
    return sql, [*match.where_params, *question_ids, *match.rank_params]


def people(match: Match, limit: int) -> tuple[str, list[Any]]:
    """Members that match, the best first; who left is not among them."""
    sql = (
        f"SELECT m.id FROM {match.source} JOIN community_member m ON m.id = d.member_id"
        f" WHERE {match.where} AND m.is_active AND m.erased_at IS NULL"
        f" ORDER BY {match.rank} DESC, m.id LIMIT %s"
    )
    return sql, [*match.where_params, *match.rank_params, limit]
