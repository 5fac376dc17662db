"""Lists of questions: newest, active, unanswered, most wanted; by tag and kind; in keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.paging import Page, page_of
from community.permissions import Viewer
from questions import additions
from questions.models import Question, Tag, TagSynonym
from questions.models.querysets import QuestionQuerySet
from questions.queries.reader import Reader
from questions.slots import fill

PAGE = 25
POPULAR = 20
POPULAR_KEPT = 5 * 60  # seconds
CARD_KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Sort:
    name: str
    label: str | Promise
    order: Sequence[str]
    empty: str | Promise


SORTS = {
    sort.name: sort
    for sort in (
        Sort("newest", _("Newest"), ("-posted_at", "-pk"), _("Nobody has asked here yet.")),
        Sort("active", _("Active"), ("-active_at", "-pk"), _("Nothing has happened here yet.")),
        Sort(
            "unanswered",
            _("Unanswered"),
            ("-posted_at", "-pk"),
            _("Everything here has an answer. That is good news."),
        ),
        Sort(
            "wanted",
            _("Most wanted"),
            ("-wanted", "-pk"),
            _("Nothing here waits for a solution."),
        ),
    )
}


def questions_sorted(
    viewer: Viewer, sort: str, *, tag: Tag | None = None, kind: str = ""
) -> QuestionQuerySet:
    """The questions of a list, not yet cut into pages. Raises ValidationError for a wrong sort."""
    if sort not in SORTS:
        raise ValidationError(
            _("Questions are sorted by one of %(sorts)s."), params={"sorts": ", ".join(SORTS)}
        )
    if kind and kind not in Question.Kind.values:
        raise ValidationError(
            _("A question is one of %(kinds)s."), params={"kinds": ", ".join(Question.Kind.values)}
        )
    questions = Question.objects.visible_to(viewer)
    if sort == "unanswered":
        questions = questions.unanswered().exclude(kind=Question.Kind.PRAISE)
    if sort == "wanted":
        questions = questions.filter(solved_at=None, duplicate_of=None)
    if kind:
        questions = questions.filter(kind=kind)
    if tag:
        questions = questions.filter(tags=tag)
    return questions


def question_page_of(
    viewer: Viewer, sort: str, *, tag: Tag | None = None, kind: str = "", cursor: str = ""
) -> Page[Question]:
    """One page of a list, with what its cards need loaded for those that are not kept."""
    questions = questions_sorted(viewer, sort, tag=tag, kind=kind)
    order = SORTS[sort].order
    fields = {name.lstrip("-") for name in order} - {"pk"}
    return page_of(
        questions.only("pk", "version", *fields), order_by=order, cursor=cursor, size=PAGE
    )


def cards(questions: Sequence[Question], reader: Reader) -> list[str]:
    """The card of each question, made once per version and language."""
    language = translation.get_language()
    keys = {
        question.pk: f"card:{question.pk}:{question.version}:{language}" for question in questions
    }
    kept = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in kept]
    if missing:
        facts = additions.facts_of(missing, for_cards=True)
        made = {
            keys[question.pk]: (_card(question), facts[question.pk])
            for question in with_card_facts(missing)
        }
        cache.set_many(made, CARD_KEPT)
        kept.update(made)
    shown = [kept[key] for key in keys.values() if key in kept]
    return [fill(html, replace(reader, facts=facts)) for html, facts in shown]


def with_card_facts(pks: Sequence[int]) -> QuerySet[Question]:
    """Questions with everything that a card shows, in two queries."""
    return (
        Question.objects.filter(pk__in=pks)
        .select_related("author", "capacity")
        .prefetch_related("tags")
    )


def _card(question: Question) -> str:
    return render_to_string("questions/_card.html", {"question": question})


def popular_tags() -> list[Tag]:
    """The most used tags, for beside a list; a few minutes old at most."""
    kept: list[Tag] | None = cache.get("popular-tags")
    if kept is None:
        kept = list(Tag.objects.in_use().order_by("-question_count", "name")[:POPULAR])
        cache.set("popular-tags", kept, POPULAR_KEPT)
    return kept


def tag_named(typed: str) -> tuple[Tag | None, bool]:
    """The tag of this name, and whether a synonym was typed for it."""
    tag = Tag.objects.filter(name=typed).first()
    if tag:
        return tag, False
    synonym = TagSynonym.objects.filter(name=typed.lower()).select_related("tag").first()
    if synonym:
        return synonym.tag, True
    return Tag.objects.filter(name=typed.lower()).first(), True
