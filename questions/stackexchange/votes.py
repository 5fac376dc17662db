"""Votes, which a dump counts without saying whose they were, and favourites, which it names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from questions.models import Acceptance, Answer, Question, QuestionFollow
from questions.stackexchange.kinds import (
    ACCEPTED,
    ANSWER,
    DOWN,
    FAVOURITE,
    QUESTION,
    UP,
    WHY_NO_VOTE,
    named,
)
from questions.stackexchange.reading import Row
from questions.stackexchange.work import FileStage, RangeStage

COLUMNS = {UP: "imported_ups", DOWN: "imported_downs"}
Table = type[Question] | type[Answer]


class _Forget(RangeStage):
    """Votes are counted anew with each dump, so a newer one counts from nothing."""

    model: Table

    def table(self) -> QuerySet[Any]:
        return self.model.objects.filter(
            Q(imported_ups__gt=0) | Q(imported_downs__gt=0), imported_from=self.source
        )

    def write(self, batch: tuple[int, int]) -> None:
        self.table().filter(pk__range=batch).update(imported_ups=0, imported_downs=0)


class ForgetQuestionVotes(_Forget):
    name, title, model = "old question votes", "votes of an earlier dump", Question


class ForgetAnswerVotes(_Forget):
    name, title, model = "old answer votes", "votes of an earlier dump", Answer


class Votes(FileStage[list[Row]]):
    name, title, file = "votes", "votes", "Votes"
    size = 2000

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        posts = {row.the_number("PostId") for row in batch}
        self.questions, self.answers = (
            dict(
                model.objects.filter(imported_from=self.source, old_id__in=posts).values_list(
                    "old_id", "pk"
                )
            )
            for model in (Question, Answer)
        )
        by_type: dict[int, list[Row]] = defaultdict(list)
        for row in batch:
            by_type[row.the_number("VoteTypeId")].append(row)
        for kind, votes in by_type.items():
            if kind in COLUMNS:
                self._count(kind, votes)
            elif kind == ACCEPTED:
                self._date_acceptances(votes)
            elif kind == FAVOURITE:
                self._follow(votes)
            else:
                for row in votes:
                    why = WHY_NO_VOTE.get(kind, "nobody here knows what it means")
                    self.tally.skip(row, named("Votes", kind), why)

    def _count(self, kind: int, votes: list[Row]) -> None:
        """The same number of votes for many posts at once: there are few different numbers."""
        cast: Counter[int] = Counter()
        for row in votes:
            post = row.the_number("PostId")
            if post in self.questions or post in self.answers:
                cast[post] += 1
                self.tally.keep(row, named("Votes", kind))
            else:
                self.tally.skip(row, named("Votes", kind), "its post is not in the dump")
        column = COLUMNS[kind]
        for number in sorted(set(cast.values())):
            old_ids = [post for post, votes_cast in cast.items() if votes_cast == number]
            _add(Question, column, number, _those(self.questions, old_ids))
            _add(Answer, column, number, _those(self.answers, old_ids))

    def _date_acceptances(self, votes: list[Row]) -> None:
        """Votes say on which day the answer was accepted; until here it was when it was posted."""
        days: dict[int, datetime | None] = {}
        for row in votes:
            if pk := self.answers.get(row.the_number("PostId")):
                days[pk] = row.moment("CreationDate")
        undated = Acceptance.objects.current().filter(answer__in=days)
        acceptances = list(undated.select_related("answer"))
        dated = []
        for acceptance in acceptances:
            day = days[acceptance.answer_id]
            if day and acceptance.accepted_at == acceptance.answer.posted_at < day:
                acceptance.accepted_at = day
                dated.append(acceptance)
        Acceptance.objects.bulk_update(dated, ["accepted_at"])
        current = {acceptance.answer_id for acceptance in acceptances}
        what = named("Votes", ACCEPTED)
        for row in votes:
            if self.answers.get(row.the_number("PostId")) in current:
                self.tally.keep(row, f"{what}, its day")
            else:
                self.tally.skip(row, what, "the answer is not accepted any more, or not there")

    def _follow(self, votes: list[Row]) -> None:
        """They hear of nothing: imported members have no address."""
        members = self.work.authors.known(row.number("UserId") or 0 for row in votes)
        wanted: dict[tuple[int, int], Row] = {}
        what = named("Votes", FAVOURITE)
        for row in votes:
            member = members.get(row.number("UserId") or 0)
            question = self.questions.get(row.the_number("PostId"))
            if member is None:
                self.tally.skip(row, what, "whose it was is not in the dump")
            elif question is None:
                self.tally.skip(row, what, "its question is not in the dump")
            else:
                self.tally.keep(row, f"{what}, follows the question")
                wanted.setdefault((question, member), row)
        known = set(
            QuestionFollow.objects.filter(
                question__in={question for question, _member in wanted},
                member__in={member for _question, member in wanted},
            ).values_list("question", "member")
        )
        made = QuestionFollow.objects.bulk_create(
            QuestionFollow(
                question_id=question,
                member_id=member,
                because=QuestionFollow.Because.CHOSE,
                **_since(row),
            )
            for (question, member), row in wanted.items()
            if (question, member) not in known
        )
        self.tally.added["follows"] += len(made)


class Scores(FileStage[list[Row]]):
    """Where there is no file of votes, a post's Score is all that is known of them."""

    name, title, file = "scores", "scores", "Posts"
    size = 2000

    def applies(self) -> bool:
        return "Votes" not in self.work.dump.files

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") in {QUESTION, ANSWER} and row.count("Score") != 0

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        for score in sorted({row.count("Score") for row in batch}):
            old_ids = [row.id for row in batch if row.count("Score") == score]
            column = COLUMNS[UP if score > 0 else DOWN]
            for model in (Question, Answer):
                model.objects.filter(imported_from=self.source, old_id__in=old_ids).update(
                    **{column: abs(score)}
                )
        self.tally.noted["posts whose votes are known as one sum only"] += len(batch)


class Sums(FileStage[list[Row]]):
    """Says how many posts the site showed with another score than their votes make."""

    name, title, file = "sums", "votes against scores", "Posts"
    size = 2000

    def applies(self) -> bool:
        return "Votes" in self.work.dump.files

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") in {QUESTION, ANSWER}

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        shown = {row.id: row.count("Score") for row in batch}
        differ = 0
        for model in (Question, Answer):
            rows = model.objects.filter(imported_from=self.source, old_id__in=shown)
            sums = rows.values_list("old_id", F("imported_ups") - F("imported_downs"))
            differ += sum(shown[old_id] != counted for old_id, counted in sums)
        self.tally.noted["posts whose Score in the dump is not the sum of its votes"] += differ


def _those(pks: Mapping[int | None, int], old_ids: Iterable[int]) -> list[int]:
    return [pks[old_id] for old_id in old_ids if old_id in pks]


def _add(model: Table, column: str, number: int, pks: list[int]) -> None:
    if pks:
        model.objects.filter(pk__in=pks).update(**{column: F(column) + number})


def _since(row: Row) -> dict[str, datetime]:
    at = row.moment("CreationDate")
    return {"began_at": at} if at else {}
