"""A served round in Chromium: parties at their links, and users of the secretariat."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from actions.load import contacts_of, seat_by_code
from api.guards import COOKIE
from models.database import reading, transaction
from models.vocabulary import Role
from tests.browser import chromium
from tests.load.builders import token_of
from tests.pages.browsing import signed_in
from tests.pages.links import TODAY, the_round
from tests.pages.serving import served

MINUTES: FilePayload = {
    "name": "Udskrift æ.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7 minutes",
}
MAIL: FilePayload = {
    "name": "Svar fra parten.eml",
    "mimeType": "message/rfc822",
    "buffer": b"From: a@b.dk\nSubject: Svar\nDate: x\n\nGodkendt\n",
}


@dataclass(frozen=True, slots=True)
class Site:
    """parties: where all links are opened; a user has a context of its own, for its cookie."""

    base: str
    browser: Browser
    parties: BrowserContext

    def party(self, code: str, number: int = 0) -> Page:
        """At the link that holds for the party's contact of that number."""
        with reading() as session:
            contact = contacts_of(session, seat_by_code(session, the_round(), code))[number]
            path = f"/s/{token_of(contact)}"
        return opened(self.parties, path)

    def desk(self, name: str, code: str) -> Page:
        """A user of the secretariat at a party's seat."""
        context = self.browser.new_context(base_url=self.base)
        self.sign_in(context, name)
        return opened(context, f"/rounds/1/seats/{code}")

    def sign_in(self, context: BrowserContext, name: str) -> None:
        with transaction() as session:
            _, secret = signed_in(session, Role.SECRETARIAT, name)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": self.base}])


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    return page


@contextmanager
def site() -> Iterator[Site]:
    with served() as base, chromium() as browser:
        yield Site(base, browser, browser.new_context(base_url=base))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def fill(page: Page, outcome: str, **typed: str) -> None:
    """The form of a decision; what is not said is the council's decision of today."""
    page.check(f'[name="outcome"][value="{outcome}"]')
    for name, value in {"body": "council", "decided_on": TODAY, **typed}.items():
        field = page.locator(f'[id="answer-{name}"]')
        if name == "body":
            page.check(f'[name="body"][value="{value}"]')
        elif value and field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(value)
        elif value:
            field.fill(value)


def look_through(page: Page, name: str) -> None:
    """To the page where the name is typed, and type it."""
    press(page, "Se svaret igennem")
    page.wait_for_url("**/review?version=*")
    page.fill('[name="title"]', "sekretær")
    page.fill('[name="name"]', name)


def sign(page: Page, name: str = "Anna Holm") -> None:
    """The name makes it the party's answer."""
    look_through(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")


def fetched(page: Page, link: str) -> bytes:
    """The file behind a link, as the browser saves it."""
    with page.expect_download() as saving:
        follow(page, link)
    return saving.value.path().read_bytes()
