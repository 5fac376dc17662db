"""A person at their browser: what they press, type and see."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.factories import PASSWORD

FARTHEST = 150  # no page has that many stops for the keyboard


class Person:
    """Somebody with a tab of their own. With `by_keyboard` the mouse stays in the drawer."""

    def __init__(self, page: Page, *, by_keyboard: bool = True) -> None:
        self.page = page
        self.by_keyboard = by_keyboard
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hears)

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} {said.location['url']}")

    def goes_to(self, address: str) -> None:
        self.page.goto(address)

    def reaches(self, what: Locator) -> None:
        """Tab on, from wherever the focus is, until it is there."""
        expect(what).to_be_visible()
        for _stop in range(FARTHEST):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {what}.")

    def presses(self, what: Locator) -> None:
        if not self.by_keyboard:
            what.click()
            return
        self.reaches(what)
        self.page.keyboard.press("Enter")

    def presses_and_goes(self, what: Locator) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.presses(what)

    def chooses(self, what: Locator) -> None:
        if not self.by_keyboard:
            what.check()
            return
        # A group of radio buttons is one stop; the arrows move within it.
        name = what.get_attribute("name")
        self.reaches(self.page.locator(f"input[name={name}]:checked"))
        while not what.is_checked():
            self.page.keyboard.press("ArrowDown")

    def writes(self, label: str, words: str) -> None:
        field = self.page.locator("input, textarea").and_(self.page.get_by_label(label, exact=True))
        if not self.by_keyboard:
            field.fill(words)
            return
        self.reaches(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def button(self, name: str, within: Page | Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def link(self, name: str, within: Page | Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=name, exact=True)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def signs_in(self, email: str) -> None:
        self.goes_to("/accounts/login/")
        self.writes("E-mail address or handle", email)
        self.writes("Password", PASSWORD)
        self.presses_and_goes(self.button("Sign in"))

    def signs_up(self, *, name: str, handle: str, email: str, mailed: Callable[[], str]) -> None:
        """Sign up and follow the link in the mail, whose address `mailed` gives."""
        self.goes_to("/accounts/signup/")
        self.writes("Your name", name)
        self.writes("Handle (optional)", handle)
        self.writes("E-mail address", email)
        self.writes("Password", PASSWORD)
        self.presses_and_goes(self.button("Sign up"))
        self.goes_to(mailed())
        if self.button("Yes, it is mine").count():
            self.presses_and_goes(self.button("Yes, it is mine"))

    def finds_nothing_wrong(self) -> None:
        """Nothing in the console, nothing for axe, nothing wider than the window."""
        violations = Axe().run(self.page).response["violations"]
        found = [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in violations
        ]
        too_wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        wrong = [*found, *self.complaints, *(["too wide"] if too_wide > 0 else [])]
        if wrong:
            raise AssertionError(f"{self.page.url}: {wrong}")
