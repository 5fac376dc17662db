"""The stored numbers of what has a clock, for `check_counters`."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from community.counters import Counter, register
from ephemeral.models import Promise, PromiseStep


def _moves() -> Combinable:
    """How often the date of a promise was moved, from its history."""
    moved = PromiseStep.objects.filter(kind=PromiseStep.Kind.MOVED, promise=OuterRef("pk"))
    each = moved.order_by().values("promise").annotate(total=Count("pk"))
    return Coalesce(Subquery(each.values("total")), 0, output_field=IntegerField())


register(Counter(Promise, "moves", _moves))
