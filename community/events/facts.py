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


# Knowledge: `entry_id` or, for an accepted answer, `question_id` with `answer_id`


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryWritten(Event):
    """An entry is published for the first time."""

    decision_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryRevised(Event):
    """Another text of an entry is the published one; its clock began anew."""

    decision_id: int
    revision_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(Event):
    """A published entry is a draft again."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryLinked(Event):
    """An entry settles a question."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryUnlinked(Event):
    pass


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnowledgeRenewed(Event):
    lifetime_id: int
    decision_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnowledgeLetGo(Event):
    lifetime_id: int
    decision_id: int
    answer_id: int | None = None
    successor_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnowledgeLapsed(Event):
    """Nobody decided in time."""

    lifetime_id: int
    decision_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnowledgeAskedBack(Event):
    lifetime_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class EvidenceGiven(Event):
    """Somebody says that it still holds for them, or that it did not work."""

    lifetime_id: int
    evidence_id: int
    holds: bool
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class EvidenceWithdrawn(Event):
    lifetime_id: int
    evidence_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class StewardChanged(Event):
    """Somebody else keeps it now: by choice, or because its steward left."""

    lifetime_id: int
    decision_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeSuggested(Event):
    suggestion_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class SuggestionDecided(Event):
    suggestion_id: int
    was_taken: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class DecisionsWait(Event):
    """One person is to be told of all that waits for their decision since they were last told."""

    member_id: int
    reminder_ids: list[int]


# Promises


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    promise_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseNoted(Event):
    promise_id: int
    step_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event):
    promise_id: int
    step_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    promise_id: int
    step_id: int
    answer_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseWithdrawn(Event):
    promise_id: int
    step_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseComesDue(Event):
    """The promiser is reminded; nobody else hears of it."""

    promise_id: int
    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromiseLate(Event):
    promise_id: int
    step_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromisesAreLate(Event):
    """The daily list of what is late, for one person: their own and their teams'."""

    member_id: int
    promise_ids: list[int]


# Bringing communities in


@dataclasses.dataclass(frozen=True, kw_only=True)
class CommunityImported(Event):
    """A whole community came in, silently: no other event tells of its posts."""

    source_id: int
