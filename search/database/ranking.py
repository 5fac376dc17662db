"""What makes one find better than another: how well its words match, times how fresh it is and, of
a question, how well liked and how far it is solved.

The figures are multiplied, so that none of them brings up what does not match. Only figures and
words of our own stand in the text of the SQL; all else is a parameter.
"""

# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ephemeral.models import Lifespan
from ephemeral.state import State
from search.database.dialect import Match, Weights
from search.engine import Hit, Query
from search.models import Document

What = Document.What
OnLapse = Lifespan.OnLapse

# The newest counts a fifth more than the old; after a year half of that is left. With votes and a
# solution this brings something up by half at most: about what a word is worth more in a title
# than in the text.
FRESH = 0.2
HALF_FRESH = 365.0  # days
# Ten people who vote for it, or have it too, add an eighth, a hundred nearly a quarter: agreement
# grows with its logarithm, for votes come to old questions for ever.
LIKED = 0.05
DISLIKED = 0.2  # each vote below nothing takes away a sixth, a ninth, …
# Whoever looks for something wants it solved; an answer that nobody accepted may be one. So may a
# solution that lapsed or was let go: that it once was one counts no more. In between, while nobody
# confirmed it in time, it still counts a little more than any answer.
SOLVED = 1.12
SOLVED_ONCE = 1.08
ANSWERED = 1.05
DUPLICATE = 0.8  # the original is the better place to arrive

# Somebody stands behind an entry with their name and a date, so confirmed it comes before what is
# only as well put: above a new solved question without votes (1.2 × 1.12), below a well liked one.
# That it is due soon makes it hardly less true. Once the date has passed, it ranks among questions:
# behind those answered lately, beside those solved a while ago.
CONFIRMED = 1.4
DUE = 1.38
UNCONFIRMED = 1.1
# Only for whoever asks for what lapsed. As with a duplicate: there may be a better place.
LAPSED = 0.8

# What somebody begins to ask is compared with what others asked, not with what was answered.
SIMILAR = Weights(title=1.0, tags=0.5, text=0.15, answers=0.02)

# `ephemeral.state.state_of` of a lifetime `l`, at the moment of asking. What has no clock was never
# confirmed. A test holds the two equal.
STATE = f"""(CASE WHEN l.let_go_at <= clock.now THEN '{State.GONE}'
  WHEN l.lapses_at <= clock.now THEN '{State.LAPSED}'
  WHEN l.confirmed_at IS NULL OR l.due_at <= clock.now THEN '{State.UNCONFIRMED}'
  WHEN l.soon_at <= clock.now THEN '{State.DUE}' ELSE '{State.CONFIRMED}' END)"""

LIKES = "(q.score + q.same_count)"
STANDING = f"""
  * (CASE WHEN {LIKES} >= 0 THEN 1 + {LIKED} * ln(1 + {LIKES})
          ELSE 1 / (1 - {DISLIKED} * {LIKES}) END)
  * (CASE WHEN q.answer_count = 0 AND q.solved_at IS NULL THEN 1
          WHEN q.solved_at IS NULL THEN {ANSWERED}
          ELSE (CASE {STATE} WHEN '{State.CONFIRMED}' THEN {SOLVED} WHEN '{State.DUE}' THEN {SOLVED}
                WHEN '{State.UNCONFIRMED}' THEN {SOLVED_ONCE} ELSE {ANSWERED} END) END)
  * (CASE WHEN q.duplicate_of_id IS NULL THEN 1 ELSE {DUPLICATE} END)
"""
KEPT = f"""
  * (CASE {STATE} WHEN '{State.CONFIRMED}' THEN {CONFIRMED} WHEN '{State.DUE}' THEN {DUE}
          WHEN '{State.LAPSED}' THEN (CASE s.on_lapse WHEN '{OnLapse.STAYS}' THEN {UNCONFIRMED}
                                      ELSE {LAPSED} END)
          ELSE {UNCONFIRMED} END)
"""


@dataclass(frozen=True)
class Clock:
    """The moment of asking, and how a database reckons with it."""

    moment: str
    now: Any
    age_in_days: str


