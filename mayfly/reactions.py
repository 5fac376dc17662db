"""Who reacts to what, and when: the one place that knows every app's handlers."""

from community import events
from community.events import Event
from community.reactions import Reactions
from questions.handlers import (
    recount_tags_of_question,
    recount_thread,
    recount_votes,
    renew_threads_of_member,
)
from reputation.handlers import (
    award_acceptance,
    award_vote,
    take_back_acceptance,
    take_back_vote,
)

REACTIONS: dict[type[Event], Reactions] = {
    # People
    events.MemberChanged: Reactions(now=(renew_threads_of_member,)),
    # Asking and answering
    events.QuestionAsked: Reactions(now=(recount_thread, recount_tags_of_question)),
    events.QuestionEdited: Reactions(now=(recount_thread, recount_tags_of_question)),
    events.AnswerPosted: Reactions(now=(recount_thread,)),
    events.AnswerEdited: Reactions(now=(recount_thread,)),
    events.CommentPosted: Reactions(now=(recount_thread,)),
    events.CommentEdited: Reactions(now=(recount_thread,)),
    events.PostTakenAside: Reactions(now=(recount_thread,)),
    # Votes and acceptance
    events.VoteCast: Reactions(now=(recount_votes, award_vote)),
    events.VoteWithdrawn: Reactions(now=(recount_votes, take_back_vote)),
    events.SameProblemSaid: Reactions(now=(recount_thread,)),
    events.SameProblemWithdrawn: Reactions(now=(recount_thread,)),
    events.AnswerAccepted: Reactions(now=(recount_thread, award_acceptance)),
    events.AcceptanceWithdrawn: Reactions(now=(recount_thread, take_back_acceptance)),
    # Keeping order
    events.PostHidden: Reactions(now=(recount_thread, recount_tags_of_question)),
    events.PostRestored: Reactions(now=(recount_thread, recount_tags_of_question)),
    events.QuestionLocked: Reactions(now=(recount_thread,)),
    events.QuestionUnlocked: Reactions(now=(recount_thread,)),
    events.QuestionMarkedDuplicate: Reactions(now=(recount_thread,)),
    events.DuplicateUnmarked: Reactions(now=(recount_thread,)),
    events.IdeaDecided: Reactions(now=(recount_thread,)),
}
