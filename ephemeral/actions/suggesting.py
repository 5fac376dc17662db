"""Suggesting a change to an entry, taking it, declining it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.capacities import capacity_for
from community.events import ChangeSuggested, SuggestionDecided, publish
from community.models import Member
from community.permissions import refused, require
from ephemeral.actions.words import clean_words
from ephemeral.actions.writing import base_of, locked_entry, revise_entry
from ephemeral.models import Entry, Suggestion
from ephemeral.permissions import can_edit_entry, can_suggest
from questions.actions.words import clean_reason

WAITING_AT_MOST = 10  # of one person on one entry; more is no help to whoever decides


class SuggestionDecidedAlready(ValidationError):
    """Somebody else decided meanwhile: their decision stands."""

    def __init__(self, suggestion: Suggestion) -> None:
        words = (
            _("%(who)s took this suggestion already.")
            if suggestion.was_taken
            else _("%(who)s declined this suggestion already.")
        )
        who = suggestion.decided_by or _("Somebody")
        super().__init__(words % {"who": who}, code="decided")


@transaction.atomic
def suggest_change(
    entry: Entry,
    *,
    title: str,
    summary: str,
    body: str,
    why: str,
    by: Member,
    base: int | None = None,
    speaking_as: str = "",
    at: datetime | None = None,
) -> Suggestion:
    """Propose another text. Whoever keeps the entry takes or declines it."""
    entry = locked_entry(entry.pk)
    require(can_suggest(by, entry))
    if not entry.live:
        require(refused(_("This is a draft: whoever writes it still changes it.")))
    words = clean_words(title=title, summary=summary, body=body)
    try:
        why = clean_reason(why)
    except ValidationError as error:
        raise ValidationError({"why": error.messages}) from error
    text = {name: words[name] for name in ("title", "summary", "body")}
    if all(getattr(entry, name) == value for name, value in text.items()):
        raise ValidationError(_("Nothing is changed yet. Change what should read differently."))
    waiting = entry.suggestions.filter(decided_at=None, member=by)
    same = waiting.filter(**text).first()
    if same:
        return same
    if waiting.count() >= WAITING_AT_MOST:
        raise ValidationError(
            _("%(most)d of your suggestions wait here already. Wait until one is decided.")
            % {"most": WAITING_AT_MOST}
        )
    now = at or timezone.now()
    suggestion: Suggestion = entry.suggestions.create(
        **text,
        why=why,
        member=by,
        capacity=capacity_for(by, speaking_as),
        base_revision_id=base if _is_revision(entry, base) else base_of(entry),
        suggested_at=now,
    )
    publish(
        ChangeSuggested(
            actor_id=by.pk,
            capacity_id=suggestion.capacity.pk if suggestion.capacity else None,
            entry_id=entry.pk,
            suggestion_id=suggestion.pk,
            at=now,
        )
    )
    return suggestion


def _is_revision(entry: Entry, base: int | None) -> bool:
    return base is not None and entry.revisions.filter(pk=base).exists()


@transaction.atomic
def take_suggestion(
    suggestion: Suggestion,
    *,
    by: Member,
    title: str | None = None,
    summary: str | None = None,
    body: str | None = None,
    base: int | None = None,
    speaking_as: str = "",
    at: datetime | None = None,
) -> Suggestion:
    """Publish what was suggested, as it is or edited, with thanks to whoever suggested it.

    `base` is the revision against which somebody looked at it; without it, that it was made of.
    Raises EntryConflict when the entry says something else by now.
    """
    entry = locked_entry(suggestion.entry_id)
    suggestion = _locked(suggestion)
    require(can_edit_entry(by, entry))
    if suggestion.decided_at:
        if suggestion.was_taken and suggestion.decided_by == by:
            return suggestion
        raise SuggestionDecidedAlready(suggestion)
    if not entry.live:
        require(refused(_("This is a draft again. Publish it first, or decline.")))
    now = at or timezone.now()
    before = entry.live_revision_id
    revised = revise_entry(
        entry,
        title=suggestion.title if title is None else title,
        summary=suggestion.summary if summary is None else summary,
        body=suggestion.body if body is None else body,
        by=by,
        # No name: it would outlast the account. The history thanks whoever suggested it.
        reason=_("Suggested: %(why)s") % {"why": suggestion.why[:400]},
        base=suggestion.base_revision_id if base is None else base,
        speaking_as=speaking_as,
        at=at,
    )
    became = revised.live_revision_id
    suggestion.revision_id = became if became != before else None
    _decide(suggestion, by=by, was_taken=True, now=now)
    return suggestion


@transaction.atomic
def decline_suggestion(
    suggestion: Suggestion, *, reason: str, by: Member, at: datetime | None = None
) -> Suggestion:
    """Leave the entry as it is; whoever suggested reads why."""
    entry = locked_entry(suggestion.entry_id)
    suggestion = _locked(suggestion)
    require(can_edit_entry(by, entry))
    reason = clean_reason(reason)
    if suggestion.decided_at:
        if not suggestion.was_taken and suggestion.decided_by == by:
            return suggestion
        raise SuggestionDecidedAlready(suggestion)
    suggestion.reply = reason
    _decide(suggestion, by=by, was_taken=False, now=at or timezone.now())
    return suggestion


def _locked(suggestion: Suggestion) -> Suggestion:
    return (
        Suggestion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member", "decided_by")
        .get(pk=suggestion.pk)
    )


def _decide(suggestion: Suggestion, *, by: Member, was_taken: bool, now: datetime) -> None:
    suggestion.decided_at, suggestion.decided_by = now, by
    suggestion.was_taken = was_taken
    suggestion.save()
    publish(
        SuggestionDecided(
            actor_id=by.pk,
            entry_id=suggestion.entry_id,
            suggestion_id=suggestion.pk,
            was_taken=was_taken,
            at=now,
        )
    )
