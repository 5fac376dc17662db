"""Reading and writing entries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from community.api import OWN, READING, WRITING, PageOf, me, viewer
from community.models import Member, Team
from community.permissions import Viewer
from ephemeral import actions, schemas
from ephemeral.actions.publishing import usual_lifespan
from ephemeral.actions.writing import text_of
from ephemeral.api.shared import router
from ephemeral.forms.entries import known_words
from ephemeral.models import Entry, EntryQuestion, Lifespan, Suggestion
from ephemeral.permissions import can_edit_entry
from ephemeral.personal import check_private
from ephemeral.queries.entries import entry_for, history_of, tags_of
from ephemeral.state import State, state_at
from questions.api.shared import NOTHING, page_json
from questions.models import Answer, Question
from questions.queries.lists import tag_named


def _seen(request: HttpRequest, pk: int) -> Entry:
    return get_object_or_404(Entry.objects.visible_to(viewer(request)), pk=pk)


def _shown(entries: Iterable[Entry], who: Viewer) -> list[Entry]:
    """Entries with their tags, and those of their questions that this viewer may see."""
    shown: list[Any] = list(entries)
    pks = [entry.pk for entry in shown]
    tags, questions = tags_of(pks), defaultdict(list)
    links = EntryQuestion.objects.filter(
        entry__in=pks, question__in=Question.objects.visible_to(who)
    )
    for entry_id, question_id in links.order_by("pk").values_list("entry_id", "question_id"):
        questions[entry_id].append(question_id)
    for entry in shown:
        entry.tag_names = [tag.name for tag in tags[entry.pk]]
        entry.question_ids = questions[entry.pk]
    return shown


def _one(entry: Entry, who: Viewer) -> Entry:
    found = entry_for(who, entry.pk)
    assert found is not None
    return _shown([found], who)[0]


@router.get("/lifespans", response=list[schemas.LifespanOut], auth=READING, tags=["knowledge"])
def list_lifespans(request: HttpRequest) -> list[Lifespan]:
    """How long an entry may be said to hold."""
    return list(Lifespan.objects.for_writing())


@router.get("/entries", response=PageOf[schemas.EntryOut], auth=READING, tags=["knowledge"])
def list_entries(
    request: HttpRequest, state: str = "", tag: str = "", page: str = "", size: int = 25
) -> dict[str, Any]:
    """Published entries, the newest first: of one `state` (several apart by commas), with a tag.

    Without `state`, what has lapsed and leaves lists, and what was let go, is left out.
    """
    now, who = timezone.now(), viewer(request)
    rows = Entry.objects.public().filter(lifetime__isnull=False)
    rows = rows.annotate(state_now=state_at(now, "lifetime__"))
    wanted = [word.strip() for word in state.split(",") if word.strip()]
    unknown = set(wanted) - set(State)
    if unknown:
        raise ValidationError(_("An entry is one of %(states)s.") % {"states": ", ".join(State)})
    if wanted:
        rows = rows.filter(state_now__in=wanted)
    else:
        rows = rows.filter(lifetime__let_go_at=None, lifetime__paused_at=None).exclude(
            lifetime__lapses_at__lte=now,
            lifetime__lifespan__on_lapse=Lifespan.OnLapse.LEAVES,
        )
    if tag:
        found = tag_named(tag)[0]
        if found is None:
            raise ValidationError(_("There is no tag #%(tag)s.") % {"tag": tag})
        rows = rows.filter(tags=found)
    rows = rows.with_life().select_related("author", "capacity")
    answer = page_json(rows, ("-written_at", "-pk"), page, size)
    return {**answer, "items": _shown(answer["items"], who)}


@router.get("/entries/{pk}", response=schemas.EntryOut, auth=READING, tags=["knowledge"])
def get_entry(request: HttpRequest, pk: int) -> Entry:
    """One entry, whatever its state; `life` says how fresh it is."""
    return _one(_seen(request, pk), viewer(request))


@router.post("/entries", response={201: schemas.EntryOut}, auth=WRITING, tags=["knowledge"])
def write_entry(request: HttpRequest, sent: schemas.EntryIn) -> Status[Entry]:
    """Write an entry; with `answer_id` it is made from that answer and settles its question."""
    who = me(request)
    answer = _answer(who, sent.answer_id) if sent.answer_id is not None else None
    sources = "\n".join(sent.sources)
    check_private(
        {"title": sent.title, "summary": sent.summary, "body": sent.body, "sources": sources},
        names=[str(answer.question.author)] if answer else [],
        language=sent.language or who.language or "en",
        looked=sent.looked,
    )
    entry = actions.write_entry(
        title=sent.title,
        summary=sent.summary,
        body=sent.body,
        tags=sent.tags,
        by=who,
        lifespan=_lifespan(sent.lifespan) or usual_lifespan(),
        language=sent.language,
        sources=sources,
        versions=", ".join(sent.versions),
        steward=_steward(sent.steward),
        team=_team(who, sent.team),
        answer=answer,
        questions=[_question(who, number) for number in sent.question_ids],
        speaking_as=sent.speaking_as,
        draft=sent.draft,
    )
    return Status(201, _one(entry, who))


@router.patch("/entries/{pk}", response=schemas.EntryOut, auth=WRITING, tags=["knowledge"])
def revise_entry(request: HttpRequest, pk: int, sent: schemas.ReviseIn) -> Entry:
    """Publish another text, which begins its clock anew; what is not sent stays."""
    who, entry = me(request), _seen(request, pk)
    words = _words(entry, sent)
    sources = None if sent.sources is None else "\n".join(sent.sources)
    check_private(
        {**words, "sources": sources or ""},
        language=entry.language,
        known=known_words(entry),
        looked=sent.looked,
    )
    revised = actions.revise_entry(
        entry,
        **words,
        by=who,
        tags=sent.tags,
        sources=sources,
        versions=None if sent.versions is None else ", ".join(sent.versions),
        lifespan=_lifespan(sent.lifespan),
        reason=sent.reason,
        base=_base(entry, sent),
        speaking_as=sent.speaking_as,
        draft=sent.draft,
    )
    return _one(revised, who)


@router.get(
    "/entries/{pk}/revisions",
    response=list[schemas.EntryRevisionOut],
    auth=READING,
    tags=["knowledge"],
)
def entry_revisions(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """Every text that was published, the newest first."""
    entry = _seen(request, pk)
    return [
        {
            **text_of(entry, step.revision),
            "revision": step.revision.pk,
            "by": step.by,
            "reason": step.reason,
            "published_at": step.at,
        }
        for step in history_of(entry)
    ]


# Suggestions


@router.post(
    "/entries/{pk}/suggestions",
    response={201: schemas.SuggestionOut},
    auth=WRITING,
    tags=["knowledge"],
)
def suggest_change(request: HttpRequest, pk: int, sent: schemas.SuggestIn) -> Status[Suggestion]:
    """Propose another text; what is not sent stays."""
    entry = _seen(request, pk)
    words = _words(entry, sent)
    check_private(words, language=entry.language, known=known_words(entry), looked=sent.looked)
    suggestion = actions.suggest_change(
        entry,
        **words,
        why=sent.why,
        by=me(request),
        base=_base(entry, sent),
        speaking_as=sent.speaking_as,
    )
    return Status(201, suggestion)


@router.get(
    "/entries/{pk}/suggestions",
    response=PageOf[schemas.SuggestionOut],
    auth=OWN,
    tags=["knowledge"],
)
def list_suggestions(
    request: HttpRequest, pk: int, page: str = "", size: int = 25
) -> dict[str, Any]:
    """What was suggested: all of it for whoever decides, one's own for others."""
    entry = _seen(request, pk)
    rows = entry.suggestions.select_related("member", "capacity", "decided_by")
    if not can_edit_entry(me(request), entry):
        rows = rows.filter(member=me(request))
    return page_json(rows, ("-suggested_at", "-pk"), page, size)


