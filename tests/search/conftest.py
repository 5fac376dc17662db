"""What tests of find have in common."""

import pytest

from search.database.postgres import statistics


@pytest.fixture(autouse=True)
def _no_word_is_common_because_of_the_test_before():
    statistics.forget()
