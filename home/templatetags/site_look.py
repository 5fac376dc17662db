"""The site as its owner set it, for templates whose view has another `site` (allauth's have)."""

from django import template

from home.context import SiteLook, current_site

register = template.Library()


@register.simple_tag
def site_look() -> SiteLook:
    """`{% site_look as site %}`"""
    return current_site()
