"""What becomes of entries, suggestions and what was asked back."""

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import events
from community.models import LoggedEvent, Member, Notice
from community.notices import Told, describes, tell, words_of
from ephemeral.models import BackRequest, Decision, Entry, Lifetime, Suggestion
from questions.models import Answer

WHY = {
    "steward": gettext_lazy("You keep this entry."),
    "team": gettext_lazy("Your team keeps this entry."),
    "author": gettext_lazy("You wrote it."),
    "suggested": gettext_lazy("You suggested the change."),
    "asked back": gettext_lazy("You asked it back."),
}

Reasons = dict[int, list[str]]


def keepers_of(lifetime: Lifetime) -> Reasons:
    """The steward, or else the people of the team; nobody for an orphan."""
    if lifetime.steward_id:
        return {lifetime.steward_id: ["steward"]}
    if lifetime.team_id is None:
        return {}
    working = Member.objects.filter(
        employments__team=lifetime.team_id, employments__ended_at=None, is_active=True
    )
    return {pk: ["team"] for pk in working.distinct().values_list("pk", flat=True)}


def tell_of_suggestion(event: events.ChangeSuggested) -> None:
    """Whoever keeps the entry; of an orphan, who wrote it."""
    suggestion = Suggestion.objects.filter(pk=event.suggestion_id, decided_at=None).first()
    if suggestion is None:
        return
    lifetime = Lifetime.objects.filter(entry=suggestion.entry_id).first()
    reasons = keepers_of(lifetime) if lifetime else {}
    tell(event, reasons or {suggestion.entry.author_id: ["author"]})


def tell_of_suggestion_decided(event: events.SuggestionDecided) -> None:
    suggestion = Suggestion.objects.filter(pk=event.suggestion_id).first()
    if suggestion:
        tell(event, {suggestion.member_id: ["suggested"]})


def tell_of_steward(event: events.StewardChanged) -> None:
    """The new one: nobody should keep something without knowing."""
    lifetime = Lifetime.objects.filter(pk=event.lifetime_id).first()
    decision = Decision.objects.filter(pk=event.decision_id).first()
    if lifetime and decision and lifetime.steward_id == decision.to_steward_id:
        tell(event, keepers_of(lifetime))


def tell_of_entry(event: events.EntryWritten) -> None:
    """Whoever was chosen to keep it."""
    lifetime = Lifetime.objects.filter(entry=event.entry_id or 0).select_related("entry").first()
    if lifetime is None or lifetime.entry is None or lifetime.steward_id is None:
        return
    handed_on = lifetime.decisions.filter(kind=Decision.Kind.HANDED_OVER).exists()
    if not handed_on and lifetime.steward_id != lifetime.entry.author_id:
        tell(event, {lifetime.steward_id: ["steward"]})


def tell_who_asked_back(event: events.KnowledgeRenewed | events.EntryRevised) -> None:
    """What they asked for is confirmed again, as it was or revised."""
    decision = Decision.objects.filter(pk=event.decision_id).first()
    if decision is None:
        return
    requests = BackRequest.objects.filter(lifetime=decision.lifetime_id, round=decision.round - 1)
    tell(event, {pk: ["asked back"] for pk in requests.values_list("member_id", flat=True)})


def tell_of_letting_go(event: events.KnowledgeLetGo) -> None:
    lifetime = Lifetime.objects.filter(pk=event.lifetime_id).first()
    if lifetime is None or lifetime.let_go_at is None:
        return
    reasons: Reasons = defaultdict(list)
    reasons[lifetime.owner.author_id].append("author")
    if lifetime.steward_id:
        reasons[lifetime.steward_id].append("steward")
    tell(event, reasons)


# How they read