def best(
    match: Match,
    clock: Clock,
    query: Query,
    *,
    sorts: Sequence[str],
    without: Sequence[Hit] = (),
) -> tuple[str, list[Any]]:
    """What is public and matches, the best first.

    Each row is what it is, its id, whether it is left out because it lapsed, how many rows are not,
    and how many are. Whether something is hidden, a draft or let go is read from itself, so that no
    late job shows it.
    """
    parts, params = [], [clock.now, *match.rank_params, *match.where_params]
    for sort in sorts:
        out = [hit.pk for hit in without if hit.what == sort]
        sql, more = _entries(query, out) if sort == What.ENTRY else _questions(query, clock, out)
        parts.append(sql)
        params += more
    sql = (
        f"WITH clock AS (SELECT {clock.moment} AS now),"
        # SQLite ranks only where it matches, not where it counts.
        f" matched AS MATERIALIZED (SELECT d.question_id, d.entry_id, {match.rank} AS worth"
        f" FROM {match.source} WHERE {match.where}),"
        f" found AS ({' UNION ALL '.join(parts)})"
        " SELECT what, id, is_out, sum(1 - is_out) OVER (), sum(is_out) OVER () FROM found"
        " ORDER BY is_out, is_last, worth DESC, what, id DESC"
    )
    return sql, params


def _questions(query: Query, clock: Clock, without: Sequence[int]) -> tuple[str, list[Any]]:
    """Public questions that match. None ever leaves: what is asked already is not asked again."""
    where, params = _narrowed("q", "questions_question_tags", "question_id", query, without)
    if query.kind:
        where += " AND q.kind = %s"
        params.append(query.kind)
    fresh = f"(1 + {FRESH} / (1 + {clock.age_in_days} / {HALF_FRESH}))"
    sql = (
        f"SELECT '{What.QUESTION.value}' AS what, q.id AS id,"
        f" matched.worth * {fresh} {STANDING} AS worth, 0 AS is_out, 0 AS is_last"
        " FROM clock, matched JOIN questions_question q ON q.id = matched.question_id"
        " LEFT JOIN ephemeral_lifetime l ON q.solved_at IS NOT NULL AND l.question_id = q.id"
        " AND l.paused_at IS NULL"
        f" WHERE q.hidden_at IS NULL{where}"
    )
    return sql, params


def _entries(query: Query, without: Sequence[int]) -> tuple[str, list[Any]]:
    """Published entries that match, without those that were let go.

    What lapsed is out, or last, as its lifespan says; who asks for it finds it in its place.
    """
    where, params = _narrowed("e", "ephemeral_entry_tags", "entry_id", query, without)
    lapsed = f"{STATE} = '{State.LAPSED}' AND s.on_lapse"
    is_out, is_last = (
        "0" if query.lapsed else f"(CASE WHEN {lapsed} = '{way.value}' THEN 1 ELSE 0 END)"
        for way in (OnLapse.LEAVES, OnLapse.LAST)
    )
    sql = (
        f"SELECT '{What.ENTRY.value}' AS what, e.id AS id, matched.worth {KEPT} AS worth,"
        f" {is_out} AS is_out, {is_last} AS is_last"
        " FROM clock, matched JOIN ephemeral_entry e ON e.id = matched.entry_id"
        " LEFT JOIN ephemeral_lifetime l ON l.entry_id = e.id"
        " LEFT JOIN ephemeral_lifespan s ON s.id = l.lifespan_id"
        f" WHERE e.live AND {STATE} <> '{State.GONE}'{where}"
    )
    return sql, params


def _narrowed(
    row: str, tags: str, column: str, query: Query, without: Sequence[int]
) -> tuple[str, list[Any]]:
    """To a tag, and to what is not in the list already."""
    where, params = "", list[Any]()
    if query.tag_id is not None:
        where += (
            f" AND EXISTS (SELECT 1 FROM {tags} t WHERE t.{column} = {row}.id AND t.tag_id = %s)"
        )
        params.append(query.tag_id)
    if without:
        where += f" AND {row}.id NOT IN ({', '.join(['%s'] * len(without))})"
        params += without
    return where, params


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
