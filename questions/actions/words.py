"""What somebody typed, fit to be stored."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.markup import check_length, tidy
from questions.models.posts import BODY_LENGTH, TITLE_LENGTH

SHORTEST_TITLE = 3  # two characters can be a question in Chinese, hardly one anybody finds
LONGEST_REASON = 500  # what the column holds


def clean_text(typed: str, *, longest: int = BODY_LENGTH, field: str = "body") -> str:
    """A text worth posting. Raises ValidationError, under `field`, for none or an endless one."""
    text = tidy(typed).rstrip()
    # The first line keeps its indent: four spaces begin a block of code.
    text = re.sub(r"\A\s*\n", "", text)
    if not text:
        raise ValidationError({field: _("There is nothing here yet. Write a few words.")})
    try:
        check_length(text, longest=longest)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    return text


def clean_title(typed: str) -> str:
    """The title on one line. Raises ValidationError for one that says nothing or too much."""
    title = " ".join(tidy(typed).split())
    if len(title) < SHORTEST_TITLE:
        raise ValidationError({"title": _("Say in a few words what it is about.")})
    if len(title) > TITLE_LENGTH:
        raise ValidationError(
            {
                "title": _("A title has at most %(most)d characters; this one has %(length)d.")
                % {"most": TITLE_LENGTH, "length": len(title)}
            }
        )
    return title


def clean_reason(typed: str, *, required: bool = True) -> str:
    """Why something was done, on one line. Raises ValidationError."""
    reason = " ".join(tidy(typed).split())
    if required and not reason:
        raise ValidationError({"reason": _("Say why, so that others can understand it.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("A reason has at most %(most)d characters.") % {"most": LONGEST_REASON}}
        )
    return reason
