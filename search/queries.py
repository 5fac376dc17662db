"""What the pages of find show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString

from community.markup import plain
from community.models import Member
from questions.models import Answer, Question, Tag, TagSynonym
from search import excerpts
from search.engine import Query, engine
from search.models import Document
from search.parsing import Words, parse

PER_PAGE = 10
LAST_PAGE = 50  # beyond it, other words help more than another page
MOST_PEOPLE = 3
LANGUAGES_HOLD = 600  # seconds
ANSWERS_READ = 8  # of a thread, for what its question does not say itself
ENOUGH_ALIKE = 0.3  # share of the typed words that a similar question has; below it is chance


@dataclass(frozen=True)
class TagFound:
    tag: Tag
    looked_for: bool


@dataclass(frozen=True)
class Result:
    """A question that was found, and why."""

    question: Question
    title: SafeString
    excerpt: SafeString
    answer: Answer | None
    tags: Sequence[TagFound]

    @property
    def url(self) -> str:
        here = self.question.get_absolute_url()
        return f"{here}#answer-{self.answer.pk}" if self.answer else here


@dataclass(frozen=True)
class Results:
    """A page of results. `widened` says that not all have all the words."""

    results: Sequence[Result]
    total: int
    page: int
    pages: int
    widened: bool
    people: Sequence[Member] = ()


@dataclass(frozen=True)
class Similar:
    """A question that may be the one that somebody is about to ask."""

    question: Question
    title: SafeString


def find(words: str, *, kind: str = "", tag: str = "", page: int = 1) -> Results:
    """What everybody may see of what was looked for."""
    looked_for = parse(words, languages())
    tag_id = _tag_id(tag) if tag else None
    page = max(1, min(page, LAST_PAGE))
    if not looked_for or (tag and tag_id is None):
        return Results((), 0, page, 0, widened=False)
    start = (page - 1) * PER_PAGE
    found = engine().find(Query(looked_for, kind, tag_id, start, PER_PAGE))
    results = _explained(found.question_ids, looked_for, every=found.all_words)
    pages = min(LAST_PAGE, -(-found.total // PER_PAGE))
    people = find_people(words) if page == 1 and not kind and not tag else ()
    # What could not say why it was found was hidden a moment ago.
    total = max(0, found.total - (len(found.question_ids) - len(results)))
    return Results(results, total, page, pages, widened=not found.all_words, people=people)


def find_people(words: str, limit: int = MOST_PEOPLE) -> list[Member]:
    """People whose name or handle has all these words."""
    ids = engine().people(parse(words, ()), limit)
    members = Member.objects.in_bulk(ids)
    return [members[pk] for pk in ids if pk in members]


def similar_questions(title: str, body: str = "", limit: int = 5) -> list[Similar]:
    """Questions about the same, the likeliest first; none rather than just any."""
    words = parse(f"{title} {body}", languages())
    if not words:
        return []
    enough = ENOUGH_ALIKE * len(words.wanted)
    alike = []
    for question in _public(engine().similar(words, limit * 3)):
        head, said = _said_by_question(question, words)
        if len(head | said.met) >= enough:
            title = excerpts.marked(question.title, words, question.language)
            alike.append(Similar(question, title))
    return alike[:limit]


def languages() -> tuple[str, ...]:
    """The languages of what can be found; a word that is typed may be of any of them."""
    known = cache.get_or_set("languages-found", _languages, LANGUAGES_HOLD)
    return tuple(known or ("en",))


def _languages() -> list[str]:
    documents = Document.objects.filter(what=Document.What.QUESTION).order_by("language")
    return list(documents.values_list("language", flat=True).distinct())


def _tag_id(tag: str) -> int | None:
    name = tag.strip().lstrip("#").lower()
    return Tag.objects.filter(name=name).values_list("pk", flat=True).first()


def _public(ids: Sequence[int]) -> list[Question]:
    """These questions in this order, read anew as everybody may see them."""
    questions = (
        Question.objects.public().with_people().defer("body").prefetch_related("tags").in_bulk(ids)
    )
    return [questions[pk] for pk in ids if pk in questions]


@dataclass(frozen=True)
class _Said:
    """A text and where it has what was looked for."""

    text: str
    places: Sequence[excerpts.Place]

    @property
    def met(self) -> frozenset[int]:
        return excerpts.met_in(self.places)


def _explained(ids: Sequence[int], words: Words, *, every: bool) -> list[Result]:
    """Each question with what of it was looked for. What has no such words left is not shown.

    An index may be a moment late: it can still know what was hidden or taken out by now. The words
    shown are read from the rows, and so are those that say why a question is shown at all.
    """
    questions = _public(ids)
    wanted = frozenset(range(len(words.wanted)))
    own = {question.pk: _said_by_question(question, words) for question in questions}
    open_ids = [pk for pk, (head, body) in own.items() if not wanted <= head | body.met]
    answers = _answers(words, open_ids)
    met: dict[int, frozenset[int]] = {}
    quoted: dict[int, list[tuple[Answer, _Said]]] = {}
    for question in questions:
        head, body = own[question.pk]
        quoted[question.pk] = [
            (answer, _said(plain(answer.html), words, question.language))
            for answer in answers.get(question.pk, ())
        ]
        by_answers = (said.met for _answer, said in quoted[question.pk])
        met[question.pk] = (head | body.met).union(*by_answers)

    def says_why(pk: int) -> bool:
        return wanted <= met[pk] if every else bool(met[pk])

    unclear = [question for question in questions if not says_why(question.pk)]
    for pk, by_synonyms in _said_by_synonyms(unclear, words).items():
        met[pk] |= by_synonyms
    return [
        _result(question, words, own[question.pk][1], quoted[question.pk])
        for question in questions
        if says_why(question.pk)
    ]


def _said_by_synonyms(questions: Sequence[Question], words: Words) -> dict[int, frozenset[int]]:
    """Which words other names of their tags have; nobody sees these, so few need them read."""
    tag_ids = {tag.pk for question in questions for tag in question.tags.all()}
    if not tag_ids:
        return {}
    names: dict[int, str] = {}
    for synonym in TagSynonym.objects.filter(tag__in=tag_ids):
        names[synonym.tag_id] = f"{names.get(synonym.tag_id, '')} {synonym.name}"
    return {
        question.pk: excerpts.met_in(
            excerpts.places_in(
                " ".join(names.get(tag.pk, "") for tag in question.tags.all()), words, ""
            )
        )
        for question in questions
    }


def _said(text: str, words: Words, language: str) -> _Said:
    return _Said(text, excerpts.places_in(text, words, language))


def _said_by_question(question: Question, words: Words) -> tuple[frozenset[int], _Said]:
    """Which words its title and tags have, and where its text has them."""
    title = excerpts.places_in(question.title, words, question.language)
    tags = excerpts.places_in(" ".join(tag.name for tag in question.tags.all()), words, "")
    body = _said(plain(question.html), words, question.language)
    return excerpts.met_in([*title, *tags]), body


def _answers(words: Words, question_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The best answers of these questions that say any of the words."""
    saying = engine().saying(words, question_ids)
    ids = [pk for answer_ids in saying.values() for pk in answer_ids[:ANSWERS_READ]]
    answers = Answer.objects.public().with_people().defer("body").in_bulk(ids)
    return {
        question_id: [answers[pk] for pk in answer_ids[:ANSWERS_READ] if pk in answers]
        for question_id, answer_ids in saying.items()
    }


def _result(
    question: Question,
    words: Words,
    body: _Said,
    by_answers: Sequence[tuple[Answer, _Said]],
) -> Result:
    """Quoted is the answer that says more of it than the question does, if there is one."""
    answer, said = max(by_answers, key=lambda pair: len(pair[1].met), default=(None, body))
    if len(said.met) <= len(body.met):
        answer, said = None, body
    return Result(
        question=question,
        title=excerpts.marked(question.title, words, question.language),
        excerpt=excerpts.excerpt(said.text, said.places),
        answer=answer,
        tags=[
            TagFound(tag, bool(excerpts.places_in(tag.name, words, "")))
            for tag in question.tags.all()
        ],
    )