def _suggestion(request: HttpRequest, pk: int) -> Suggestion:
    visible = Entry.objects.visible_to(viewer(request))
    rows = Suggestion.objects.filter(entry__in=visible).select_related("entry")
    return get_object_or_404(rows, pk=pk)


@router.post(
    "/suggestions/{int:pk}/take", response=schemas.EntryOut, auth=WRITING, tags=["knowledge"]
)
def take_suggestion(request: HttpRequest, pk: int, sent: schemas.TakeIn) -> Entry:
    """Publish what was suggested, or what is sent in its place."""
    suggestion = _suggestion(request, pk)
    entry, words = (
        suggestion.entry,
        {
            name: getattr(sent, name)
            for name in ("title", "summary", "body")
            if getattr(sent, name) is not None
        },
    )
    check_private(words, language=entry.language, known=known_words(entry), looked=sent.looked)
    actions.take_suggestion(
        suggestion, by=me(request), base=sent.base, speaking_as=sent.speaking_as, **words
    )
    return _one(entry, me(request))


@router.post(
    "/suggestions/{int:pk}/decline",
    response=schemas.SuggestionOut,
    auth=WRITING,
    tags=["knowledge"],
)
def decline_suggestion(request: HttpRequest, pk: int, sent: schemas.DeclineIn) -> Suggestion:
    """Leave the entry as it is, and say why."""
    return actions.decline_suggestion(_suggestion(request, pk), reason=sent.reason, by=me(request))


