"""Voting, accepting, having it too, following."""

from django.http import HttpRequest
from ninja import Status

from community.api import WRITING, me
from questions import actions, schemas
from questions.api.shared import NOTHING, router, seen
from questions.models import Answer, Question


def _voted(post: Question | Answer, value: int) -> dict[str, int]:
    post.refresh_from_db(fields=["score"])
    return {"value": value, "score": post.score}


@router.put("/questions/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def vote_on_question(request: HttpRequest, pk: int, sent: schemas.VoteIn) -> dict[str, int]:
    """Vote with 1 or -1."""
    question = seen(Question, request, pk)
    actions.cast_vote(question, value=sent.value, by=me(request))
    return _voted(question, sent.value)


@router.delete("/questions/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def withdraw_vote_on_question(request: HttpRequest, pk: int) -> dict[str, int]:
    question = seen(Question, request, pk)
    actions.withdraw_vote(question, by=me(request))
    return _voted(question, 0)


@router.put("/answers/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def vote_on_answer(request: HttpRequest, pk: int, sent: schemas.VoteIn) -> dict[str, int]:
    """Vote with 1 or -1."""
    answer = seen(Answer, request, pk)
    actions.cast_vote(answer, value=sent.value, by=me(request))
    return _voted(answer, sent.value)


@router.delete("/answers/{pk}/vote", response=schemas.VoteOut, auth=WRITING, tags=["votes"])
def withdraw_vote_on_answer(request: HttpRequest, pk: int) -> dict[str, int]:
    answer = seen(Answer, request, pk)
    actions.withdraw_vote(answer, by=me(request))
    return _voted(answer, 0)


@router.put("/answers/{pk}/acceptance", response=NOTHING, auth=WRITING, tags=["answers"])
def accept(request: HttpRequest, pk: int) -> Status[None]:
    """The asker says that this answer solved it; an earlier acceptance moves here."""
    actions.accept_answer(seen(Answer, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/answers/{pk}/acceptance", response=NOTHING, auth=WRITING, tags=["answers"])
def withdraw_acceptance(request: HttpRequest, pk: int) -> Status[None]:
    actions.withdraw_acceptance(seen(Answer, request, pk), by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/same", response=NOTHING, auth=WRITING, tags=["questions"])
def say_same(request: HttpRequest, pk: int) -> Status[None]:
    """“I have this too.”"""
    actions.say_same(seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/same", response=NOTHING, auth=WRITING, tags=["questions"])
def withdraw_same(request: HttpRequest, pk: int) -> Status[None]:
    actions.withdraw_same(seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.put("/questions/{pk}/follow", response=NOTHING, auth=WRITING, tags=["questions"])
def follow(request: HttpRequest, pk: int) -> Status[None]:
    actions.follow_question(seen(Question, request, pk), by=me(request))
    return Status(204, None)


@router.delete("/questions/{pk}/follow", response=NOTHING, auth=WRITING, tags=["questions"])
def stop_following(request: HttpRequest, pk: int) -> Status[None]:
    actions.stop_following(seen(Question, request, pk), by=me(request))
    return Status(204, None)
