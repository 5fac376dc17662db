"""Every part in every state, seen by axe, on a phone and by keyboard."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

ADDRESSES = "tests.home.urls_with_styleguide"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(autouse=True)
def _styleguide(settings: Any) -> None:
    settings.ROOT_URLCONF = ADDRESSES


def test_it_shows(client: Client, db: None):
    answer = client.get("/styleguide/")

    assert answer.status_code == 200
    assert "Only Jo and Northlight’s employees see this" in answer.text


def test_it_is_not_part_of_a_site_that_is_served(client: Client, db: None, settings: Any):
    settings.ROOT_URLCONF = "mayfly.urls"

    assert client.get("/styleguide/").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing(page: Page, mode: Any):
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    page.goto("/styleguide/")
    for opened in page.locator("summary").all():
        opened.evaluate("summary => summary.parentElement.open = true")

    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_page_is_wider_than_its_window(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/styleguide/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_nothing_is_forbidden_by_the_policy_and_no_script_fails(page: Page):
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))

    page.goto("/styleguide/", wait_until="networkidle")

    assert wrong == []


@pytest.mark.browser
def test_a_menu_closes_on_escape_and_gives_the_focus_back(page: Page):
    page.goto("/styleguide/")
    more = page.locator("#buttons summary")
    more.press("Enter")
    page.keyboard.press("Tab")

    page.keyboard.press("Escape")

    expect(page.locator("#buttons details")).not_to_have_attribute("open", "")
    expect(more).to_be_focused()


@pytest.mark.browser
def test_tools_write_markdown_round_what_is_chosen(page: Page):
    page.goto("/styleguide/")
    text = page.get_by_label("What happened?")
    text.fill("channel 36")
    text.select_text()

    page.locator("#forms [data-tool=code]").first.click()

    expect(text).to_have_value("`channel 36`")


@pytest.mark.browser
def test_tags_become_tokens_by_keyboard_and_go_as_one_field(page: Page):
    suggested = '[{"name": "wifi", "description": "Radio", "questions": "412 questions"}]'
    page.route("**/tags/suggest?**", lambda route: route.fulfill(body=suggested))
    page.goto("/styleguide/")
    box = page.get_by_role("combobox", name="Tags")

    box.press_sequentially("wi")
    expect(page.get_by_role("option", name="#wifi")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    box.press_sequentially("Night-Mode,")

    expect(page.locator("input[name=tags]")).to_have_value("wifi, night-mode")
    box.press("Backspace")
    expect(page.locator("input[name=tags]")).to_have_value("wifi")


@pytest.mark.browser
def test_a_preview_is_made_by_the_server(page: Page):
    page.route("**/markup/preview/", lambda route: route.fulfill(body="<p>made <b>there</b></p>"))
    page.goto("/styleguide/")

    page.locator("#forms").get_by_role("tab", name="Preview").first.click()

    expect(page.locator("#id_body-preview b")).to_have_text("there")


@pytest.mark.browser
def test_a_draft_is_saved_when_typing_pauses(page: Page):
    page.route("**/drafts/ask/", lambda route: route.fulfill(status=204))
    page.goto("/styleguide/")

    with page.expect_request("**/drafts/ask/") as kept:
        page.get_by_label("What is it about?").fill("Amber light")

    assert "title=Amber+light" in (kept.value.post_data or "")
    expect(page.locator("[data-draft-said]").first).to_contain_text("Draft saved")


@pytest.mark.browser
def test_a_picture_is_sent_with_the_words_that_stand_for_it(page: Page):
    markdown = "![A log with a radar event](/media/log.png)"
    answer = '{"markdown": "%s", "url": "/media/log.png"}' % markdown  # noqa: UP031
    page.route("**/uploads/", lambda route: route.fulfill(body=answer))
    page.goto("/styleguide/")
    text = page.get_by_label("What happened?")
    text.fill("See: ")
    with page.expect_file_chooser() as chosen:
        page.locator("#forms [data-tool=picture]").first.click()
    chosen.value.set_files({"name": "log.png", "mimeType": "image/png", "buffer": b"png"})

    page.get_by_label("What does the picture show?").first.fill("A log with a radar event")
    page.get_by_role("button", name="Put the picture in").first.click()

    expect(text).to_have_value(f"See: \n{markdown}\n")
