"""Slots in kept HTML, and the small words about a question."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from questions import additions
from questions.models import Answer, Comment, Question
from questions.queries.imports import Origin, origin_of
from questions.slots import slot

register = template.Library()


@register.simple_tag(name="slot")
def open_slot(name: str, *values: object) -> SafeString:
    """`{% slot "life" answer.pk %}`: a place that an app above fills when the page is read."""
    return slot(name, *values)


@register.simple_tag(takes_context=True)
def additions_at(context: dict[str, Any], place: str) -> SafeString:
    """`{% additions_at "ask" %}`: what apps above put at a place of a page."""
    return additions.parts_at(place, context["request"])


@register.simple_tag
def ago_slot(moment: datetime | None) -> SafeString | str:
    """When, in words that are made when the page is read."""
    return slot("ago", int(moment.timestamp())) if moment else ""


@register.simple_tag
def vote_slot(post: Question | Answer) -> SafeString:
    return slot("vote", _kind(post), post.pk, post.score, post.author_id)


@register.simple_tag
def acts_slot(post: Question | Answer | Comment) -> SafeString:
    flags = []
    if post.capacity_id:
        flags.append("staff")
    if post.hidden_at:
        flags.append("hidden")
    if isinstance(post, Answer) and post.is_accepted:
        flags.append("accepted")
    return slot("acts", _kind(post), post.pk, post.author_id, *flags)


def _kind(post: Any) -> str:
    return str(post._meta.model_name)


@register.simple_tag
def origin(post: Question | Answer) -> Origin | None:
    """Where an imported post comes from."""
    return origin_of(post)
