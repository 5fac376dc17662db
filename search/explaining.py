"""Why something was found: which of its own words, or of an answer's, were looked for.

An index may be a moment late: it can still know what was hidden or taken out by now. So the words
that are shown are read from the rows, and what has none of them left is not shown at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch
from django.utils.safestring import SafeString

from community.markup import plain
from ephemeral.freshness import Freshness, freshness_of, of_questions
from ephemeral.models import Entry, EntryQuestion
from questions.models import Answer, Question, Tag, TagSynonym
from search import excerpts
from search.engine import KNOWLEDGE, Hit, engine
from search.findables import settled_titles, text_of
from search.parsing import Words

ANSWERS_READ = 8  # of a thread, for what its question does not say itself


@dataclass(frozen=True)
class TagFound:
    tag: Tag
    looked_for: bool


@dataclass(frozen=True)
class Result:
    """A question or an entry that was found, and why. `fresh` is the clock of what it says."""

    title: SafeString
    excerpt: SafeString
    tags: Sequence[TagFound]
    question: Question | None = None
    answer: Answer | None = None
    entry: Entry | None = None
    settles: int = 0  # public questions
    fresh: Freshness | None = None

    @property
    def found(self) -> Question | Entry:
        found = self.entry or self.question
        assert found is not None
        return found

    @property
    def url(self) -> str:
        here = self.found.get_absolute_url()
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

    @property
    def title(self) -> SafeString:
        return excerpts.marked(self.question.title, self.words, self.question.language)

    def result(self) -> Result:
        """Quoted is the answer that says more of it than the question does, if there is one."""
        answer, said = max(
            self.answers, key=lambda pair: len(pair[1].met), default=(None, self.body)
        )
        if len(said.met) <= len(self.body.met):
            answer, said = None, self.body
        return Result(
            question=self.question,
            title=self.title,
            excerpt=excerpts.excerpt(said.text, said.places),
            answer=answer,
            tags=_tags_found(self.question.tags.all(), self.words),
        )


@dataclass
class Knowledge:
    """An entry with what of it was looked for."""

    entry: Entry
    words: Words
    head: frozenset[int]  # of its title, its tags and the questions that it settles
    body: Said
    by_synonyms: frozenset[int] = frozenset()

    @property
    def met(self) -> frozenset[int]:
        """Which of the words stand somewhere in it."""
        return self.head | self.body.met | self.by_synonyms

    @property
    def fresh(self) -> Freshness | None:
        lifetime = getattr(self.entry, "lifetime", None)
        return freshness_of(lifetime) if lifetime else None

    @property
    def title(self) -> SafeString:
        return excerpts.marked(self.entry.title, self.words, self.entry.language)

    def result(self) -> Result:
        return Result(
            entry=self.entry,
            title=self.title,
            excerpt=excerpts.excerpt(self.body.text, self.body.places),
            tags=_tags_found(self.entry.tags.all(), self.words),
            settles=len(self.entry.settles.all()),
            fresh=self.fresh,
        )


def _tags_found(tags: Iterable[Tag], words: Words) -> list[TagFound]:
    return [TagFound(tag, bool(excerpts.places_in(tag.name, words, ""))) for tag in tags]


def explained(hits: Sequence[Hit], words: Words, *, every: bool) -> list[Result]:
    """These hits in this order, each with why; `every` asks for all of the words."""
    threads, knowledge = threads_of(hits, words), knowledge_of(hits, words)
    wanted = frozenset(range(len(words.wanted)))

    def says_why(found: Thread | Knowledge) -> bool:
        return wanted <= found.met if every else bool(found.met)

    _read_answers([thread for thread in threads.values() if not wanted <= thread.met], words)
    both: dict[Hit, Thread | Knowledge] = {**threads, **knowledge}
    _read_synonyms([found for found in both.values() if not says_why(found)], words)
    shown = [both[hit].result() for hit in hits if hit in both and says_why(both[hit])]
    return _with_freshness(shown)


def _with_freshness(results: Sequence[Result]) -> list[Result]:
    """Solved questions with the clock of their solution, in one query."""
    solved = [one.question.pk for one in results if one.question and one.question.solved_at]
    clocks = of_questions(solved) if solved else {}
    return [
        replace(one, fresh=clocks[one.question.pk])
        if one.question and one.question.pk in clocks
        else one
        for one in results
    ]


def threads_of(hits: Sequence[Hit], words: Words) -> dict[Hit, Thread]:
    """The questions among these hits, read anew as everybody may see them."""
    ids = [hit.pk for hit in hits if hit.what != KNOWLEDGE]
    if not ids:
        return {}
    questions = (
        Question.objects.public().with_people().defer("body").prefetch_related("tags").in_bulk(ids)
    )
    there = [hit for hit in hits if hit.what != KNOWLEDGE and hit.pk in questions]
    return {hit: _thread(questions[hit.pk], words) for hit in there}


def knowledge_of(hits: Sequence[Hit], words: Words) -> dict[Hit, Knowledge]:
    """The entries among these hits, read anew as everybody may see them."""
    entries = entries_of([hit.pk for hit in hits if hit.what == KNOWLEDGE])
    there = [hit for hit in hits if hit.what == KNOWLEDGE and hit.pk in entries]
    return {hit: _knowledge(entries[hit.pk], words) for hit in there}


def entries_of(ids: Sequence[int]) -> dict[int, Entry]:
    """Published entries with their clocks, tags and the public questions that they settle."""
    if not ids:
        return {}
    settled = EntryQuestion.objects.filter(question__hidden_at=None).select_related("question")
    settled = settled.only("entry", "question__title")
    entries = Entry.objects.public().with_life().defer("body", "sources")
    return entries.prefetch_related("tags", Prefetch("settles", settled)).in_bulk(ids)


def _knowledge(entry: Entry, words: Words) -> Knowledge:
    head = [
        *excerpts.places_in(entry.title, words, entry.language),
        *excerpts.places_in(" ".join(tag.name for tag in entry.tags.all()), words, ""),
        *excerpts.places_in(settled_titles(entry), words, entry.language),
    ]
    return Knowledge(
        entry, words, excerpts.met_in(head), _said(text_of(entry), words, entry.language)
    )


def _thread(question: Question, words: Words) -> Thread:
    title = excerpts.places_in(question.title, words, question.language)
    tags = excerpts.places_in(" ".join(tag.name for tag in question.tags.all()), words, "")
    body = _said(plain(question.html), words, question.language)
    return Thread(question, words, excerpts.met_in([*title, *tags]), body)


def _said(text: str, words: Words, language: str) -> Said:
    return Said(text, excerpts.places_in(text, words, language))


def _read_answers(threads: Sequence[Thread], words: Words) -> None:
    """The best answers that say any of the words, where the question does not say all."""
    if not threads:
        return
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


def _read_synonyms(found: Sequence[Thread | Knowledge], words: Words) -> None:
    """Other names of their tags; nobody sees these, so they are read only where all else fails."""
    tags = {id(one): _tags_of(one) for one in found}
    tag_ids = {tag.pk for several in tags.values() for tag in several}
    if not tag_ids:
        return
    names: dict[int, str] = {}
    for synonym in TagSynonym.objects.filter(tag__in=tag_ids):
        names[synonym.tag_id] = f"{names.get(synonym.tag_id, '')} {synonym.name}"
    for one in found:
        text = " ".join(names.get(tag.pk, "") for tag in tags[id(one)])
        one.by_synonyms = excerpts.met_in(excerpts.places_in(text, words, ""))


def _tags_of(found: Thread | Knowledge) -> list[Tag]:
    if isinstance(found, Thread):
        return list(found.question.tags.all())
    return list(found.entry.tags.all())
