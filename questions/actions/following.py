"""Following a question: by taking part, or by choice; stopping is remembered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.models import Member
from community.permissions import require
from questions.models import Question, QuestionFollow
from questions.permissions import can_follow


def begin_following(question: Question, member: Member, because: str, *, at: datetime) -> None:
    """Follow by taking part, unless this person follows already or has stopped."""
    QuestionFollow.objects.get_or_create(
        question=question, member=member, defaults={"because": because, "began_at": at}
    )


@transaction.atomic
def follow_question(question: Question, *, by: Member) -> QuestionFollow:
    """Hear what becomes of a question."""
    require(can_follow(by, question))
    follow, made = QuestionFollow.objects.get_or_create(question=question, member=by)
    if not made and follow.stopped_at:
        follow.because = QuestionFollow.Because.CHOSE
        follow.began_at, follow.stopped_at = timezone.now(), None
        follow.save(update_fields=["because", "began_at", "stopped_at"])
    return follow


@transaction.atomic
def stop_following(question: Question, *, by: Member) -> None:
    """Hear no more of a question, even after taking part again, until one follows it again."""
    QuestionFollow.objects.update_or_create(
        question=question, member=by, defaults={"stopped_at": timezone.now()}
    )
