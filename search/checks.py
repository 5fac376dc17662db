"""What can be wrong with the settings of find."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from search.engine import ENGINES, scheme_of


@register(Tags.compatibility)
def search_url_names_an_engine(**_kwargs: Any) -> list[CheckMessage]:
    scheme = scheme_of(settings.SEARCH_URL)
    if scheme in ENGINES:
        return []
    if scheme in {"elasticsearch", "elasticsearchs"}:
        return [
            Error(
                "SEARCH_URL names Elasticsearch, which this version cannot search with yet.",
                hint="Set SEARCH_URL=database: (or leave it out) to search in the database.",
                id="search.E002",
            )
        ]
    return [
        Error(
            f"SEARCH_URL begins with “{scheme}”, which is no engine of find.",
            hint="Set SEARCH_URL=database: (or leave it out) to search in the database.",
            id="search.E001",
        )
    ]
