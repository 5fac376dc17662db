"""What search engines are told."""

from xml.etree import ElementTree

import pytest

from home.models import StandardPage
from home.views import sitemaps
from questions.actions import ask_question, hide_post

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [loc.text for loc in ElementTree.fromstring(response.content).iter(f"{NAMESPACE}loc")]


@pytest.fixture
def question(asker):
    return ask_question(title="Router drops Wi-Fi", body="Each night.", by=asker, tags=["wifi"])


def test_the_sitemap_leads_to_everything_public(client, question):
    parts = addresses(client, "/sitemap.xml")
    everything = [
        address
        for part in parts
        for address in addresses(client, part.removeprefix("http://testserver"))
    ]

    assert "http://testserver/" in everything
    assert "http://testserver/how-it-works/" in everything
    assert "http://testserver/tags/wifi/" in everything
    assert f"http://testserver{question.get_absolute_url()}" in everything


def test_what_is_hidden_or_not_published_is_not_listed(client, question, moderator):
    hide_post(question, reason="Spam.", by=moderator)
    StandardPage.objects.get(slug="contact").unpublish()

    assert len(addresses(client, "/sitemap.xml")) == 2
    assert client.get("/sitemap-questions-0.xml").status_code == 404
    assert "http://testserver/contact/" not in addresses(client, "/sitemap-pages.xml")


def test_questions_come_in_parts_by_their_ids(client, question, asker, monkeypatch):
    second = ask_question(title="Another", body="Words.", by=asker)
    monkeypatch.setattr(sitemaps, "PART", second.pk)

    first_part = addresses(client, "/sitemap-questions-0.xml")
    second_part = addresses(client, "/sitemap-questions-1.xml")

    assert [address.endswith(question.get_absolute_url()) for address in first_part] == [True]
    assert [address.endswith(second.get_absolute_url()) for address in second_part] == [True]
    assert len(addresses(client, "/sitemap.xml")) == 4


def test_an_empty_site_has_a_sitemap(client, db):
    assert len(addresses(client, "/sitemap.xml")) == 2


def test_robots_are_told_what_is_not_for_them(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in response.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()
