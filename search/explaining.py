"""Why a question was found: which of its own words, or of an answer's, were looked for.

An index may be a moment late: it can still know what was hidden or taken out by now. So the words
that are shown are read from the rows, and what has none of them left is not shown at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from community.markup import plain
from questions.models import Answer, Question, Tag, TagSynonym
from search import excerpts
from search.engine import engine
from search.parsing import Words

ANSWERS_READ = 8  # of a thread, for what its question does not say itself


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
class Said:
    """A text and where it has what was looked for."""

    text: str
    places: Sequence[excerpts.Place]

    @property
    def met(self) -> frozenset[int]:
        return excerpts.met_in(self.places)


@dataclass
class Thread:
    """A question with what of it was looked for, as far as it was read."""

    question: Question
    words: Words
    head: frozenset[int]  # of its title and tags
    body: Said
    answers: list[tuple[Answer, Said]] = field(default_factory=list)
    by_synonyms: frozenset[int] = frozenset()

    @property
    def met(self) -> frozenset[int]:
        """Which of the words stand somewhere in it."""
        own = self.head | self.body.met | self.by_synonyms
        return own.union(*(said.met for _answer, said in self.answers))

    def result(self) -> Result:
        """Quoted is the answer that says more of it than the question does, if there is one."""
        answer, said = max(
            self.answers, key=lambda pair: len(pair[1].met), default=(None, self.body)
        )
        if len(said.met) <= len(self.body.met):
            answer, said = None, self.body
        return Result(
            question=self.question,
            title=excerpts.marked(self.question.title, self.words, self.question.language),
            excerpt=excerpts.excerpt(said.text, said.places),
            answer=answer,
            tags=[
                TagFound(tag, bool(excerpts.places_in(tag.name, self.words, "")))
                for tag in self.question.tags.all()
            ],
        )


def explained(ids: Sequence[int], words: Words, *, every: bool) -> list[Result]:
    """These questions in this order, each with why; `every` asks for all of the words."""
    threads = threads_of(ids, words)
    wanted = frozenset(range(len(words.wanted)))

    def says_why(thread: Thread) -> bool:
        return wanted <= thread.met if every else bool(thread.met)

    _read_answers([thread for thread in threads if not wanted <= thread.met], words)
    _read_synonyms([thread for thread in threads if not says_why(thread)], words)
    return [thread.result() for thread in threads if says_why(thread)]


def threads_of(ids: Sequence[int], words: Words) -> list[Thread]:
    """These questions in this order, read anew as everybody may see them."""
    questions = (
        Question.objects.public().with_people().defer("body").prefetch_related("tags").in_bulk(ids)
    )
    return [_thread(questions[pk], words) for pk in ids if pk in questions]


def _thread(question: Question, words: Words) -> Thread:
    title = excerpts.places_in(question.title, words, question.language)
    tags = excerpts.places_in(" ".join(tag.name for tag in question.tags.all()), words, "")
    body = _said(plain(question.html), words, question.language)
    return Thread(question, words, excerpts.met_in([*title, *tags]), body)


def _said(text: str, words: Words, language: str) -> Said:
    return Said(text, excerpts.places_in(text, words, language))


def _read_answers(threads: Sequence[Thread], words: Words) -> None:
    """The best answers that say any of the words, where the question does not say all."""
    saying = engine().saying(words, [thread.question.pk for thread in threads])
    ids = [pk for answer_ids in saying.values() for pk in answer_ids[:ANSWERS_READ]]
    answers = Answer.objects.public().with_people().defer("body").in_bulk(ids)
    for thread in threads:
        language = thread.question.language
        thread.answers = [
            (answers[pk], _said(plain(answers[pk].html), words, language))
            for pk in saying.get(thread.question.pk, ())
            if pk in answers
        ]


def _read_synonyms(threads: Sequence[Thread], words: Words) -> None:
    """Other names of their tags; nobody sees these, so they are read only where all else fails."""
    tag_ids = {tag.pk for thread in threads for tag in thread.question.tags.all()}
    if not tag_ids:
        return
    names: dict[int, str] = {}
    for synonym in TagSynonym.objects.filter(tag__in=tag_ids):
        names[synonym.tag_id] = f"{names.get(synonym.tag_id, '')} {synonym.name}"
    for thread in threads:
        text = " ".join(names.get(tag.pk, "") for tag in thread.question.tags.all())
        thread.by_synonyms = excerpts.met_in(excerpts.places_in(text, words, ""))
