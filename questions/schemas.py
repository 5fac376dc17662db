"""How questions look to programs."""

from datetime import datetime

from django.conf import settings
from ninja import Field, Schema

from community.api import CapacityOut, PersonRef
from questions.models import Answer, Comment, Question


class PostOut(Schema):
    """What any post carries. `body` is Markdown as written, `html` clean and ready to show."""

    id: int
    url: str
    author: PersonRef
    capacity: CapacityOut | None
    body: str
    html: str
    posted_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None

    @staticmethod
    def resolve_url(post: Question | Answer | Comment) -> str:
        return settings.SITE_URL + post.get_absolute_url()


class CommentOut(PostOut):
    question_id: int
    answer_id: int | None


class AnswerOut(PostOut):
    question_id: int
    score: int
    accepted_at: datetime | None
    revision: int = Field(alias="revision_count")


class QuestionOut(PostOut):
    kind: str
    title: str
    language: str
    tags: list[str]
    score: int
    answer_count: int
    same_count: int
    read_count: int
    solved_at: datetime | None
    active_at: datetime
    locked_at: datetime | None
    duplicate_of_id: int | None
    idea_status: str
    revision: int = Field(alias="revision_count")

    @staticmethod
    def resolve_tags(question: Question) -> list[str]:
        return [tag.name for tag in question.tags.all()]


class AsideOut(Schema):
    id: int
    author: PersonRef
    capacity: CapacityOut | None
    body: str
    html: str
    posted_at: datetime
    is_shared: bool


class DecisionOut(Schema):
    id: int
    status: str
    response: str
    html: str
    decided_by: PersonRef
    capacity: CapacityOut | None
    decided_at: datetime


class RevisionOut(Schema):
    number: int
    title: str
    tags: list[str]
    body: str
    author: PersonRef | None
    reason: str
    made_at: datetime


class TagOut(Schema):
    name: str
    description: str
    question_count: int


class AskIn(Schema):
    title: str
    body: str
    kind: str = Question.Kind.QUESTION
    tags: list[str] = []
    speaking_as: str = ""
    language: str = Field("", max_length=12, pattern=r"^[a-zA-Z-]*$")  # as “pt-BR”


class SayIn(Schema):
    body: str
    speaking_as: str = ""


class WordsIn(Schema):
    body: str


class EditQuestionIn(Schema):
    """`base` is the revision that was read; a conflict is told when there is a newer one."""

    title: str | None = None
    body: str | None = None
    tags: list[str] | None = None
    kind: str | None = None
    reason: str = ""
    base: int | None = None


class EditAnswerIn(Schema):
    body: str
    reason: str = ""
    base: int | None = None


class VoteIn(Schema):
    value: int


class VoteOut(Schema):
    value: int
    score: int


class ReasonIn(Schema):
    reason: str


class DuplicateIn(Schema):
    original_id: int


class DecisionIn(Schema):
    status: str
    response: str = ""
    speaking_as: str = ""


class RollBackIn(Schema):
    number: int
    reason: str = ""
