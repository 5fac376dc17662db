"""The site as its owner set it, and what of the frame is made once for everybody."""

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from home.context import SiteLook, current_site

register = template.Library()

# By name and language: the settings it was made from, and the HTML.
_kept: dict[tuple[str, str | None], tuple[SiteLook, SafeString]] = {}


@register.simple_tag
def site_look() -> SiteLook:
    """`{% site_look as site %}`, for templates whose view has another `site` (allauth's have)."""
    return current_site()


class KeptNode(template.Node):
    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        site = context["site"]
        key = (self.name.resolve(context), get_language())
        made_from, html = _kept.get(key, (None, SafeString()))
        if made_from is not site or settings.DEBUG:
            html = self.nodelist.render(context)
            _kept[key] = (site, html)
        return html


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """`{% kept "foot" %}…{% endkept %}`: made once per language, and again when settings change.

    What stands in it may depend on the language and on `site`, and on nothing else.
    """
    parts = token.split_contents()
    if len(parts) != 2:  # noqa: PLR2004, the tag and its name
        raise template.TemplateSyntaxError("kept takes one name")
    name = parser.compile_filter(parts[1])
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, nodelist)