@describes(
    events.ChangeSuggested,
    events.SuggestionDecided,
    events.StewardChanged,
    events.EntryWritten,
    events.EntryRevised,
    events.KnowledgeRenewed,
    events.KnowledgeLetGo,
)
def in_words(notices: list[Notice], member: Member) -> dict[int, Told]:
    """Each notice in words, read from the rows as this member may see them now."""
    seen = _Seen([notice.event for notice in notices], member)
    words = {notice.pk: seen.words(notice) for notice in notices}
    return {pk: told for pk, told in words.items() if told}


class _Seen:
    """The rows that some notices speak of, as far as their reader may see them."""

    def __init__(self, rows: list[LoggedEvent], member: Member) -> None:
        entry_ids = {row.entry_id for row in rows if row.entry_id}
        self.entries = Entry.objects.visible_to(member).in_bulk(entry_ids)
        self.answers = (
            Answer.objects.visible_to(member)
            .select_related("question")
            .in_bulk(_ids(rows, "answer_id"))
        )
        self.suggestions = Suggestion.objects.in_bulk(_ids(rows, "suggestion_id"))
        self.decisions = Decision.objects.select_related("lifetime").in_bulk(
            _ids(rows, "decision_id")
        )
        self.actors = Member.objects.in_bulk({row.actor_id for row in rows if row.actor_id})

    def words(self, notice: Notice) -> Told | None:
        row = notice.event
        owner: Any = self.entries.get(row.entry_id or 0) or self.answers.get(
            row.payload.get("answer_id", 0)
        )
        suggestion = self.suggestions.get(row.payload.get("suggestion_id", 0))
        decision = self.decisions.get(row.payload.get("decision_id", 0))
        if owner is None or _is_undone(row, suggestion, decision):
            return None
        actor = self.actors.get(row.actor_id or 0)
        url = owner.get_absolute_url()
        if row.type == "ChangeSuggested":
            url = reverse("suggestions", args=[owner.pk])
        return Told(
            sentence=_sentence(row, actor, suggestion, decision),
            title=owner.title if isinstance(owner, Entry) else owner.question.title,
            url=url,
            why=words_of(notice.reasons, WHY),
            actor=actor,
            excerpt=owner.summary if isinstance(owner, Entry) else "",
            thread=f"entry-{owner.pk}" if isinstance(owner, Entry) else f"answer-{owner.pk}",
        )


def _ids(rows: list[LoggedEvent], name: str) -> set[Any]:
    return {row.payload[name] for row in rows if row.payload.get(name)}


def _is_undone(row: LoggedEvent, suggestion: Suggestion | None, decision: Decision | None) -> bool:
    """Whether telling it would be wrong by now."""
    match row.type:
        case "ChangeSuggested":
            return suggestion is None or suggestion.decided_at is not None
        case "SuggestionDecided":
            return suggestion is None
        case "KnowledgeLetGo":
            return decision is None or decision.lifetime.let_go_at is None
    return decision is None


def _sentence(
    row: LoggedEvent,
    actor: Member | None,
    suggestion: Suggestion | None,
    decision: Decision | None,
) -> str:
    who = str(actor) if actor else _("Somebody")
    why = decision.because if decision else ""
    if row.type == "SuggestionDecided" and suggestion:
        if suggestion.was_taken:
            return _("%(who)s took your suggestion. It is published, with your name.") % {
                "who": who
            }
        return _("%(who)s declined your suggestion: %(why)s") % {
            "who": who,
            "why": suggestion.reply,
        }
    if row.type == "StewardChanged" and actor is None:
        return _("You keep this now: its steward has left.")
    sentences = {
        "ChangeSuggested": _("%(who)s suggests a change: %(why)s"),
        "StewardChanged": _("%(who)s handed this to you: you keep it true now."),
        "EntryWritten": _("%(who)s wrote this and chose you to keep it true."),
        "EntryRevised": _("%(who)s revised what you asked back. It is confirmed again."),
        "KnowledgeRenewed": _("%(who)s renewed what you asked back. It is confirmed again."),
        "KnowledgeLetGo": _("%(who)s let this go: %(why)s"),
    }
    return sentences[row.type] % {"who": who, "why": suggestion.why if suggestion else why}
