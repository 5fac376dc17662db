"""What follows in the threads themselves when something happened."""

from django.db.models import Q

from community.events import (
    CommentEdited,
    CommentPosted,
    Event,
    MemberChanged,
    QuestionEdited,
    SameProblemSaid,
    SameProblemWithdrawn,
    VoteCast,
    VoteWithdrawn,
)
from community.reactions import counting
from questions.counters import (
    recount_answer,
    recount_question,
    recount_score_of_answer,
    recount_score_of_question,
    recount_tags,
    renew_thread,
)
from questions.models import Question

# What changes nothing that apps above know of a question: not who answered it, when, or about what.
ONLY_SAID = (CommentPosted, CommentEdited, SameProblemSaid, SameProblemWithdrawn)


@counting
def recount_thread(event: Event) -> None:
    """Bring the numbers of the question, and of the answer concerned, in line with the facts."""
    if event.question_id is None:
        return
    recount_question(event.question_id, facts=not isinstance(event, ONLY_SAID))
    answer_id = getattr(event, "answer_id", None)
    if answer_id is not None:
        recount_answer(answer_id)


@counting
def recount_votes(event: VoteCast | VoteWithdrawn) -> None:
    """A vote moves one score and nothing else."""
    assert event.question_id is not None
    if event.answer_id is None:
        recount_score_of_question(event.question_id)
    else:
        recount_score_of_answer(event.answer_id)
        renew_thread(event.question_id)


def recount_tags_of_question(event: Event) -> None:
    """A question came, went or changed its tags."""
    if getattr(event, "answer_id", None) or getattr(event, "comment_id", None):
        return
    tag_ids = event.tag_ids if isinstance(event, QuestionEdited) else _tag_ids(event.question_id)
    recount_tags(tag_ids)


def _tag_ids(question_id: int | None) -> list[int]:
    through = Question.tags.through.objects.filter(question_id=question_id or 0)
    return list(through.values_list("tag_id", flat=True))


def renew_threads_of_member(event: MemberChanged) -> None:
    """A name or a picture stands on posts: let what is cached of their threads be made anew."""
    took_part = (
        Q(author_id=event.member_id)
        | Q(answers__author_id=event.member_id)
        | Q(comments__author_id=event.member_id)
    )
    for question_id in (
        Question.objects.filter(took_part).order_by("pk").distinct().values_list("pk", flat=True)
    ):
        renew_thread(question_id)
