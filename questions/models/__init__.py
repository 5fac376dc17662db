"""What is stored of questions, answers and all that people do with them."""

from questions.models.acceptance import Acceptance
from questions.models.asides import Aside
from questions.models.drafts import Draft
from questions.models.follows import QuestionFollow
from questions.models.ideas import IdeaDecision
from questions.models.imports import ImportedBadge, ImportedTagText, ImportRun
from questions.models.posts import Answer, Comment, Post, Question
from questions.models.revisions import Revision
from questions.models.tags import Tag, TagSynonym
from questions.models.votes import SameProblem, Vote

__all__ = [
    "Acceptance",
    "Answer",
    "Aside",
    "Comment",
    "Draft",
    "IdeaDecision",
    "ImportRun",
    "ImportedBadge",
    "ImportedTagText",
    "Post",
    "Question",
    "QuestionFollow",
    "Revision",
    "SameProblem",
    "Tag",
    "TagSynonym",
    "Vote",
]
