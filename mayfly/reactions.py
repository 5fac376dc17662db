"""Who reacts to what, and when: the one place that knows every app's handlers."""

from community import events
from community.events import Event
from community.live import tell_open_pages
from community.reactions import Reactions
from ephemeral.handlers import (
    bring_solution_in_line,
    give_solutions_clocks,
    pass_on_what_they_kept,
    pass_on_what_was_theirs,
    renew_thread_of_event,
    renew_threads_naming,
    renew_threads_of_entry,
    renew_threads_with_promises_of,
)
from ephemeral.notices import deciding, knowledge
from ephemeral.notices import promises as promised
from questions import notices
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
from search.handlers import (
    index_community,
    index_entries_of_question,
    index_entries_of_tag,
    index_entry,
    index_member,
    index_question,
    index_questions_of_tag,
)

REACTIONS: dict[type[Event], Reactions] = {
    # People
    events.MemberJoined: Reactions(later=(index_member,)),
    events.MemberChanged: Reactions(
        now=(renew_threads_of_member, renew_threads_naming), later=(index_member,)
    ),
    events.AccountClosed: Reactions(
        now=(renew_threads_with_promises_of,), later=(pass_on_what_was_theirs,)
    ),
    events.EmploymentBegan: Reactions(now=(renew_threads_with_promises_of,)),
    events.EmploymentEnded: Reactions(
        now=(renew_threads_with_promises_of,), later=(pass_on_what_they_kept,)
    ),
    # Asking and answering
    events.QuestionAsked: Reactions(
        now=(recount_thread, recount_tags_of_question),
        later=(index_question, notices.tell_of_question),
    ),
    events.QuestionEdited: Reactions(
        now=(recount_thread, recount_tags_of_question),
        later=(index_question, index_entries_of_question),
        live=(tell_open_pages,),
    ),
    events.AnswerPosted: Reactions(
        now=(recount_thread,),
        later=(index_question, notices.tell_of_answer),
        live=(tell_open_pages,),
    ),
    events.AnswerEdited: Reactions(
        now=(recount_thread,), later=(index_question,), live=(tell_open_pages,)
    ),
    events.CommentPosted: Reactions(
        now=(recount_thread,), later=(notices.tell_of_comment,), live=(tell_open_pages,)
    ),
    events.CommentEdited: Reactions(now=(recount_thread,), live=(tell_open_pages,)),
    events.AsideWritten: Reactions(later=(notices.tell_of_aside,), live=(tell_open_pages,)),
    events.AsideMadePublic: Reactions(live=(tell_open_pages,)),
    events.PostTakenAside: Reactions(
        now=(recount_thread, bring_solution_in_line),
        later=(index_question, notices.tell_of_aside),
        live=(tell_open_pages,),
    ),
    # Votes and acceptance
    events.VoteCast: Reactions(now=(recount_votes, award_vote)),
    events.VoteWithdrawn: Reactions(now=(recount_votes, take_back_vote)),
    events.SameProblemSaid: Reactions(now=(recount_thread,), live=(tell_open_pages,)),
    events.SameProblemWithdrawn: Reactions(now=(recount_thread,), live=(tell_open_pages,)),
    events.AnswerAccepted: Reactions(
        now=(recount_thread, award_acceptance, bring_solution_in_line),
        later=(index_question, notices.tell_of_acceptance),
        live=(tell_open_pages,),
    ),
    events.AcceptanceWithdrawn: Reactions(
        now=(recount_thread, take_back_acceptance, bring_solution_in_line),
        later=(index_question,),
        live=(tell_open_pages,),
    ),
    # Keeping order
    events.PostHidden: Reactions(
        now=(recount_thread, recount_tags_of_question, bring_solution_in_line),
        later=(index_question, index_entries_of_question, notices.tell_of_hiding),
    ),
    events.PostRestored: Reactions(
        now=(recount_thread, recount_tags_of_question, bring_solution_in_line),
        later=(index_question, index_entries_of_question, notices.tell_of_hiding),
        live=(tell_open_pages,),
    ),
    events.QuestionLocked: Reactions(now=(recount_thread,), live=(tell_open_pages,)),
    events.QuestionUnlocked: Reactions(now=(recount_thread,), live=(tell_open_pages,)),
    events.QuestionMarkedDuplicate: Reactions(
        now=(recount_thread,),
        later=(index_question, notices.tell_followers),
        live=(tell_open_pages,),
    ),
    events.DuplicateUnmarked: Reactions(
        now=(recount_thread,), later=(index_question,), live=(tell_open_pages,)
    ),
    events.IdeaDecided: Reactions(
        now=(recount_thread,), later=(notices.tell_followers,), live=(tell_open_pages,)
    ),
    # Knowledge
    events.EntryWritten: Reactions(
        now=(renew_threads_of_entry,),
        later=(index_entry, knowledge.tell_of_entry),
        live=(tell_open_pages,),
    ),
    events.EntryRevised: Reactions(
        now=(renew_threads_of_entry,),
        later=(index_entry, knowledge.tell_who_asked_back, deciding.read_what_is_decided),
        live=(tell_open_pages,),
    ),
    events.EntryWithdrawn: Reactions(now=(renew_threads_of_entry,), later=(index_entry,)),
    events.EntryLinked: Reactions(
        now=(renew_thread_of_event,), later=(index_entry,), live=(tell_open_pages,)
    ),
    events.EntryUnlinked: Reactions(
        now=(renew_thread_of_event,), later=(index_entry,), live=(tell_open_pages,)
    ),
    events.KnowledgeRenewed: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event),
        later=(knowledge.tell_who_asked_back, deciding.read_what_is_decided),
        live=(tell_open_pages,),
    ),
    events.KnowledgeLetGo: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event),
        later=(knowledge.tell_of_letting_go, deciding.read_what_is_decided),
        live=(tell_open_pages,),
    ),
    events.KnowledgeLapsed: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event), live=(tell_open_pages,)
    ),
    events.KnowledgeAskedBack: Reactions(now=(renew_threads_of_entry, renew_thread_of_event)),
    events.EvidenceGiven: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event), live=(tell_open_pages,)
    ),
    events.EvidenceWithdrawn: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event), live=(tell_open_pages,)
    ),
    events.StewardChanged: Reactions(
        now=(renew_threads_of_entry, renew_thread_of_event), later=(knowledge.tell_of_steward,)
    ),
    events.ChangeSuggested: Reactions(later=(knowledge.tell_of_suggestion,)),
    events.SuggestionDecided: Reactions(later=(knowledge.tell_of_suggestion_decided,)),
    events.DecisionsWait: Reactions(later=(deciding.tell_of_decisions,)),
    # Promises
    events.PromiseMade: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_step,), live=(tell_open_pages,)
    ),
    events.PromiseNoted: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_step,), live=(tell_open_pages,)
    ),
    events.PromiseMoved: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_step,), live=(tell_open_pages,)
    ),
    events.PromiseKept: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_step,), live=(tell_open_pages,)
    ),
    events.PromiseWithdrawn: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_step,), live=(tell_open_pages,)
    ),
    events.PromiseComesDue: Reactions(later=(promised.tell_of_date,)),
    events.PromiseLate: Reactions(
        now=(renew_thread_of_event,), later=(promised.tell_of_lateness,), live=(tell_open_pages,)
    ),
    events.PromisesAreLate: Reactions(later=(promised.tell_of_list,)),
    # A community that comes in
    events.CommunityImported: Reactions(later=(give_solutions_clocks, index_community)),
    # Tags
    events.TagChanged: Reactions(later=(index_questions_of_tag, index_entries_of_tag)),
}