# What it settles


@router.post("/entries/{pk}/questions", response=NOTHING, auth=WRITING, tags=["knowledge"])
def link_entry(request: HttpRequest, pk: int, sent: schemas.LinkIn) -> Status[None]:
    """Say that the entry settles a question."""
    who = me(request)
    answer = _answer(who, sent.answer_id) if sent.answer_id is not None else None
    question = _question(who, sent.question_id)
    actions.link_entry(_seen(request, pk), question=question, answer=answer, by=who)
    return Status(204, None)


@router.delete(
    "/entries/{pk}/questions/{question_id}", response=NOTHING, auth=WRITING, tags=["knowledge"]
)
def unlink_entry(request: HttpRequest, pk: int, question_id: int) -> Status[None]:
    question = get_object_or_404(Question.objects.visible_to(viewer(request)), pk=question_id)
    actions.unlink_entry(_seen(request, pk), question=question, by=me(request))
    return Status(204, None)


# What is named by number or word


def _words(entry: Entry, sent: schemas.ReviseIn | schemas.SuggestIn) -> dict[str, Any]:
    return {
        name: getattr(entry, name) if getattr(sent, name) is None else getattr(sent, name)
        for name in ("title", "summary", "body")
    }


def _base(entry: Entry, sent: schemas.ReviseIn | schemas.SuggestIn) -> int | None:
    """What is filled in here must not undo what somebody changes at this moment."""
    filled_in = None in {sent.title, sent.summary, sent.body}
    return sent.base or (entry.live_revision_id if filled_in else None)


def _answer(who: Member, number: int) -> Answer:
    rows = Answer.objects.visible_to(who).select_related("question__author")
    answer = rows.filter(pk=number, hidden_at=None).first()
    if answer is None:
        raise ValidationError({"answer_id": _("There is no answer with this number.")})
    return answer


def _question(who: Member, number: int) -> Question:
    question = Question.objects.visible_to(who).filter(pk=number).first()
    if question is None:
        raise ValidationError({"question_id": _("There is no question with this number.")})
    return question


def _lifespan(number: int | None) -> Lifespan | None:
    if number is None:
        return None
    lifespan = Lifespan.objects.for_writing().filter(pk=number).first()
    if lifespan is None:
        raise ValidationError({"lifespan": _("There is no lifespan with this number.")})
    return lifespan


def _steward(handle: str) -> Member | None:
    if not handle:
        return None
    member = Member.objects.filter(handle__lower=handle.lstrip("@").lower(), is_active=True)
    found = member.first()
    if found is None:
        raise ValidationError({"steward": _("There is no such member here.")})
    return found


def _team(who: Member, slug: str) -> Team | None:
    if not slug:
        return None
    teams = {job.team.slug: job.team for job in who.current_employments}
    if slug not in teams:
        raise ValidationError({"team": _("You do not work in this team.")})
    return teams[slug]
