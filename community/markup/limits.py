"""How long a text may be, and which characters it may hold."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_BODY = 30_000  # what Stack Exchange allows, so whole communities can come in

# Control characters, lone surrogates, non-characters, and the marks that turn the direction of
# whatever follows them (a reader would see another text than the one that is there).
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")


def tidy(text: str) -> str:
    """The text with plain line ends and without characters that no page should carry."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("\ufffd", UNFIT.sub("", text))


def check_length(text: str, *, longest: int = LONGEST_BODY) -> None:
    """Raise ValidationError with a sentence when a text is too long to be stored."""
    if len(text) <= longest:
        return
    raise ValidationError(
        _(
            "This is %(length)s characters long; %(longest)s are possible. "
            "Shorten it, or leave out what only few readers need."
        )
        % {"length": f"{len(text):,}", "longest": f"{longest:,}"},
        code="too_long",
    )
