"""Whom to tell what about questions, and how it reads."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import events, topics
from community.events import Event
from community.markup import excerpt, mentions
from community.models import LoggedEvent, Member, Notice
from community.notices import Told, describes, tell, words_of
from questions.actions.following import stop_following
from questions.models import (
    Acceptance,
    Answer,
    Aside,
    Comment,
    IdeaDecision,
    Question,
    QuestionFollow,
)

WHY = {
    "asked": gettext_lazy("You asked this question."),
    "answered": gettext_lazy("You answered this question."),
    "commented": gettext_lazy("You commented here."),
    "same": gettext_lazy("You have this problem too."),
    "chose": gettext_lazy("You follow this question."),
    "mentioned": gettext_lazy("You were mentioned."),
    "yours": gettext_lazy("You wrote it."),
    "concerned": gettext_lazy("You help with this question."),
}
EXCERPT = 300  # characters of a post that a mail shows
MOST_MENTIONED = 10  # people told of being mentioned in one text; more would be a mailing

Reasons = dict[int, list[str]]


def _followers(question_id: int | None, *, but_not: set[str] = frozenset()) -> Reasons:  # type: ignore[assignment]
    follows = QuestionFollow.objects.current().filter(question_id=question_id or 0)
    reasons: Reasons = defaultdict(list)
    for member_id, because in follows.values_list("member_id", "because"):
        if because not in but_not:
            reasons[member_id].append(because)
    return reasons


def _add_mentioned(reasons: Reasons, body: str) -> Reasons:
    handles = sorted(mentions(body))[:MOST_MENTIONED]
    for pk in Member.objects.filter(handle__in=handles).values_list("pk", flat=True):
        reasons.setdefault(pk, []).append("mentioned")
    return reasons


def tell_of_question(event: events.QuestionAsked) -> None:
    question = Question.objects.public().filter(pk=event.question_id or 0).first()
    if question:
        tell(event, _add_mentioned({}, question.body))


def tell_of_answer(event: events.AnswerPosted) -> None:
    answer = Answer.objects.public().filter(pk=event.answer_id).first()
    if answer:
        tell(event, _add_mentioned(_followers(event.question_id), answer.body))


def tell_of_comment(event: events.CommentPosted) -> None:
    """Comments concern those who take part in this bit of the thread, not everybody with it."""
    comment = Comment.objects.public().filter(pk=event.comment_id).select_related("answer").first()
    if comment is None:
        return
    reasons = _followers(event.question_id, but_not={"same", "answered", "commented"})
    if comment.answer:
        reasons.setdefault(comment.answer.author_id, []).append("answered")
    before = Comment.objects.public().filter(
        question_id=comment.question_id, answer_id=comment.answer_id, pk__lt=comment.pk
    )
    for member_id in set(before.values_list("author_id", flat=True)):
        reasons.setdefault(member_id, []).append("commented")
    stopped = QuestionFollow.objects.filter(question_id=comment.question_id).exclude(
        stopped_at=None
    )
    for member_id in stopped.values_list("member_id", flat=True):
        reasons.pop(member_id, None)
    tell(event, _add_mentioned(reasons, comment.body))


def tell_followers(event: Event) -> None:
    """What everybody who follows a question wants to know."""
    tell(event, _followers(event.question_id))


def tell_of_acceptance(event: events.AnswerAccepted) -> None:
    reasons = _followers(event.question_id)
    reasons.setdefault(event.author_id, []).append("yours")
    tell(event, reasons)


def tell_of_hiding(event: events.PostHidden | events.PostRestored) -> None:
    if event.author_id:
        tell(event, {event.author_id: ["yours"]})


def tell_of_aside(event: events.AsideWritten | events.PostTakenAside) -> None:
    """The asker, and the employees who spoke in this thread: nobody else may learn of it."""
    question = Question.objects.filter(pk=event.question_id or 0).first()
    if question is None:
        return
    reasons: Reasons = {question.author_id: ["asked"]}
    for model in (Answer, Comment, Aside):
        spoke = model._default_manager.filter(question=question).exclude(capacity=None)
        for member_id in set(spoke.values_list("author_id", flat=True)):
            reasons.setdefault(member_id, []).append("concerned")
    employed = Member.objects.filter(pk__in=reasons, employments__ended_at=None)
    allowed = {question.author_id, *employed.exclude(employments=None).values_list("pk", flat=True)}
    tell(event, {pk: why for pk, why in reasons.items() if pk in allowed})


def _stop(member: Member, question_id: int) -> None:
    question = Question.objects.filter(pk=question_id).first()
    if question:
        stop_following(question, by=member)


def _has_stopped(member: Member, question_id: int) -> bool:
    """Whether they asked to hear no more of this question: no mail then, for whatever reason."""
    follows = QuestionFollow.objects.filter(member=member, question=question_id)
    return follows.exclude(stopped_at=None).exists()


topics.register(
    "question",
    topics.Kind(
        stop=gettext_lazy("Stop telling me of this question"),
        off=gettext_lazy("No more about this question"),
        stopped=gettext_lazy("You hear no more of this question."),
        about=gettext_lazy("the question “{title}”"),
        silence=_stop,
        was_stopped=_has_stopped,
    ),
)


# How they read


@describes(
    events.QuestionAsked,
    events.AnswerPosted,
    events.CommentPosted,
    events.AnswerAccepted,
    events.QuestionMarkedDuplicate,
    events.IdeaDecided,
    events.PostHidden,
    events.PostRestored,
    events.AsideWritten,
    events.PostTakenAside,
)
def in_words(notices: list[Notice], member: Member) -> dict[int, Told]:
    """Each notice in words, read from the rows as this member may see them now."""
    seen = _Seen(notices, member)
    told = {}
    for notice in notices:
        words = seen.words(notice)
        if words:
            told[notice.pk] = words
    return told


class _Seen:
    """The rows that some notices speak of, as far as their reader may see them."""

    def __init__(self, notices: list[Notice], member: Member) -> None:
        rows = [notice.event for notice in notices]
        self.questions = self._visible(Question, {row.question_id for row in rows}, member)
        self.answers = self._visible(Answer, _ids(rows, "answer_id"), member)
        self.comments = self._visible(Comment, _ids(rows, "comment_id"), member)
        self.asides = self._visible(Aside, _ids(rows, "aside_id"), member)
        self.decisions = IdeaDecision.objects.in_bulk(_ids(rows, "decision_id"))
        self.actors = Member.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
        acceptances = _ids(rows, "acceptance_id")
        current = Acceptance.objects.current().filter(pk__in=acceptances)
        self.acceptances = set(current.values_list("pk", flat=True)) if acceptances else set()
        self.member = member

    @staticmethod
    def _visible(model: Any, ids: set[Any], member: Member) -> dict[int, Any]:
        if not ids - {None}:
            return {}
        found: dict[int, Any] = model.objects.visible_to(member).in_bulk(ids - {None})
        return found

    def words(self, notice: Notice) -> Told | None:
        row = notice.event
        question = self.questions.get(row.question_id or 0)
        post = self._post(row, question) if question else None
        if question is None or post is None or self._is_undone(row, question, post):
            return None
        decision = self.decisions.get(row.payload.get("decision_id"))
        html = decision.html if decision else post.html
        url = question.get_absolute_url()
        if not isinstance(post, Question):
            url += f"#{post._meta.model_name}-{post.pk}"
        actor = self.actors.get(row.actor_id or 0)
        return Told(
            sentence=_sentence(notice, actor, post, self.member),
            title=question.title,
            url=url,
            why=words_of(notice.reasons, WHY),
            actor=actor,
            # A mail leaves the house: what is private is only announced in it.
            excerpt="" if isinstance(post, Aside) else excerpt(html, EXCERPT),
            thread=f"question-{question.pk}",
        )

    def _is_undone(self, row: LoggedEvent, question: Question, post: Any) -> bool:
        """Whether what happened has been taken back, so that telling it would be wrong."""
        match row.type:
            case "AnswerAccepted":
                return row.payload["acceptance_id"] not in self.acceptances
            case "QuestionMarkedDuplicate":
                return question.duplicate_of_id != row.payload["original_id"]
            case "PostHidden":
                return post.hidden_at is None
            case "PostRestored":
                return post.hidden_at is not None
        return False

    def _post(self, row: LoggedEvent, question: Question) -> Any:
        """What the event is about; None when this reader may not see it (any more)."""
        payload = row.payload
        if payload.get("aside_id"):
            return self.asides.get(payload["aside_id"])
        if payload.get("comment_id"):
            return self.comments.get(payload["comment_id"])
        if payload.get("answer_id"):
            return self.answers.get(payload["answer_id"])
        return question


def _ids(rows: list[LoggedEvent], name: str) -> set[Any]:
    return {row.payload[name] for row in rows if row.payload.get(name)}


def _sentence(notice: Notice, actor: Member | None, post: Any, member: Member) -> str:
    row = notice.event
    who = str(actor) if actor else _("Somebody")
    if row.type in {"AnswerPosted", "CommentPosted"} and notice.reasons == ["mentioned"]:
        return _("%(who)s mentioned you.") % {"who": who}
    if row.type == "AnswerAccepted" and post.author_id == member.pk:
        return _("%(who)s accepted your answer.") % {"who": who}
    if row.type == "CommentPosted" and "answered" in notice.reasons and post.answer_id:
        return _("%(who)s commented on your answer.") % {"who": who}
    sentences = {
        "QuestionAsked": _("%(who)s mentioned you in a question."),
        "AnswerPosted": _("%(who)s answered."),
        "CommentPosted": _("%(who)s commented."),
        "AnswerAccepted": _("%(who)s accepted an answer."),
        "QuestionMarkedDuplicate": _("%(who)s found that this was asked before."),
        "IdeaDecided": _("%(who)s answered the idea."),
        "PostHidden": _("What you wrote was hidden: %(reason)s"),
        "PostRestored": _("What you wrote is shown again."),
        "AsideWritten": _("%(who)s wrote to you privately."),
        "PostTakenAside": _("%(who)s moved something into the private part."),
    }
    return sentences[row.type] % {"who": who, "reason": row.payload.get("reason", "")}
