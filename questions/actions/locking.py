"""Every act on a thread locks its question first: two acts take turns and never deadlock."""

from typing import TypeVar

from questions.models import Answer, Comment, Question

Target = TypeVar("Target", bound=Question | Answer | Comment)


def locked_question(question_id: int) -> Question:
    """The question as it is now, nobody else's until the transaction ends."""
    return Question.objects.select_for_update(no_key=True).get(pk=question_id)


def locked(post: Target) -> Target:
    """The post as it is now, behind its question's lock."""
    question = locked_question(post.question_id)
    if isinstance(post, Question):
        return question  # type: ignore[return-value]
    fresh = type(post).objects.get(pk=post.pk)
    fresh.question = question
    return fresh  # type: ignore[return-value]
