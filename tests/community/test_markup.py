"""What members write becomes clean HTML."""

import pytest

from community.markup import excerpt, mentions, plain, render
from community.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Member:
    return Member.objects.create_user("Ana", "ana@example.com")


def test_headings_stand_below_those_of_the_page():
    assert render("# One\n\n## Two") == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_links_are_marked_as_a_members_own():
    html = render("See [this](https://example.com/).")

    assert '<a href="https://example.com/" rel="ugc nofollow noopener">this</a>' in html


def test_html_is_shown_as_it_was_typed():
    assert render("<script>alert(1)</script>") == ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")


def test_a_member_who_exists_is_linked(ana):
    html = render("Thanks @ana, and @nobody.")

    assert 'href="/people/Ana/"' in html
    assert html.count("<a ") == 1
    assert mentions("Thanks @ana, and @nobody.") == {"Ana"}


def test_an_excerpt_ends_with_a_whole_word():
    assert excerpt("<p>Two words</p><p>and four more words</p>", 16) == "Two words and…"


def test_plain_text_keeps_paragraphs_and_items():
    assert plain(render("A *b*\n\n- c\n- d")) == "A b\n\n- c\n\n- d"
