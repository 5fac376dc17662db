"""What members write becomes clean HTML."""

import pytest
from django.core.exceptions import ValidationError

from community.markup import check_length, excerpt, mentions, names, plain, render, render_html
from community.models import Member, Upload
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
REL = 'rel="ugc nofollow noopener"'


@pytest.fixture
def ana() -> Member:
    return MemberFactory(handle="Ana")


@pytest.fixture
def tags(monkeypatch):
    """A community with three tags."""
    known = {"wi-fi", "c++", "netzwerk", "\u7f51\u7edc"}
    monkeypatch.setattr(names, "_tag_lookups", [known.intersection])


# Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One\n\n## Two", "<h3>One</h3>\n<h4>Two</h4>\n"),
        ("###### Six", "<h6>Six</h6>\n"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("- a\n  1. b", "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
        ("<kbd>Ctrl</kbd>+H<sub>2</sub>", "<p><kbd>Ctrl</kbd>+H<sub>2</sub></p>\n"),
        ("<kbd>not closed", "<p>&lt;kbd&gt;not closed</p>\n"),
        ("<kbd class=x>a</kbd>", "<p>&lt;kbd class=x&gt;a&lt;/kbd&gt;</p>\n"),
        ("`<sup>`<sup>a`</sup>`</sup>",
         "<p><code>&lt;sup&gt;</code><sup>a<code>&lt;/sup&gt;</code></sup></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a & b &lt; &copy; &amp;lt;", "<p>a &amp; b &lt; \u00a9 &amp;lt;</p>\n"),
        ("[a](https://b.example 'c')",
         f'<p><a href="https://b.example" title="c" {REL}>a</a></p>\n'),
        ("[a](/ask/)", f'<p><a href="/ask/" {REL}>a</a></p>\n'),
        ("[a](//b.example)", f'<p><a href="https://b.example" {REL}>a</a></p>\n'),
        ("[a](page.html)", "<p>a</p>\n"),
        ("see http://a.example/b#c.", f'<p>see <a href="http://a.example/b#c" {REL}>'
                                       "http://a.example/b#c</a>.</p>\n"),
        ("README.md and setup.py", "<p>README.md and setup.py</p>\n"),
        ("![a](https://b.example/c.png)",
         '<p><img src="https://b.example/c.png" alt="a" loading="lazy"></p>\n'),
        ("![a](data:image/png;base64,AA)", "<p>a</p>\n"),
        ("![a](pictures/c.png)", "<p>a</p>\n"),
        ("| a | b |\n|--|-:|\n| c | d |",
         '<table><thead><tr><th>a</th><th class="align-right">b</th></tr></thead>'
         '<tbody><tr><td>c</td><td class="align-right">d</td></tr></tbody></table>\n'),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_becomes_html(text, html):
    assert render(text) == html


def test_code_is_coloured_by_classes():
    html = render("```python\ndef f(): return '<b>'\n```")

    assert html.startswith('<pre><code class="language-python"><span class="k">def</span>')
    assert "&lt;b&gt;" in html
    assert "style" not in html


@pytest.mark.parametrize("language", ["", "no-such-language", "text", "py thon"])
def test_code_in_an_unknown_language_stays_plain(language):
    html = render(f"```{language}\na < b\n```")

    assert "a &lt; b\n</code></pre>" in html
    assert "<span" not in html


def test_very_long_code_stays_plain():
    assert "<span" not in render("```python\n" + "x = 1\n" * 4_000 + "```")


def test_coloured_code_has_the_words_that_were_typed():
    code = "\n\n  if a < b & c:  # \u2728\n\tprint(f'{d!r}')\n\n"

    assert plain(render(f"```python\n{code}```")) == code.strip()


def test_headings_of_an_import_stand_below_those_of_the_page():
    assert render_html("<h1>a</h1><h2>b</h2><h5>c</h5>") == "<h3>a</h3><h4>b</h4><h6>c</h6>"


def test_code_of_an_import_is_coloured():
    html = render_html('<pre class="lang-py prettyprint-override"><code>def f(): pass</code></pre>')

    assert '<span class="k">def</span>' in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("http://pictures.example/a.png", "https://pictures.example/a.png"),
        ("HTTP://pictures.example:8080/a.png?b=c:d", "https://pictures.example:8080/a.png?b=c:d"),
        ("https://pictures.example/a.png", "https://pictures.example/a.png"),
        ("//pictures.example/a.png", "https://pictures.example/a.png"),
        (
            "http://127.0.0.1:8000/media/pictures/a.webp",
            "http://127.0.0.1:8000/media/pictures/a.webp",
        ),
    ],
)
def test_pictures_come_by_a_way_that_the_policy_lets_through(db, settings, source, shown):
    settings.SITE_URL = "http://127.0.0.1:8000"

    html = render(f"![x]({source})")

    assert f'src="{shown}"' in html
    assert render_html(html) == html


def test_own_pictures_are_looked_up_once(asker, django_assert_num_queries):
    for name in "ab":
        Upload.objects.bulk_create(
            [Upload(member=asker, image=f"pictures/{name}.webp", width=30, height=20)]
        )

    with django_assert_num_queries(1):
        html = render("![x](/media/pictures/a.webp) ![y](/media/pictures/b.webp)")

    assert html.count('width="30" height="20"') == 2


