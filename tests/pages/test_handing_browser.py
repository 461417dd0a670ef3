"""In Chromium: a colleague takes over, somebody says that it is not theirs, two answer at once."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from actions.contacts import record_contacts
from actions.load import clock_of, contacts_of, seat_by_code
from models.database import reading, transaction
from models.vocabulary import ContactRole
from rules.contacts import GivenContact
from tests.browser import WIDTHS, chromium
from tests.builders import BY, NOW, sandbox_round
from tests.load.builders import token_of as link_of
from tests.pages.links import TODAY, the_round
from tests.pages.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
HANDING, DECLINING, RACING = "253", "259", "265"


def link(code: str, number: int = 0) -> str:
    with reading() as session:
        return (
            f"/s/{link_of(contacts_of(session, seat_by_code(session, the_round(), code))[number])}"
        )


def page_of(browser: Browser, base: str, path: str) -> Page:
    """Somebody at a machine of their own."""
    context = browser.new_context(base_url=base, viewport={"width": WIDTHS["desk"], "height": 900})
    page = context.new_page()
    page.goto(path)
    return page


def fill(page: Page, decided_on: str = TODAY) -> None:
    page.check('input[name="outcome"][value="approved"]')
    page.check('input[name="body"][value="council"]')
    page.fill('[name="decided_on"]', decided_on)
    page.get_by_role("button", name="Se svaret igennem").click()
    page.wait_for_url("**/review?version=*")


def sign(page: Page, name: str) -> None:
    page.fill('[name="title"]', "sekretær")
    page.fill('[name="name"]', name)
    page.keyboard.press("Enter")


def a_colleague_answers_and_the_giver_follows(browser: Browser, base: str) -> None:
    giver = page_of(browser, base, link(HANDING))
    giver.get_by_role("link", name="Giv sagen videre til en kollega").click()
    giver.get_by_role("button", name="Giv sagen videre").click()
    assert giver.evaluate("document.activeElement.id") == "error-summary"
    giver.fill('[name="name"]', "Mette Hansen")
    giver.fill('[name="email"]', "mette@example.org")
    giver.fill('[name="message"]', "Du har fulgt sagen.")
    giver.fill('[name="said_by"]', "Anna Holm")
    giver.get_by_role("button", name="Giv sagen videre").click()
    assert giver.inner_text("h1") == "Du har givet sagen videre til Mette Hansen"
    colleague = page_of(browser, base, link(HANDING, 1))
    fill(colleague)
    sign(colleague, "Mette Hansen")
    colleague.wait_for_url("**/receipt")
    giver.reload()
    assert "Mette Hansen, sekretær" in giver.inner_text("#jeres-svar")
    assert giver.locator("form").count() == 0


def not_mine_ends_the_link(browser: Browser, base: str) -> None:
    page = page_of(browser, base, link(DECLINING))
    page.get_by_role("link", name="Det er ikke mig").click()
    page.fill('[name="words"]', "Spørg Karen Vang.")
    page.get_by_text("Det er ikke mig, der skal svare").click()
    page.get_by_role("button", name="Send beskeden").click()
    assert page.inner_text("h1") == "Tak for beskeden: sagen er ikke din"


def of_two_at_once_the_second_is_shown_the_first(browser: Browser, base: str) -> None:
    first, second = (page_of(browser, base, link(RACING, number)) for number in (0, 1))
    fill(first)
    fill(second)
    sign(first, "Anna Holm")
    first.wait_for_url("**/receipt")
    sign(second, "Bo Dahl")
    second.wait_for_selector("#error-summary")
    assert "Anna Holm (sekretær) har svaret i mellemtiden" in second.inner_text("#error-summary")
    assert "Anna Holm, sekretær" in second.inner_text("#jeres-svar")
    assert "Bo Dahl" not in second.inner_text("#jeres-svar")


def test_those_who_share_a_seat(engine: Engine) -> None:
    """One service and one browser for the three ways."""
    with transaction() as session:
        round_ = sandbox_round(session)
        director = GivenContact(RACING, "Bo Dahl", "bo@example.org", ContactRole.DIRECTOR)
        record_contacts(session, round_, [director], clock_of(round_, NOW), BY)
    with served() as base, chromium() as browser:
        a_colleague_answers_and_the_giver_follows(browser, base)
        not_mine_ends_the_link(browser, base)
        of_two_at_once_the_second_is_shown_the_first(browser, base)
