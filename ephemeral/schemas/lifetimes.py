"""What every schema reads from a lifetime in the same way."""

from django.utils import timezone
from ninja import Schema

from ephemeral.freshness import freshness_of
from ephemeral.models import Lifetime


class OfLifetime(Schema):
    """Its state and the words for it at this moment, and the slug of its team.

    A schema that has these fields names them itself, so that they stand where it wants them.
    """

    @staticmethod
    def resolve_state(lifetime: Lifetime) -> str:
        return lifetime.state(timezone.now())

    @staticmethod
    def resolve_words(lifetime: Lifetime) -> str:
        return freshness_of(lifetime).words(timezone.now())

    @staticmethod
    def resolve_team(lifetime: Lifetime) -> str | None:
        return lifetime.team.slug if lifetime.team else None
