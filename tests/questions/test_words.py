"""What somebody typed keeps its shape when it is stored."""

import pytest
from django.core.exceptions import ValidationError

from questions.actions.words import clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("    ping 192.0.2.1\n\nfails", "    ping 192.0.2.1\n\nfails"),
        ("\r\n \n    ping\n\n", "    ping"),
        ("\n\nWords  \n", "Words"),
        ("Words", "Words"),
    ],
)
def test_only_blank_lines_around_a_text_go(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n \t\n", "\u00a0"])
def test_nothing_is_refused(typed):
    with pytest.raises(ValidationError, match="There is nothing here yet"):
        clean_text(typed)
