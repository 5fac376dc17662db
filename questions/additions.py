"""What apps above put on the pages of questions, which know nothing of those apps.

An app registers, in a module that its `AppConfig.ready` imports:

- `adds(name)`: facts about questions that everybody may see. They are read for many questions at
  once and kept, so they cost a reader nothing, and a vote or a comment does not have them asked
  anew; whoever changes them says so (`questions.counters.renew_facts`).
- `reads(name)`: what one member did with one question; asked when the member opens its page.
- `fills(slot)`: the HTML of a slot of `questions.slots`, made when the page is read, from the
  reader's `facts` and `own` under the names above.
- `offers(kinds)`: links and buttons in the menu of a post.
- `describes(place)`: more about an accepted answer, in JSON-LD ("structured";
  "structured page" for the page as a whole) or feeds ("feed").
- `stands_at(place)`: a part of another page of questions, such as that of asking ("ask") or of a
  tag ("tag").
- `stands_in_form(place)`: fields of an app's own in a form of questions ("answer"), and
  `follows_up(place)`: what the app does with them once the post is written, in its transaction.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from community.models import Member

FactsOf: TypeAlias = Callable[[Collection[int]], Mapping[int, Any]]
OwnOf: TypeAlias = Callable[[Any, Member, Any], Any]
Filling: TypeAlias = Callable[..., str]
Offer: TypeAlias = Callable[[Any, str, str, Collection[str]], str]
Description: TypeAlias = Callable[[Any], Any]
Part: TypeAlias = Callable[[HttpRequest], str]
FormPart: TypeAlias = Callable[[Any, Member, Mapping[str, Any], Mapping[str, Any]], str]
FollowUp: TypeAlias = Callable[[Any, Member, Mapping[str, Any]], None]

_facts: dict[str, FactsOf] = {}
_facts_of_cards: dict[str, FactsOf] = {}
_own: dict[str, OwnOf] = {}
_offers: dict[str, list[Offer]] = {}
_descriptions: dict[str, dict[str, Description]] = {}
_parts: dict[str, list[Part]] = {}
_form_parts: dict[str, list[FormPart]] = {}
_follow_ups: dict[str, list[FollowUp]] = {}
FILLINGS: dict[str, Filling] = {}


def adds(name: str, *, cards: bool = True) -> Callable[[FactsOf], FactsOf]:
    """Register facts of questions: ids → what can be pickled, by id, absent where there is none.

    `cards=False` for what no card shows, so that lists need not ask for it.
    """

    def register(facts_of: FactsOf) -> FactsOf:
        _facts[name] = facts_of
        if cards:
            _facts_of_cards[name] = facts_of
        return facts_of

    return register


def reads(name: str) -> Callable[[OwnOf], OwnOf]:
    """Register what a member did: (question, member, the question's facts of this name) → any."""

    def register(own_of: OwnOf) -> OwnOf:
        _own[name] = own_of
        return own_of

    return register


def fills(slot: str) -> Callable[[Filling], Filling]:
    """Register what goes into a slot: (reader, *words of the slot) → HTML, escaped."""

    def register(filling: Filling) -> Filling:
        FILLINGS[slot] = filling
        return filling

    return register


def offers(*kinds: str) -> Callable[[Offer], Offer]:
    """Register menu items: (reader, kind, pk, flags of the post) → HTML, escaped."""

    def register(offer: Offer) -> Offer:
        for kind in kinds:
            _offers.setdefault(kind, []).append(offer)
        return offer

    return register


def describes(place: str, name: str) -> Callable[[Description], Description]:
    """Register what the facts of this name say at a place: "structured" (dict), "feed" (words)."""

    def register(description: Description) -> Description:
        _descriptions.setdefault(place, {})[name] = description
        return description

    return register


def stands_at(place: str) -> Callable[[Part], Part]:
    """Register a part of a page: request → HTML, escaped."""

    def register(part: Part) -> Part:
        _parts.setdefault(place, []).append(part)
        return part

    return register


def stands_in_form(place: str) -> Callable[[FormPart], FormPart]:
    """Register fields of a form: (question, member, its facts, what was typed) → HTML, escaped."""

    def register(part: FormPart) -> FormPart:
        _form_parts.setdefault(place, []).append(part)
        return part

    return register


def follows_up(place: str) -> Callable[[FollowUp], FollowUp]:
    """Register what is done with those fields: (the post, who wrote it, what was sent)."""

    def register(follow_up: FollowUp) -> FollowUp:
        _follow_ups.setdefault(place, []).append(follow_up)
        return follow_up

    return register


def facts_of(
    question_ids: Collection[int], *, for_cards: bool = False
) -> dict[int, dict[str, Any]]:
    """All that was registered about these questions, by id and name."""
    found: dict[int, dict[str, Any]] = {pk: {} for pk in question_ids}
    for name, ask in (_facts_of_cards if for_cards else _facts).items():
        for pk, facts in ask(question_ids).items():
            found[pk][name] = facts
    return found


def own_of(question: Any, member: Member, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What this member did here, by name."""
    return {name: ask(question, member, facts.get(name)) for name, ask in _own.items()}


def offered(reader: Any, kind: str, pk: str, flags: Collection[str]) -> SafeString:
    """The menu items that others offer for a post."""
    return _joined(offer(reader, kind, pk, flags) for offer in _offers.get(kind, ()))


def described(place: str, facts: Mapping[str, Any]) -> list[Any]:
    """What the facts of one question say at a place."""
    registered = _descriptions.get(place, {})
    said = (describe(facts[name]) for name, describe in registered.items() if name in facts)
    return [words for words in said if words]


def parts_at(place: str, request: HttpRequest) -> SafeString:
    """What others put at a place of a page."""
    return _joined(part(request) for part in _parts.get(place, ()))


def form_parts(
    place: str,
    question: Any,
    member: Any,
    *,
    facts: Mapping[str, Any] | None = None,
    sent: Mapping[str, Any],
) -> SafeString:
    """The fields that others put into a form, for a member; a visitor is shown none."""
    if not isinstance(member, Member) or place not in _form_parts:
        return mark_safe("")
    known = facts_of([question.pk])[question.pk] if facts is None else facts
    return _joined(part(question, member, known, sent) for part in _form_parts[place])


def follow_up(place: str, post: Any, member: Member, sent: Mapping[str, Any]) -> None:
    """What others do with the fields that they put into a form."""
    for follow in _follow_ups.get(place, ()):
        follow(post, member, sent)


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308, each is made by a template of ours
