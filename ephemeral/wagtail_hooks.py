"""What Wagtail's admin shows of knowledge and of the hours of teams."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ephemeral.admin.entries import EntryPolicy, KnowledgeGroup, LifespanPolicy
from ephemeral.admin.hours import WorkingWeekViewSet
from ephemeral.models import Entry, Lifespan

register_permission_policy(Entry, EntryPolicy(Entry))
register_permission_policy(Lifespan, LifespanPolicy(Lifespan))
register_snippet(KnowledgeGroup)
register_snippet(WorkingWeekViewSet)
