"""Each step of a promise: whom it concerns, and how it reads to them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community import events
from community.models import Employment, LoggedEvent, Member, Notice
from community.notices import Told, describes, tell, words_of
from community.templatetags.mayfly import exact_words
from ephemeral.models import Promise, PromiseStep
from ephemeral.notices.topics import PROMISES
from questions.models import QuestionFollow
from questions.notices import WHY as WHY_QUESTIONS

WHY = {
    **WHY_QUESTIONS,
    "promised": gettext_lazy("You promised it."),
    "team": gettext_lazy("It was promised in the name of your team."),
    "late": gettext_lazy("You or your team promised this."),
}
Reasons = dict[int, list[str]]
Step = (
    events.PromiseMade
    | events.PromiseNoted
    | events.PromiseMoved
    | events.PromiseKept
    | events.PromiseWithdrawn
)


def _followers(question_id: int | None) -> Reasons:
    follows = QuestionFollow.objects.current().filter(
        question=question_id or 0, question__hidden_at=None
    )
    return {member: [because] for member, because in follows.values_list("member", "because")}


def tell_of_step(event: Step) -> None:
    """Everybody who follows the question hears what becomes of a promise."""
    tell(event, _followers(event.question_id))


def tell_of_date(event: events.PromiseComesDue) -> None:
    """Only its giver is reminded."""
    tell(event, {event.member_id: ["promised"]})


def tell_of_lateness(event: events.PromiseLate) -> None:
    """Its giver, their team, and those who follow the question."""
    promise = Promise.objects.public().filter(pk=event.promise_id).first()
    if promise is None:
        return
    reasons = _followers(event.question_id)
    reasons.setdefault(promise.member_id, []).insert(0, "promised")
    colleagues = Employment.objects.current().filter(team=promise.team_id or 0)
    for member_id in colleagues.values_list("member", flat=True):
        reasons.setdefault(member_id, []).append("team")
    tell(event, reasons)


def tell_of_list(event: events.PromisesAreLate) -> None:
    tell(event, {event.member_id: ["late"]})


# How they read


@describes(events.PromiseComesDue, topic=PROMISES)
@describes(
    events.PromiseMade,
    events.PromiseNoted,
    events.PromiseMoved,
    events.PromiseKept,
    events.PromiseWithdrawn,
    events.PromiseLate,
)
def in_words(notices: list[Notice], member: Member) -> dict[int, Told]:
    """Each step in words, unless it is no longer so: nobody hears “late” of what was kept."""
    rows = [notice.event for notice in notices]
    ids = {row.payload.get("promise_id") for row in rows}
    promises = Promise.objects.visible_to(member).with_people().in_bulk(ids - {None})
    steps = PromiseStep.objects.select_related("member").in_bulk(
        {row.payload["step_id"] for row in rows if row.payload.get("step_id")}
    )
    told = {}
    for notice in notices:
        promise = promises.get(notice.event.payload.get("promise_id"))
        step = steps.get(notice.event.payload.get("step_id"))
        if promise and not _is_past(notice.event, promise, step):
            told[notice.pk] = _told(notice, promise, step, member)
    return told


def _is_past(row: LoggedEvent, promise: Promise, step: PromiseStep | None) -> bool:
    """Whether what was to be told holds no more."""
    now = timezone.now()
    match row.type:
        case "PromiseComesDue":
            return (
                promise.is_settled
                or promise.due_at <= now
                or promise.member_id != row.payload["member_id"]
                or promise.stage == Promise.Stage.FRESH  # moved since: there will be another
            )
        case "PromiseLate":
            return promise.is_settled or step is None or step.due_at != promise.due_at
        case "PromiseMade":
            return promise.withdrawn_at is not None
        case "PromiseMoved":
            return promise.is_settled or step is None or step.due_at != promise.due_at
    return False


def _told(notice: Notice, promise: Promise, step: PromiseStep | None, member: Member) -> Told:
    row = notice.event
    actor = step.member if step and step.member else promise.member
    return Told(
        sentence=_sentence(row, promise, step, actor, member),
        title=promise.question.title,
        url=promise.get_absolute_url(),
        why=words_of(notice.reasons, WHY),
        actor=actor if row.actor_id else None,
        excerpt=step.words if step else "",
        thread=f"question-{promise.question_id}",
    )


def _sentence(
    row: LoggedEvent, promise: Promise, step: PromiseStep | None, actor: Member, member: Member
) -> str:
    facts = {"who": actor, "what": promise.what, "when": exact_words(_date(promise, step))}
    if row.type == "PromiseLate" and promise.member_id == member.pk:
        return _("Your promise is late: %(what)s. Say how it goes, or move its date.") % facts
    if step and step.kind == PromiseStep.Kind.TAKEN_OVER:
        return _("%(who)s takes over a promise: %(what)s, by %(when)s.") % facts
    sentences = {
        "PromiseMade": _("%(who)s promised: %(what)s, by %(when)s."),
        "PromiseNoted": _("%(who)s told how it goes: %(what)s."),
        "PromiseMoved": _("%(who)s moved a promise to %(when)s: %(what)s."),
        "PromiseKept": _("%(who)s kept a promise: %(what)s."),
        "PromiseWithdrawn": _("%(who)s withdrew a promise: %(what)s."),
        "PromiseComesDue": _("You promised this by %(when)s: %(what)s."),
        "PromiseLate": _("What %(who)s promised is late: %(what)s."),
    }
    return sentences[row.type] % facts


def _date(promise: Promise, step: PromiseStep | None) -> datetime:
    return step.due_at if step and step.due_at else promise.due_at


@describes(events.PromisesAreLate, topic=PROMISES)
def lists_in_words(notices: list[Notice], member: Member) -> dict[int, Told]:
    """A day's list, of what is late still."""
    now = timezone.now()
    ids = {pk for notice in notices for pk in notice.event.payload["promise_ids"]}
    late = Promise.objects.visible_to(member).late(now).with_people().in_bulk(ids)
    told = {}
    for notice in notices:
        theirs = [late[pk] for pk in notice.event.payload["promise_ids"] if pk in late]
        if theirs:
            told[notice.pk] = _list_told(notice, theirs, member)
    return told


def _list_told(notice: Notice, late: list[Promise], member: Member) -> Told:
    sentence = ngettext("%d promise is late.", "%d promises are late.", len(late)) % len(late)
    teams = {promise.team for promise in late if promise.team}
    if len(teams) == 1 and any(promise.member_id != member.pk for promise in late):
        url = teams.pop().get_absolute_url() + "#promises"
    elif len(late) == 1:
        url = late[0].get_absolute_url()
    else:
        url = f"{member.get_absolute_url()}?show=promises"
    return Told(
        sentence=sentence,
        title="; ".join(
            _("%(who)s: %(what)s") % {"who": promise.member, "what": promise.what}
            for promise in late[:3]
        ),
        url=url,
        why=words_of(notice.reasons, WHY),
        excerpt="\n".join(
            _("%(what)s (%(who)s, by %(when)s)")
            % {
                "what": promise.what,
                "who": promise.member,
                "when": exact_words(promise.due_at),
            }
            for promise in late
        ),
        thread="promises-late",
    )
