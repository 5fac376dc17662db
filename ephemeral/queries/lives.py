"""One life: how fresh, every step that led there, and what this viewer may do about it."""

from dataclasses import dataclass, field
from datetime import datetime

from community.permissions import Verdict, Viewer
from ephemeral import permissions
from ephemeral.freshness import Freshness, freshness_of
from ephemeral.models import Evidence, Lifetime


@dataclass(frozen=True)
class Life:
    """What the page of an entry shows of its clock."""

    lifetime: Lifetime
    fresh: Freshness
    may_renew: Verdict
    may_let_go: Verdict
    may_give_evidence: Verdict
    may_ask_back: Verdict
    own: Evidence | None = None  # what this viewer said in this round
    asked_back: bool = False
    steps: list[object] = field(default_factory=list)


def life_of(lifetime: Lifetime, viewer: Viewer, now: datetime) -> Life:
    """The life of an entry or answer. The lifetime is read `with_words`."""
    return Life(
        lifetime=lifetime,
        fresh=freshness_of(lifetime),
        may_renew=permissions.can_renew(viewer, lifetime),
        may_let_go=permissions.can_let_go(viewer, lifetime),
        may_give_evidence=permissions.can_give_evidence(viewer, lifetime),
        may_ask_back=permissions.can_ask_back(viewer, lifetime),
    )
