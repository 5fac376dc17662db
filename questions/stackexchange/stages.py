"""The order in which a community comes in. What points to something comes after it."""

from typing import Any

from questions.stackexchange.acceptances import Acceptances
from questions.stackexchange.badges import Badges
from questions.stackexchange.comments import Comments
from questions.stackexchange.ending import Announcement, Points
from questions.stackexchange.history import History
from questions.stackexchange.links import Links
from questions.stackexchange.numbers import AnswerNumbers, QuestionNumbers, TagNumbers
from questions.stackexchange.people import Members
from questions.stackexchange.posts import Answers, OtherPosts, Questions
from questions.stackexchange.revisions import (
    FirstAnswerRevisions,
    FirstQuestionRevisions,
    Revisions,
)
from questions.stackexchange.tags import Tags, TagTexts
from questions.stackexchange.votes import (
    ForgetAnswerVotes,
    ForgetQuestionVotes,
    Scores,
    Sums,
    Votes,
)
from questions.stackexchange.work import Stage

STAGES: tuple[type[Stage[Any]], ...] = (
    Members,
    Tags,
    TagTexts,
    Questions,
    Answers,
    OtherPosts,
    Acceptances,
    Comments,
    Revisions,
    FirstQuestionRevisions,
    FirstAnswerRevisions,
    History,
    ForgetQuestionVotes,
    ForgetAnswerVotes,
    Votes,
    Scores,
    Sums,
    Links,
    Badges,
    QuestionNumbers,
    AnswerNumbers,
    TagNumbers,
    Announcement,
    Points,
)
