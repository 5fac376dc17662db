"""Points follow from votes and acceptances, in the same transaction."""

from datetime import datetime, timedelta

from django.db.models import Sum

from community.events import AcceptanceWithdrawn, AnswerAccepted, Event, VoteCast, VoteWithdrawn
from community.models import Member
from reputation.models import LedgerLine

# The weights of Stack Exchange's beginnings, which communities that move here know.
POINTS = {
    LedgerLine.Reason.QUESTION_UP: 5,
    LedgerLine.Reason.QUESTION_DOWN: -2,
    LedgerLine.Reason.ANSWER_UP: 10,
    LedgerLine.Reason.ANSWER_DOWN: -2,
    LedgerLine.Reason.ACCEPTED: 15,
}
DAILY_CAP = 200  # one lucky post must not outweigh a year of help; acceptances count beyond it


def award_vote(event: VoteCast) -> None:
    """Points for the author of what was voted on."""
    on_answer = event.answer_id is not None
    if event.value > 0:
        reason = LedgerLine.Reason.ANSWER_UP if on_answer else LedgerLine.Reason.QUESTION_UP
    else:
        reason = LedgerLine.Reason.ANSWER_DOWN if on_answer else LedgerLine.Reason.QUESTION_DOWN
    _write(event, event.author_id, reason, vote_id=event.vote_id)


def take_back_vote(event: VoteWithdrawn) -> None:
    _take_back(event, vote_id=event.vote_id)


def award_acceptance(event: AnswerAccepted) -> None:
    """Points for the author of the answer, unless they accepted their own."""
    if event.author_id != event.actor_id:
        _write(
            event, event.author_id, LedgerLine.Reason.ACCEPTED, acceptance_id=event.acceptance_id
        )


def take_back_acceptance(event: AcceptanceWithdrawn) -> None:
    _take_back(event, acceptance_id=event.acceptance_id)


def _write(
    event: Event,
    member_id: int,
    reason: LedgerLine.Reason,
    *,
    vote_id: int | None = None,
    acceptance_id: int | None = None,
) -> None:
    assert event.id is not None
    assert event.at is not None
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member_id)
    full = POINTS[reason]
    points = full
    if full > 0 and reason != LedgerLine.Reason.ACCEPTED:
        points = max(0, min(full, DAILY_CAP - _votes_of_the_day(member_id, event.at)))
    LedgerLine.objects.get_or_create(
        event_id=event.id,
        member_id=member_id,
        reason=reason,
        takes_back=None,
        defaults={
            "points": points,
            "uncapped_points": full,
            "vote_id": vote_id,
            "acceptance_id": acceptance_id,
            "at": event.at,
        },
    )


def _votes_of_the_day(member_id: int, at: datetime) -> int:
    """What votes brought this person on the day of `at`, in UTC."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = LedgerLine.objects.filter(
        member_id=member_id, at__gte=day, at__lt=day + timedelta(days=1)
    )
    from_votes = lines.exclude(reason=LedgerLine.Reason.ACCEPTED)
    return from_votes.aggregate(total=Sum("points"))["total"] or 0


def take_back_line(line: LedgerLine) -> None:
    """Answer one line with its opposite, where the act it was for is known to be undone."""
    LedgerLine.objects.get_or_create(
        takes_back=line,
        defaults={
            "event_id": line.event_id,
            "member_id": line.member_id,
            "points": -line.points,
            "uncapped_points": -line.uncapped_points,
            "reason": line.reason,
            "vote_id": line.vote_id,
            "acceptance_id": line.acceptance_id,
        },
    )


def _take_back(event: Event, **cause: int) -> None:
    """Answer each standing line of the undone act with its opposite."""
    assert event.id is not None
    assert event.at is not None
    for line in LedgerLine.objects.standing().filter(**cause):
        Member.objects.select_for_update(no_key=True).only("pk").get(pk=line.member_id)
        LedgerLine.objects.get_or_create(
            takes_back=line,
            defaults={
                "event_id": event.id,
                "member_id": line.member_id,
                "points": -line.points,
                "uncapped_points": -line.uncapped_points,
                "reason": line.reason,
                "vote_id": line.vote_id,
                "acceptance_id": line.acceptance_id,
                "at": event.at,
            },
        )
