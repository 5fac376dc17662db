"""The stored numbers of questions, and the ledger that follows from votes, for `check_counters`."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from community import events
from community.counters import Counter, Drift, register
from community.models import LoggedEvent
from questions.counters import answer_facts, question_facts, tag_facts
from questions.models import Acceptance, Answer, Question, Tag, Vote
from reputation import handlers
from reputation.models import LedgerLine

for model, facts in ((Question, question_facts), (Answer, answer_facts), (Tag, tag_facts)):
    for name in facts():
        register(Counter(model, name, lambda facts=facts, name=name: facts()[name]))  # type: ignore[misc]


class LedgerOfVotes:
    """Each vote has one standing line in the ledger of whom it was for, and vice versa."""

    name = "reputation.LedgerLine of votes"

    def find_drift(self) -> Iterator[Drift]:
        for vote in self._unpaid():
            yield Drift(f"points for vote {vote.pk}", 0, vote.value)
        for line in self._unfounded():
            yield Drift(f"points of line {line.pk}", line.points, 0)

    @transaction.atomic
    def mend(self) -> int:
        mended = 0
        for line in self._unfounded():
            handlers.take_back_line(line)
            mended += 1
        for vote in self._unpaid():
            cast = LoggedEvent.objects.filter(type="VoteCast", payload__vote_id=vote.pk).last()
            if cast:
                handlers.award_vote(events.VoteCast.from_row(cast))  # type: ignore[arg-type]
                mended += 1
        return mended

    def _unpaid(self) -> Iterator[Vote]:
        lines = LedgerLine.objects.standing().filter(vote_id=OuterRef("pk"))
        return Vote.objects.filter(~Exists(lines)).iterator()

    def _unfounded(self) -> Iterator[LedgerLine]:
        votes = Vote.objects.filter(pk=OuterRef("vote_id"))
        lines = LedgerLine.objects.standing().exclude(vote_id=None)
        return lines.filter(~Exists(votes)).iterator()


class LedgerOfAcceptances:
    """Each acceptance of somebody else's answer has one standing line, and vice versa."""

    name = "reputation.LedgerLine of acceptances"

    def find_drift(self) -> Iterator[Drift]:
        for acceptance in self._unpaid():
            yield Drift(f"points for acceptance {acceptance.pk}", 0, 1)
        for line in self._unfounded():
            yield Drift(f"points of line {line.pk}", line.points, 0)

    @transaction.atomic
    def mend(self) -> int:
        mended = 0
        for line in self._unfounded():
            handlers.take_back_line(line)
            mended += 1
        for acceptance in self._unpaid():
            said = LoggedEvent.objects.filter(
                type="AnswerAccepted", payload__acceptance_id=acceptance.pk
            ).last()
            if said:
                handlers.award_acceptance(events.AnswerAccepted.from_row(said))  # type: ignore[arg-type]
                mended += 1
        return mended

    def _unpaid(self) -> Iterator[Acceptance]:
        lines = LedgerLine.objects.standing().filter(acceptance_id=OuterRef("pk"))
        held = Acceptance.objects.current().filter(answer__old_id=None)  # imports bring their own
        others = held.exclude(answer__author=F("accepted_by"))
        return others.filter(~Exists(lines)).select_related("answer").iterator()

    def _unfounded(self) -> Iterator[LedgerLine]:
        held = Acceptance.objects.current().filter(pk=OuterRef("acceptance_id"))
        lines = LedgerLine.objects.standing().exclude(acceptance_id=None)
        return lines.filter(~Exists(held)).iterator()


register(LedgerOfVotes(), LedgerOfAcceptances())