# People


@pytest.mark.parametrize(
    "text",
    [
        "@ana",
        "@Ana",
        "@ANA, look",
        "(@ana)",
        "\u201c@ana\u201d",
        "*@ana*",
        "thanks,@ana",
        "@ana's router",
        "@ana.",
        "@ana.However",
        "@ana\u4f60\u597d",
        "\u4f60\u597d@ana",
        "\u05e9\u05dc\u05d5\u05dd @ana",
        "> @ana",
        "| @ana |\n|-|",
        "[x]@ana",
        "@nobody @ana",
    ],
)
def test_a_member_called_by_name_is_linked(ana, text):
    html = render(text)

    assert 'href="/people/Ana/"' in html
    assert html.count("<a ") == 1
    assert mentions(text) == {"Ana"}


@pytest.mark.parametrize(
    "text",
    [
        "ana",
        "@anabel",
        "@nobody",
        "someone@ana",
        "someone@ana.example",
        "jos\u00e9@ana.example",
        "a.b-c_d@ana",
        "`@ana`",
        "```\n@ana\n```",
        "    @ana",
        "\\@ana",
        "@@ana",
        "https://a.example/@ana",
        "a.example/@ana",
        "[@ana](https://a.example)",
        "<https://a.example/@ana>",
        "![@ana](https://a.example/b.png)",
        "@",
        "@.ana",
    ],
)
def test_nobody_is_called_where_nobody_is_meant(ana, text):
    assert "/people/" not in render(text)
    assert mentions(text) == set()


def test_handles_with_signs_are_found():
    for handle in ("jean-luc", "a.b_c", "x", "7"):
        MemberFactory(handle=handle)

    text = "@jean-luc, @a.b_c. @x! @7"

    assert mentions(text) == {"jean-luc", "a.b_c", "x", "7"}
    assert render(text).count("<a ") == 4


def test_the_longer_name_is_meant(ana):
    MemberFactory(handle="ana.ruiz")

    assert mentions("@ana.ruiz") == {"ana.ruiz"}


def test_somebody_who_left_is_not_linked(ana):
    Member.objects.update(erased_at=ana.joined_at)

    assert mentions("@ana") == set()


def test_all_people_are_looked_up_at_once(ana, django_assert_num_queries):
    with django_assert_num_queries(1):
        render("@ana @bob @cem " * 20)
    with django_assert_num_queries(0):
        render("nobody at all")


# Tags


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("#wi-fi", "/tags/wi-fi/"),
        ("see #Wi-Fi.", "/tags/wi-fi/"),
        ("(#wi-fi)", "/tags/wi-fi/"),
        ("#c++", "/tags/c%2B%2B/"),
        ("#netzwerk, bitte", "/tags/netzwerk/"),
        ("\u770b #\u7f51\u7edc", "/tags/%E7%BD%91%E7%BB%9C/"),
    ],
)
def test_a_tag_that_exists_is_linked(tags, text, address):
    html = render(text)

    assert f'href="{address}"' in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "text",
    ["C#", "F#wi-fi", "#1", "# wi-fi", "#nothing", "`#wi-fi`", "https://a.example/#wi-fi",
     "/b#wi-fi", "a.example/#wi-fi",
     "[#wi-fi](https://a.example)", "\\#wi-fi", "##wi-fi", "&#wi-fi"],
)  # fmt: skip
def test_other_signs_are_no_tags(tags, text):
    assert "/tags/" not in render(text)


# Words only


@pytest.mark.parametrize(
    ("html", "length", "words"),
    [
        ("<p>Two words</p><p>and four more words</p>", 16, "Two words and…"),
        ("<p>short</p>", 16, "short"),
        ("<p>exactly sixteen!</p>", 16, "exactly sixteen!"),
        ("<p>" + "a" * 40 + "</p>", 10, "a" * 9 + "…"),
        ("<p>\u4f60\u597d\u4e16\u754c\u4f60\u597d</p>", 4, "\u4f60\u597d\u4e16…"),
        ("<p>a &lt;b&gt; &amp;amp;</p>", 20, "a <b> &amp;"),
        ('<p><img src="/media/a.webp" alt="lights &quot;on&quot;"></p>', 30, 'lights "on"'),
        ("", 10, ""),
    ],
)
def test_an_excerpt_is_one_line_that_fits(html, length, words):
    assert excerpt(html, length) == words
    assert len(excerpt(html, length)) <= length


def test_plain_text_keeps_paragraphs_items_and_code():
    html = render("A *b*\nc\n\n- d\n- e\n\n```\nf\n  g\n```\n\nh\\\ni")

    assert plain(html) == "A b c\n\n- d\n- e\n\nf\n  g\n\nh\ni"


def test_a_text_too_long_is_refused_with_both_numbers():
    check_length("a" * 30_000)
    with pytest.raises(ValidationError, match="30,001 characters long; 30,000 are possible"):
        check_length("a" * 30_001)
