"""Which events of questions a reader of the log may see, and who may watch a question."""

from typing import Any

from community import events
from community.live import watchable
from community.log import shown_to_everyone, shows
from community.models import LoggedEvent
from community.permissions import Viewer
from questions.models import Answer, Aside, Comment, Question

PUBLIC = (
    events.QuestionAsked,
    events.QuestionEdited,
    events.AnswerPosted,
    events.AnswerEdited,
    events.CommentPosted,
    events.CommentEdited,
    events.AnswerAccepted,
    events.AcceptanceWithdrawn,
    events.SameProblemSaid,
    events.SameProblemWithdrawn,
    events.PostHidden,
    events.PostRestored,
    events.QuestionLocked,
    events.QuestionUnlocked,
    events.QuestionMarkedDuplicate,
    events.DuplicateUnmarked,
    events.IdeaDecided,
)
PRIVATE = (events.AsideWritten, events.AsideMadePublic, events.PostTakenAside)


def _ids(rows: list[LoggedEvent], name: str) -> set[Any]:
    return {row.payload[name] for row in rows if row.payload.get(name)}


def _visible(model: Any, ids: set[Any], viewer: Viewer) -> set[Any]:
    if not ids:
        return set()
    return set(model.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))


@shows(*PUBLIC)
def about_what_is_visible(rows: list[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """Events whose question, answer and comment this reader may see."""
    questions = _visible(Question, {row.question_id for row in rows} - {None}, viewer)
    answers = _visible(Answer, _ids(rows, "answer_id"), viewer)
    comments = _visible(Comment, _ids(rows, "comment_id"), viewer)
    return [
        row
        for row in rows
        if row.question_id in questions
        and row.payload.get("answer_id") in answers | {None}
        and row.payload.get("comment_id") in comments | {None}
    ]


@shows(*PRIVATE)
def to_those_who_take_part(rows: list[LoggedEvent], viewer: Viewer) -> list[LoggedEvent]:
    """Events of asides, for those who see the aside itself."""
    asides = _visible(Aside, _ids(rows, "aside_id"), viewer)
    return [row for row in rows if row.payload.get("aside_id") in asides]


@watchable("question")
def whoever_sees_the_question(question_id: int, viewer: Viewer) -> bool:
    return Question.objects.visible_to(viewer).filter(pk=question_id).exists()


shows(events.TagChanged)(shown_to_everyone)
# Who voted how is nobody's business: votes are shown to no reader of the log.
