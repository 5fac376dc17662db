"""What an editor can put on a page, in any order."""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from community.markup import render
from home.queries import front_page as queries
from questions.models import Question

MOST_ROWS = 20  # a home page leads on, it is not the list itself
WORDS = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "code", "blockquote"]

address_is_safe = RegexValidator(
    r"^(https://|http://|mailto:|/(?!/)|#)",
    _("An address begins with https://, mailto: or, on this site, with /."),
)


class FindBlock(blocks.StructBlock):
    """The big find box. Its words are the site's welcome unless it has its own."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    words = blocks.TextBlock(
        label=_("words below it"),
        required=False,
        max_length=400,
        rows=2,
        help_text=_("Empty: the welcome text of the site's settings."),
    )

    class Meta:
        icon = "search"
        label = _("Find box")
        template = "home/blocks/find.html"


class QuestionsBlock(blocks.StructBlock):
    """Some questions of a list, and the way to all of them."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    sort = blocks.ChoiceBlock(
        label=_("which"),
        choices=[("newest", _("Newest")), ("active", _("Last active"))],
        default="newest",
    )
    kind = blocks.ChoiceBlock(
        label=_("kind"), choices=Question.Kind.choices, required=False, help_text=_("Empty: all.")
    )
    limit = blocks.IntegerBlock(label=_("how many"), default=6, min_value=1, max_value=MOST_ROWS)

    class Meta:
        icon = "list-ul"
        label = _("What is new")
        template = "home/blocks/questions.html"

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["listed"] = queries.some_questions(value["sort"], value["kind"], value["limit"])
        return context


class WaitingBlock(QuestionsBlock):
    """Questions that somebody who knows could help with now."""

    sort = blocks.ChoiceBlock(
        label=_("which"),
        choices=[("unanswered", _("Without an answer")), ("wanted", _("Most wanted"))],
        default="unanswered",
    )

    class Meta:
        icon = "help"
        label = _("What waits for an answer")
        template = "home/blocks/questions.html"


class KnowledgeBlock(blocks.StructBlock):
    """Some entries of a list, each with how fresh it is."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    show = blocks.ChoiceBlock(
        label=_("which"),
        choices=[
            ("fresh", _("Confirmed last")),
            ("waiting", _("Needs somebody")),
            ("lapsed", _("Lapsed lately")),
        ],
        default="fresh",
    )
    limit = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=MOST_ROWS)

    class Meta:
        icon = "doc-full"
        label = _("Knowledge")
        template = "home/blocks/knowledge.html"

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = queries.some_knowledge(value["show"], value["limit"])
        return context


class HelpersBlock(blocks.StructBlock):
    """Who helped most lately."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    limit = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=MOST_ROWS)

    class Meta:
        icon = "group"
        label = _("Who helps")
        template = "home/blocks/helpers.html"

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["helpers"] = queries.helpers(value["limit"])
        return context


class TagsBlock(blocks.StructBlock):
    """What most questions are about."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    limit = blocks.IntegerBlock(label=_("how many"), default=20, min_value=1, max_value=60)

    class Meta:
        icon = "tag"
        label = _("Tags")
        template = "home/blocks/tags.html"

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["tags"] = queries.most_used_tags(value["limit"])
        return context


class TextBlock(blocks.RichTextBlock):
    """Text as an editor sets it in the admin."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "home/blocks/text.html"


class MarkdownBlock(blocks.TextBlock):
    """Text in Markdown, by the same renderer as the members' posts."""

    class Meta:
        icon = "code"
        label = _("Markdown")
        template = "home/blocks/markdown.html"

    def get_context(
        self, value: str, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["html"] = self.html(value)
        return context

    @staticmethod
    def html(text: str) -> SafeString:
        key = f"markdown:{sha256(text.encode()).hexdigest()}"
        return mark_safe(cache.get_or_set(key, lambda: render(text)) or "")  # noqa: S308, cleaned


class PictureBlock(blocks.StructBlock):
    """A picture with the words that stand for it."""

    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "home/blocks/picture.html"


class HomeBody(blocks.StreamBlock):
    """What stands in the reading column of the home page."""

    find = FindBlock()
    new = QuestionsBlock()
    waiting = WaitingBlock()
    knowledge = KnowledgeBlock()
    helpers = HelpersBlock()
    tags = TagsBlock()
    text = TextBlock(features=WORDS)


class HomeBeside(blocks.StreamBlock):
    """What stands beside it on wide screens and below it on narrow ones."""

    knowledge = KnowledgeBlock()
    helpers = HelpersBlock()
    waiting = WaitingBlock()
    new = QuestionsBlock()
    tags = TagsBlock()
    text = TextBlock(features=WORDS)


class PageBody(blocks.StreamBlock):
    """What a page of plain words is made of."""

    text = TextBlock(features=WORDS)
    markdown = MarkdownBlock()
    picture = PictureBlock()


class MenuItem(blocks.StructBlock):
    """A word that leads to a page of this site or to an address."""

    words = blocks.CharBlock(label=_("words"), max_length=40)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.CharBlock(
        label=_("or an address"), required=False, max_length=500, validators=[address_is_safe]
    )

    class Meta:
        icon = "link"
        label = _("Menu item")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if bool(value["page"]) == bool(value["address"]):
            sentence = _("Choose a page or give an address: one of the two.")
            raise blocks.StructBlockValidationError(
                block_errors={"address": ValidationError(sentence)}
            )
        return value


class Menu(blocks.StreamBlock):
    item = MenuItem()
