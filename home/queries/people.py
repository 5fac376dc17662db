"""What stands on the pages of people and teams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.coreutils import string_to_ascii

from community import phrases
from community.models import Employment, FormerHandle, Member, Team
from community.models.people import handle_is_plain
from community.paging import Page, page_of
from community.permissions import Viewer
from ephemeral.freshness import of_questions
from ephemeral.queries.promises import (
    PERIODS,
    PromiseLists,
    kept_in_short,
    lists_of_person,
    lists_of_team,
)
from questions.models import Answer, Question, Tag
from questions.models.posts import AnswerQuerySet
from questions.queries.lists import cards
from questions.queries.thread import Reader
from reputation.models import RECENT, LedgerLine

SAID = 20  # on a page; more than most people scroll through
TAGS = 12
FOUND = 48  # a multiple of 2, 3 and 4 columns
LONGEST_WORDS = 80


@dataclass(frozen=True)
class TagHelped:
    """A tag somebody answers in, and how often they did."""

    tag: Tag
    answers: int


@dataclass(frozen=True)
class PersonPage:
    """A person as everybody may see them, and one list of what they said."""

    person: Member
    employments: list[Employment]
    facts: list[str]
    tags: list[TagHelped]
    answers: Page[Answer] | None
    questions: Page[Question] | None
    cards: Sequence[str]
    promises: PromiseLists | None = None


def person_called(handle: str) -> Member | None:
    """The person with this handle now, or else the one who had it before."""
    if not re.fullmatch(handle_is_plain.regex, handle):
        return None
    person = Member.objects.filter(handle__lower=handle.lower()).first()
    if person:
        return person
    former = FormerHandle.objects.of(handle).exclude(member=None).select_related("member").first()
    return former.member if former else None


ANSWERED, ASKED, PROMISED = "", "questions", "promises"  # ?show= of a person's page


def person_page(
    person: Member, viewer: Viewer, *, show: str, cursor: str, period: str = "", now: datetime
) -> PersonPage:
    """What somebody answered, asked or promised, with who they are. Raises ValidationError."""
    answers, questions, promises = None, None, None
    if show == PROMISED:
        promises = lists_of_person(person, viewer, period=period, now=now)
    elif show == ASKED:
        questions = page_of(
            Question.objects.visible_to(viewer).filter(author=person).only("version", "posted_at"),
            order_by=("-posted_at", "-pk"),
            cursor=cursor,
            size=SAID,
        )
    else:
        answers = _page_of_answers(Answer.objects.visible_to(viewer).filter(author=person), cursor)
    return PersonPage(
        person=person,
        employments=person.current_employments,
        facts=_standing(person, now),
        tags=_tags_helped(Answer.objects.public().filter(author=person)),
        answers=answers,
        questions=questions,
        cards=cards(questions.items, Reader(viewer, Question(pk=0))) if questions else [],
        promises=promises,
    )


def _page_of_answers(answers: AnswerQuerySet, cursor: str) -> Page[Answer]:
    page = page_of(
        answers.with_people()
        .select_related("question")
        .defer("body", "question__body", "question__html"),
        order_by=("-posted_at", "-pk"),
        cursor=cursor,
        size=SAID,
    )
    fresh = of_questions([answer.question_id for answer in page if answer.accepted_at])
    for answer in page:
        clock = fresh.get(answer.question_id)
        answer.fresh = clock if clock and clock.answer_id == answer.pk else None
    return page


def _standing(person: Member, now: datetime) -> list[str]:
    """What others made of what they said: all time, and lately."""
    recent = Q(at__gt=now - RECENT)
    solved = Q(reason=LedgerLine.Reason.ACCEPTED, takes_back=None, taken_back_by=None)
    sums = LedgerLine.objects.filter(member=person).aggregate(
        total=Sum("points"), lately=Sum("points", filter=recent), solved=Count("pk", filter=solved)
    )
    facts = [phrases.points(sums["total"] or 0)]
    if sums["total"]:
        lately = sums["lately"] or 0
        words = ngettext(
            "%(n)s point in the last 90 days", "%(n)s points in the last 90 days", lately
        )
        facts.append(words % {"n": number_format(lately, force_grouping=True)})
    if sums["solved"]:
        facts.append(phrases.solved(sums["solved"]))
    promises = kept_in_short(person.pk)
    return [*facts, promises] if promises else facts


def _tags_helped(answers: QuerySet[Answer]) -> list[TagHelped]:
    tags = (
        Tag.objects.filter(questions__answers__in=answers)
        .annotate(helped=Count("questions__answers", distinct=True))
        .order_by("-helped", "name")[:TAGS]
    )
    return [TagHelped(tag, tag.helped) for tag in tags]


def people_called(words: str, cursor: str) -> Page[Member]:
    """Everybody whose name or handle has all these words in it. Raises ValidationError."""
    people = Member.objects.filter(is_active=True, erased_at=None).filter(
        # Whoever never confirmed an address is not here yet.
        Q(last_login__isnull=False) | Q(email__isnull=False) | Q(imported_from__isnull=False)
    )
    for word in words[:LONGEST_WORDS].replace("\0", " ").split():
        # Handles are made by the same transliteration, so that “Inês” and “ines” find each other.
        plain = string_to_ascii(word).lower() or word
        people = people.filter(Q(name__icontains=word) | Q(handle__icontains=plain))
    return page_of(people, order_by=("name", "pk"), cursor=cursor, size=FOUND)


@dataclass(frozen=True)
class Period:
    """One choice of how far back the share kept is counted."""

    words: str
    value: str
    current: bool


def periods(chosen: str) -> list[Period]:
    """The periods over which promises are counted, the one shown among them marked."""
    chosen = chosen if chosen in PERIODS else ""
    return [Period(str(words), value, value == chosen) for value, (words, _time) in PERIODS.items()]


@dataclass(frozen=True)
class TeamListed:
    team: Team
    words: str


def teams() -> list[TeamListed]:
    """The teams, and how many work in each."""
    at_work = Count("employments", filter=Q(employments__ended_at=None))
    return [
        TeamListed(team, phrases.people(team.at_work))
        for team in Team.objects.annotate(at_work=at_work).order_by("name")
    ]


@dataclass(frozen=True)
class TeamPage:
    team: Team
    employments: list[Employment]
    facts: list[str]
    tags: list[TagHelped]
    answers: Page[Answer]
    promises: PromiseLists


def team_page(
    team: Team, viewer: Viewer, *, cursor: str, period: str = "", now: datetime
) -> TeamPage:
    """A team, who works in it, what it promised, and what was lately answered in its name."""
    answered = Answer.objects.public().filter(capacity__team=team)
    counted = answered.aggregate(
        all=Count("pk"), solved=Count("pk", filter=Q(accepted_at__isnull=False))
    )
    return TeamPage(
        team=team,
        employments=list(
            team.employments.current()
            .filter(member__is_active=True)
            .select_related("member")
            .order_by("began_at", "pk")
        ),
        facts=[phrases.answers(counted["all"]), phrases.solved(counted["solved"])]
        if counted["all"]
        else [_("no answers in its name yet")],
        tags=_tags_helped(answered),
        answers=_page_of_answers(
            Answer.objects.visible_to(viewer).filter(capacity__team=team), cursor
        ),
        promises=lists_of_team(team, viewer, period=period, now=now),
    )
