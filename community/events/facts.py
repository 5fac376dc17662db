"""The facts that can be published, by what they are about."""

import dataclasses

from community.events.publishing import Event

# People


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A name, a handle or a picture that stands on posts is another now."""

    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """Somebody erased themselves; what they wrote stays under a name that says nothing."""

    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EmploymentBegan(Event):
    member_id: int
    employment_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EmploymentEnded(Event):
    member_id: int
    employment_id: int


# Asking and answering


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    pass


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionEdited(Event):
    reason: str = ""
    tag_ids: list[int] = dataclasses.field(default_factory=list)  # those it has and those it had


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerPosted(Event):
    answer_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerEdited(Event):
    answer_id: int
    reason: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class CommentPosted(Event):
    comment_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class CommentEdited(Event):
    comment_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class AsideWritten(Event):
    """Private: only the asker and employees may learn of it."""

    aside_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class AsideMadePublic(Event):
    aside_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PostTakenAside(Event):
    aside_id: int
    answer_id: int | None = None
    comment_id: int | None = None


# Votes and acceptance


@dataclasses.dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    vote_id: int
    value: int
    author_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class VoteWithdrawn(Event):
    vote_id: int
    author_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class SameProblemSaid(Event):
    pass


@dataclasses.dataclass(frozen=True, kw_only=True)
class SameProblemWithdrawn(Event):
    pass


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Event):
    answer_id: int
    acceptance_id: int
    author_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Event):
    answer_id: int
    acceptance_id: int
    author_id: int


# Keeping order


@dataclasses.dataclass(frozen=True, kw_only=True)
class PostHidden(Event):
    reason: str
    author_id: int | None = None
    answer_id: int | None = None
    comment_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class PostRestored(Event):
    reason: str
    author_id: int | None = None
    answer_id: int | None = None
    comment_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionLocked(Event):
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionUnlocked(Event):
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionMarkedDuplicate(Event):
    original_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class DuplicateUnmarked(Event):
    original_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class IdeaDecided(Event):
    status: str
    decision_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class TagChanged(Event):
    tag: str


# Bringing communities in


@dataclasses.dataclass(frozen=True, kw_only=True)
class CommunityImported(Event):
    """A whole community came in, silently: no other event tells of its posts."""

    source_id: int
