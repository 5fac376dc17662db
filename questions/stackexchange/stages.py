"""The order in which a community comes in. What points to something comes after it."""

from typing import Any

from questions.stackexchange.acceptances import Acceptances
from questions.stackexchange.numbers import AnswerNumbers, QuestionNumbers, TagNumbers
from questions.stackexchange.people import Members
from questions.stackexchange.posts import Answers, OtherPosts, Questions
from questions.stackexchange.tags import Tags, TagTexts
from questions.stackexchange.work import Stage

STAGES: tuple[type[Stage[Any]], ...] = (
    Members,
    Tags,
    TagTexts,
    Questions,
    Answers,
    OtherPosts,
    Acceptances,
    QuestionNumbers,
    AnswerNumbers,
    TagNumbers,
)
