"""The public log of what moderators did: every act with who, when, about what and why.

The acts themselves are public. What they are about is named only to those who may see it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import events, log
from community.events import Event
from community.models import Capacity, LoggedEvent, Member
from community.paging import Page, page_of
from community.permissions import Viewer
from questions.models import IdeaDecision, Question

PAGE = 25


@dataclass(frozen=True)
class Kind:
    """Acts that are looked at together: `?kind=name`."""

    name: str
    label: str | Promise
    types: tuple[type[Event], ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("hidden", gettext_lazy("Hidden"), (events.PostHidden,)),
        Kind("restored", gettext_lazy("Shown again"), (events.PostRestored,)),
        Kind("locked", gettext_lazy("Locked"), (events.QuestionLocked,)),
        Kind("unlocked", gettext_lazy("Unlocked"), (events.QuestionUnlocked,)),
        Kind(
            "duplicates",
            gettext_lazy("Duplicates"),
            (events.QuestionMarkedDuplicate, events.DuplicateUnmarked),
        ),
        Kind("tags", gettext_lazy("Tags"), (events.TagChanged,)),
        Kind("ideas", gettext_lazy("Ideas"), (events.IdeaDecided,)),
    )
}
# What authors may do to their own posts, where it is no act of moderation.
TAKEN_BACK = (
    events.PostHidden,
    events.PostRestored,
    events.QuestionMarkedDuplicate,
    events.DuplicateUnmarked,
)


@dataclass(frozen=True)
class Act:
    """One line of the log as one reader sees it; `title` and `url` are empty when it is hidden."""

    at: datetime
    actor: Member | None
    capacity: Capacity | None
    sentence: str
    title: str = ""
    url: str = ""
    original: Question | None = None
    reason: str = ""


def acts_page(*, kind: str = "", cursor: str = "") -> Page[LoggedEvent]:
    """The events of one page, the newest first. Raises ValidationError for an unknown kind."""
    if kind and kind not in KINDS:
        raise ValidationError(
            _("Acts are one of %(kinds)s."), params={"kinds": ", ".join(KINDS)}, code="kind"
        )
    kinds = [KINDS[kind]] if kind else KINDS.values()
    names = [event_type.__name__ for one in kinds for event_type in one.types]
    rows = LoggedEvent.objects.filter(type__in=names).select_related("actor", "capacity__team")
    return page_of(_by_others(rows), order_by=("-pk",), cursor=cursor, size=PAGE)


def _by_others(rows: QuerySet[LoggedEvent]) -> QuerySet[LoggedEvent]:
    """Without what people did to their own posts."""
    asker = Question.objects.filter(pk=OuterRef("question_id")).values("author_id")
    number = BigIntegerField()
    author = Coalesce(
        Cast(KeyTextTransform("author_id", "payload"), number),
        Subquery(asker, output_field=number),
        Value(0),
        output_field=number,
    )
    own = Q(author=F("someone"), type__in=[event_type.__name__ for event_type in TAKEN_BACK])
    someone = Coalesce(F("actor_id"), Value(-1), output_field=number)
    return rows.annotate(author=author, someone=someone).exclude(own)


def acts_of(rows: list[LoggedEvent], viewer: Viewer) -> list[Act]:
    """The events in words, naming what they are about where the viewer may see it."""
    seen = {row.pk for row in log.visible(rows, viewer)}
    named = {row.question_id for row in rows} | {row.payload.get("original_id") for row in rows}
    questions = Question.objects.visible_to(viewer).in_bulk(named - {None})
    decisions = IdeaDecision.objects.in_bulk(
        [row.payload["decision_id"] for row in rows if "decision_id" in row.payload]
    )
    return [
        _act(
            row, questions if row.pk in seen else {}, decisions.get(row.payload.get("decision_id"))
        )
        for row in rows
    ]


def _act(row: LoggedEvent, questions: dict[int, Question], decision: IdeaDecision | None) -> Act:
    question = questions.get(row.question_id or 0)
    tag = row.payload.get("tag", "")
    reason = row.payload.get("reason", "")
    if decision and question:
        reason = decision.response
    return Act(
        at=row.at,
        actor=row.actor,
        capacity=row.capacity,
        sentence=_sentence(row, tag),
        title=question.title if question else "",
        url=_address(row, question, tag),
        original=questions.get(row.payload.get("original_id") or 0),
        reason=reason,
    )


def _address(row: LoggedEvent, question: Question | None, tag: str) -> str:
    if tag:
        return reverse("tag", args=[tag])
    if question is None:
        return ""
    for name in ("comment", "answer"):
        if row.payload.get(f"{name}_id"):
            return f"{question.get_absolute_url()}#{name}-{row.payload[f'{name}_id']}"
    return question.get_absolute_url()


def _sentence(row: LoggedEvent, tag: str) -> str:
    who = str(row.actor) if row.actor else _("Somebody")
    what = _("a question")
    if row.payload.get("answer_id"):
        what = _("an answer")
    if row.payload.get("comment_id"):
        what = _("a comment")
    sentences = {
        "PostHidden": _("%(who)s hid %(what)s."),
        "PostRestored": _("%(who)s showed %(what)s again."),
        "QuestionLocked": _("%(who)s locked a question."),
        "QuestionUnlocked": _("%(who)s unlocked a question."),
        "QuestionMarkedDuplicate": _("%(who)s found that a question had been asked before."),
        "DuplicateUnmarked": _("%(who)s found that a question stands on its own."),
        "TagChanged": _("%(who)s changed the tag #%(tag)s."),
        "IdeaDecided": _("%(who)s answered an idea: %(status)s."),
    }
    statuses: dict[str, str | Promise] = dict(Question.IdeaStatus.choices)
    status = statuses.get(row.payload.get("status", ""), "")
    return sentences[row.type] % {"who": who, "what": what, "tag": tag, "status": status}
