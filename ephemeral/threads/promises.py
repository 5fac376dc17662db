"""Promises under a question, under the answers that keep them, and in the form of an answer."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.template.loader import get_template
from django.utils import timezone

from community.models import Member
from ephemeral.actions import keep_promise
from ephemeral.models import Promise
from ephemeral.permissions import can_promise
from ephemeral.queries.promise_cards import PromiseShown, may_take_over, promises_of_questions
from ephemeral.queries.promises import kept_in_short
from questions import additions
from questions.models import Answer, Question
from questions.queries.reader import Reader

EARNED_FOR = 10 * 60  # seconds; points come slowly, and the page of promising asks again

additions.adds("promises")(promises_of_questions)


@additions.fills("promises")
def under_the_question(reader: Reader) -> str:
    """Each promise with its ring, its words and its history."""
    promises: Collection[PromiseShown] = reader.facts.get("promises", ())
    now = timezone.now()
    template = get_template("ephemeral/_promise.html")
    return "".join(
        template.render(
            {
                "promise": promise,
                "state": promise.state(now).value,
                "share": promise.share(now),
                "own": promise.giver_id == reader.viewer.pk,
                "may_take_over": may_take_over(promise, reader.viewer),
                "standing": "" if promise.left_behind else kept_in_short(promise.giver_id),
            }
        )
        for promise in promises
    )


@additions.fills("keeps")
def under_an_answer(reader: Reader, answer: str, author: str, posted: str) -> str:
    """What an answer kept; and to its writer, what it may keep of theirs."""
    promises: Collection[PromiseShown] = reader.facts.get("promises", ())
    if not promises:
        return ""
    posted_at = datetime.fromtimestamp(int(posted) + 1, tz=UTC)
    kept = [promise for promise in promises if promise.answer_id == int(answer)]
    mine = not kept and int(author) == reader.viewer.pk
    return get_template("ephemeral/_keeps.html").render(
        {
            "pk": answer,
            "kept": kept,
            "offered": [
                promise
                for promise in _own_unsettled(promises, reader.viewer.pk)
                if mine and promise.promised_at <= posted_at
            ],
        }
    )


@additions.stands_in_form("answer")
def ticks(
    question: Question, member: Member, facts: Mapping[str, Any], sent: Mapping[str, Any]
) -> str:
    """“This keeps my promise”, for each that the writer has open here."""
    promises = _own_unsettled(facts.get("promises", ()), member.pk)
    if not promises:
        return ""
    chosen = set(sent.getlist("keeps")) if hasattr(sent, "getlist") else {sent.get("keeps")}
    return get_template("ephemeral/_keeps_tick.html").render(
        {
            "promises": [
                {"pk": promise.pk, "what": promise.what, "ticked": str(promise.pk) in chosen}
                for promise in promises
            ]
        }
    )


@additions.follows_up("answer")
def keep_what_was_ticked(answer: Answer, member: Member, sent: Mapping[str, Any]) -> None:
    chosen = set(sent.getlist("keeps")) if hasattr(sent, "getlist") else set()
    if not chosen:
        return
    own = Promise.objects.unsettled().filter(question=answer.question_id, member=member)
    for promise in own:
        if str(promise.pk) in chosen:
            keep_promise(promise, by=member, answer=answer, at=answer.posted_at)


@additions.offers("question")
def promise_something(reader: Reader, kind: str, pk: str, flags: Collection[str]) -> str:
    """A link to promising, for whoever may."""
    if not _may_promise(reader):
        return ""
    return get_template("ephemeral/_promise_offer.html").render({"pk": pk})


def _may_promise(reader: Reader) -> bool:
    viewer = reader.viewer
    if not isinstance(viewer, Member):
        return False
    if viewer.is_employee or viewer.is_moderator or reader.question.hidden_at:
        return bool(can_promise(viewer, reader.question))
    # Points are counted in the ledger, which is too much for every page a member reads.
    key = f"may-promise:{viewer.pk}"
    earned: bool | None = cache.get(key)
    if earned is None:
        earned = bool(can_promise(viewer, reader.question))
        cache.set(key, earned, EARNED_FOR)
    return earned


def _own_unsettled(promises: Collection[PromiseShown], member_id: int | None) -> list[PromiseShown]:
    return [
        promise for promise in promises if promise.giver_id == member_id and not promise.is_settled
    ]
