"""What signing in and rendering ask of questions: whose drafts these are, which tags exist."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from community.markup import know_tags
from community.models import Member
from questions.actions.drafts import claim_drafts
from questions.models import Tag
from questions.views.saying import visitor_key


@receiver(user_logged_in)
def claim_what_was_typed(
    sender: Any, request: HttpRequest | None, user: Member, **rest: Any
) -> None:
    if request is not None:
        claim_drafts(visitor_key(request), by=user)


@know_tags
def known_tags(names: set[str]) -> set[str]:
    """The names among these that are tags."""
    return set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
