"""What people do with questions. The page, the API, the importer and the demo call the same."""

from questions.actions.accepting import accept_answer, withdraw_acceptance
from questions.actions.answering import edit_answer, post_answer
from questions.actions.asides import share_aside, take_aside, write_aside
from questions.actions.asking import ask_question, edit_question
from questions.actions.commenting import edit_comment, post_comment
from questions.actions.drafts import claim_drafts, discard_draft, save_draft
from questions.actions.following import follow_question, stop_following
from questions.actions.ideas import decide_idea
from questions.actions.ordering import (
    hide_post,
    lock_question,
    mark_duplicate,
    restore_post,
    unlock_question,
    unmark_duplicate,
)
from questions.actions.revising import EditConflict, roll_back
from questions.actions.tagging import describe_tag, merge_tags, tags_named
from questions.actions.voting import cast_vote, say_same, withdraw_same, withdraw_vote

__all__ = [
    "EditConflict",
    "accept_answer",
    "ask_question",
    "cast_vote",
    "claim_drafts",
    "decide_idea",
    "describe_tag",
    "discard_draft",
    "edit_answer",
    "edit_comment",
    "edit_question",
    "follow_question",
    "hide_post",
    "lock_question",
    "mark_duplicate",
    "merge_tags",
    "post_answer",
    "post_comment",
    "restore_post",
    "roll_back",
    "save_draft",
    "say_same",
    "share_aside",
    "stop_following",
    "tags_named",
    "take_aside",
    "unlock_question",
    "unmark_duplicate",
    "withdraw_acceptance",
    "withdraw_same",
    "withdraw_vote",
    "write_aside",
]
