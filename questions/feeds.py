"""Atom feeds: new questions, by tag and kind, and what is said under one question."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from questions import additions
from questions.models import Answer, Question, Tag
from questions.queries.lists import questions_sorted, tag_named

ENTRIES = 30
EVERYBODY = AnonymousUser()


class AtomFeed(Feed):
    """What everybody may see, whoever asks: a feed's address is passed on."""

    feed_type = Atom1Feed

    def item_title(self, item: Any) -> str:
        return str(item)

    def item_description(self, item: Any) -> str:
        return str(item.html)

    def item_guid(self, item: Any) -> str:
        """Without the title's words, so that a better title makes no second entry."""
        place = f"#answer-{item.pk}" if isinstance(item, Answer) else ""
        return f"{settings.SITE_URL}/questions/{item.question_id}/{place}"

    def item_author_name(self, item: Any) -> str:
        if item.capacity:
            return f"{item.author}, {item.capacity}"
        return str(item.author)

    def item_pubdate(self, item: Any) -> datetime:
        return item.posted_at

    def item_updateddate(self, item: Any) -> datetime:
        return item.edited_at or item.posted_at


class QuestionsFeed(AtomFeed):
    def get_object(self, request: HttpRequest) -> tuple[Tag | None, str]:
        typed = request.GET.get("tag", "")
        tag = tag_named(typed)[0] if typed else None
        if typed and tag is None:
            get_object_or_404(Tag, name=typed)
        return tag, request.GET.get("kind", "")

    def title(self, narrowed: tuple[Tag | None, str]) -> str:
        tag, _kind = narrowed
        return _("Questions about #%(tag)s") % {"tag": tag} if tag else _("New questions")

    def link(self, narrowed: tuple[Tag | None, str]) -> str:
        tag, _kind = narrowed
        return tag.get_absolute_url() if tag else "/questions/"

    def items(self, narrowed: tuple[Tag | None, str]) -> Any:
        tag, kind = narrowed
        questions = questions_sorted(EVERYBODY, "newest", tag=tag, kind=kind)
        return (
            questions.with_people().prefetch_related("tags").order_by("-posted_at", "-pk")[:ENTRIES]
        )

    def item_categories(self, item: Question) -> list[str]:
        return [tag.name for tag in item.tags.all()]


class QuestionFeed(AtomFeed):
    def get_object(self, request: HttpRequest, pk: int) -> Question:
        return get_object_or_404(Question.objects.public(), pk=pk)

    def title(self, question: Question) -> str:
        return question.title

    def link(self, question: Question) -> str:
        return question.get_absolute_url()

    def items(self, question: Question) -> Any:
        answers = Answer.objects.public().filter(question=question).with_people()
        facts = additions.facts_of([question.pk])[question.pk]
        items = list(answers.select_related("question").order_by("-posted_at", "-pk")[:ENTRIES])
        for item in items:
            item.standing = additions.described("feed", facts) if item.is_accepted else []
        return items

    def item_title(self, item: Answer) -> str:
        return _("Answer by %(person)s") % {"person": item.author}

    def item_description(self, item: Answer) -> str:
        """The answer; under one that solved it, whether that still holds."""
        lines = "".join(format_html("<p><em>{}</em></p>", words) for words in item.standing)  # type: ignore[attr-defined]
        return f"{item.html}{lines}"
