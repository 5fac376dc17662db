"""The addresses of questions."""

from django.urls import path, register_converter

from questions import feeds
from questions.views import lists, moderation, ordering, thread, writing


class AnySlug:
    """One part of a path in any script, possibly with the signs that tags may have."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AnySlug, "word")

QUESTION = {"kind": "question"}
ANSWER = {"kind": "answer"}
COMMENT = {"kind": "comment"}

urlpatterns = [
    path("questions/", lists.question_list, name="questions"),
    path("questions/feed/", feeds.QuestionsFeed(), name="questions-feed"),
    path("ask/", writing.ask, name="ask"),
    path("drafts/<word:place>/", writing.save_draft, name="save-draft"),
    path("questions/<int:pk>/", thread.question_page, name="question-by-number"),
    path("questions/<int:pk>/feed/", feeds.QuestionFeed(), name="question-feed"),
    path("questions/<int:pk>/answer/", writing.answer, name="answer"),
    path("questions/<int:pk>/comment/", writing.comment, QUESTION, name="comment-on-question"),
    path("questions/<int:pk>/edit/", writing.edit_question, name="edit-question"),
    path("questions/<int:pk>/history/", writing.history, QUESTION, name="question-history"),
    path(
        "questions/<int:pk>/history/<int:number>/restore/",
        writing.roll_back,
        QUESTION,
        name="roll-back-question",
    ),
    path("questions/<int:pk>/vote/", thread.vote, QUESTION, name="vote-on-question"),
    path("questions/<int:pk>/same/", thread.same, name="same"),
    path("questions/<int:pk>/follow/", thread.follow, name="follow"),
    path("questions/<int:pk>/hide/", ordering.hide, QUESTION, name="hide-question"),
    path("questions/<int:pk>/restore/", ordering.restore, QUESTION, name="restore-question"),
    path("questions/<int:pk>/lock/", ordering.lock, name="lock"),
    path("questions/<int:pk>/duplicate/", ordering.duplicate, name="duplicate"),
    path("questions/<int:pk>/decide/", ordering.decide_idea, name="decide-idea"),
    path("questions/<int:pk>/aside/", ordering.aside, name="aside"),
    path("asides/<int:pk>/share/", ordering.share_aside, name="share-aside"),
    path("answers/<int:pk>/comment/", writing.comment, ANSWER, name="comment-on-answer"),
    path("answers/<int:pk>/edit/", writing.edit_answer, name="edit-answer"),
    path("answers/<int:pk>/history/", writing.history, ANSWER, name="answer-history"),
    path(
        "answers/<int:pk>/history/<int:number>/restore/",
        writing.roll_back,
        ANSWER,
        name="roll-back-answer",
    ),
    path("answers/<int:pk>/vote/", thread.vote, ANSWER, name="vote-on-answer"),
    path("answers/<int:pk>/accept/", thread.accept, name="accept"),
    path("answers/<int:pk>/hide/", ordering.hide, ANSWER, name="hide-answer"),
    path("answers/<int:pk>/restore/", ordering.restore, ANSWER, name="restore-answer"),
    path("answers/<int:pk>/aside/", ordering.take_aside, ANSWER, name="take-answer-aside"),
    path("comments/<int:pk>/edit/", writing.edit_comment, name="edit-comment"),
    path("comments/<int:pk>/hide/", ordering.hide, COMMENT, name="hide-comment"),
    path("comments/<int:pk>/restore/", ordering.restore, COMMENT, name="restore-comment"),
    path("comments/<int:pk>/aside/", ordering.take_aside, COMMENT, name="take-comment-aside"),
    path("moderation/", moderation.public_log, name="moderation"),
    path("tags/", lists.tag_list, name="tags"),
    path("tags/suggest", lists.suggest_tags, name="suggest-tags"),
    path("tags/<word:tag>/", lists.question_list, name="tag"),
    path("tags/<word:tag>/edit/", lists.edit_tag, name="edit-tag"),
    path("questions/<int:pk>/<word:slug>/", thread.question_page, name="question"),
]
