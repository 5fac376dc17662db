"""Every number and date stored with a clock, and how it follows from what people said."""

from typing import Any

from django.db.models import (
    Count,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from ephemeral.lifetimes import set_dates
from ephemeral.models import BackRequest, Evidence, Lifetime

# Voices that are shown and not counted: of accounts nobody knows yet, and of one person's others.
NOT_COUNTED = ("new", "same person")


def _of_this_round(rows: QuerySet[Any], aggregate: Combinable) -> Subquery:
    """An aggregate of what was said in the round that goes on, for each lifetime."""
    said = rows.filter(lifetime=OuterRef("pk"), round=OuterRef("round"))
    return Subquery(said.order_by().values("lifetime").annotate(total=aggregate).values("total"))


def _heard(holds: bool) -> Combinable:
    counts = Q(holds=holds) & ~Q(why_days__in=NOT_COUNTED)
    heard = _of_this_round(Evidence.objects.standing(), Count("pk", filter=counts))
    return Coalesce(heard, 0, output_field=IntegerField())


def lifetime_facts() -> dict[str, Combinable]:
    """Field → expression that computes it from facts."""
    asked = _of_this_round(BackRequest.objects.all(), Count("pk"))
    return {
        "voices": _heard(holds=True),
        "disputes": _heard(holds=False),
        "back_requests": Coalesce(asked, 0, output_field=IntegerField()),
    }


def moved() -> Combinable:
    """By how many days this round's voices have moved the date, all together."""
    total = _of_this_round(Evidence.objects.standing(), Sum("days"))
    return Coalesce(total, 0.0, output_field=FloatField())


def recount_lifetime(lifetime: Lifetime) -> None:
    """Bring the numbers and dates of a locked lifetime in line with what was said this round."""
    Lifetime.objects.filter(pk=lifetime.pk).update(**lifetime_facts())
    lifetime.refresh_from_db(fields=list(lifetime_facts()))
    set_dates(lifetime, Evidence.objects.standing().filter(lifetime=lifetime, round=lifetime.round))
    lifetime.save(update_fields=["due_at", "soon_at", "lapses_at", "next_at"])
