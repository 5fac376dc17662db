"""What somebody typed into an entry, fit to be stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.markup import tidy
from ephemeral.models import Entry
from ephemeral.models.entries import SUMMARY_LENGTH
from questions.actions.words import clean_text, clean_title

LONGEST_SOURCES = 4000
LONGEST_VERSIONS = 200


def clean_words(
    *, title: str, summary: str, body: str, sources: str = "", versions: str = ""
) -> dict[str, str]:
    """The words of an entry. Raises ValidationError with all that is wrong, by field."""
    words: dict[str, str] = {}
    wrong: dict[str, Any] = {}
    for name, clean in (
        ("title", lambda: clean_title(title)),
        ("summary", lambda: clean_summary(summary)),
        ("body", lambda: clean_text(body)),
        ("sources", lambda: _lines(sources)),
        ("versions", lambda: _versions(versions)),
    ):
        try:
            words[name] = clean()
        except ValidationError as error:
            wrong.update(error.error_dict)
    if wrong:
        raise ValidationError(wrong)
    return words


def clean_summary(typed: str) -> str:
    summary = " ".join(tidy(typed).split())
    if not summary:
        raise ValidationError({"summary": _("Say in a sentence or two what it tells.")})
    _check_length("summary", summary, SUMMARY_LENGTH)
    return summary


def _lines(typed: str) -> str:
    lines = [line.strip() for line in tidy(typed).splitlines()]
    sources = "\n".join(line for line in lines if line)
    _check_length("sources", sources, LONGEST_SOURCES)
    return sources


def _versions(typed: str) -> str:
    words = [" ".join(word.split()) for word in tidy(typed).replace("\n", ",").split(",")]
    versions = ", ".join(dict.fromkeys(word for word in words if word))
    _check_length("versions", versions, LONGEST_VERSIONS)
    return versions


def _check_length(field: str, words: str, most: int) -> None:
    if len(words) <= most:
        return
    label = Entry._meta.get_field(field).verbose_name
    raise ValidationError(
        {
            field: _("“%(field)s” holds at most %(most)d characters; these are %(length)d.")
            % {"field": label, "most": most, "length": len(words)}
        }
    )
