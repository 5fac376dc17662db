"""What must be right about the settings that concern people, checked before the site starts."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

AT_HOME = {"localhost", "127.0.0.1", "::1"}


@register()
def providers_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """An identity provider is set by four variables together."""
    problems: list[CheckMessage] = []
    for prefix, parts in settings.OIDC.items():
        missing = [f"{prefix}_{part}" for part, value in parts.items() if not value]
        if missing and len(missing) < len(parts):
            names = ", ".join(f"{prefix}_{part}" for part in parts)
            problems.append(
                Error(
                    f"{' and '.join(missing)} is missing, so nobody can sign in with this provider."
                    if len(missing) == 1
                    else f"{' and '.join(missing)} are missing,"
                    " so nobody can sign in with this provider.",
                    hint=f"Set all of {names}, or none of them.",
                    id="community.E003",
                )
            )
        if parts["ISSUER"] and not _is_safe(parts["ISSUER"]):
            problems.append(
                Error(
                    f"{prefix}_ISSUER must be an https address, not {parts['ISSUER']!r}.",
                    hint="Take the issuer from the provider's settings, such as"
                    " https://login.example.org/realms/staff.",
                    id="community.E004",
                )
            )
    return problems


def _is_safe(issuer: str) -> bool:
    parts = urlsplit(issuer)
    return (parts.scheme == "https" and bool(parts.hostname)) or (
        parts.scheme == "http" and parts.hostname in AT_HOME
    )
