"""What Wagtail's admin shows of people and teams."""

from wagtail.snippets.models import register_snippet

from community.admin.teams import TeamsGroup

register_snippet(TeamsGroup)
