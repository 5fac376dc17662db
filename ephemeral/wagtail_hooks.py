"""What Wagtail's admin shows of what has a clock."""

from wagtail.snippets.models import register_snippet

from ephemeral.admin.hours import WorkingWeekViewSet

register_snippet(WorkingWeekViewSet)
