"""Whose words stand on the site, and under which licence, is said where they are read."""

import pytest

from home.context import forget as forget_site
from questions.models import Question
from questions.queries import imports
from tests.questions.dumps import answer, question, user, write_dump
from tests.questions.test_import import bring_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    imports.forget()
    forget_site()
    yield
    imports.forget()
    forget_site()


@pytest.fixture
def thread(tmp_path):
    folder = write_dump(
        tmp_path / "bread.stackexchange.com",
        Users=[user(7, "Ana")],
        Posts=[
            question(1, "Dense crumb", OwnerUserId=7, ContentLicense="CC BY-SA 3.0"),
            answer(2, of=1, ContentLicense="CC BY-SA 4.0"),
        ],
    )
    bring_in(folder)
    return Question.objects.get()


def test_the_foot_names_the_community_and_its_licences(thread, client):
    page = client.get("/questions/").content.decode()

    assert '<a href="https://bread.stackexchange.com">bread.stackexchange.com</a>' in page
    assert 'href="https://creativecommons.org/licenses/by-sa/3.0/"' in page
    assert 'href="https://creativecommons.org/licenses/by-sa/4.0/"' in page


def test_each_post_leads_back_to_where_it_stood_and_to_its_author_there(thread, client):
    page = client.get(thread.get_absolute_url()).content.decode()

    assert 'href="https://bread.stackexchange.com/q/1"' in page
    assert 'href="https://bread.stackexchange.com/q/2"' in page
    assert 'href="https://bread.stackexchange.com/users/7"' in page


def test_the_author_whom_nobody_knows_has_no_page_there(thread):
    origin = imports.origin_of(thread.answers.get())

    assert origin.address == "https://bread.stackexchange.com/q/2"
    assert origin.author_address == ""


def test_what_was_written_here_comes_from_nowhere_else(thread):
    thread.imported_from, thread.old_id = None, None

    assert imports.origin_of(thread) is None


def test_a_site_without_imports_attributes_nothing(client):
    assert imports.attribution() == []
