"""In Chromium: a party is sent to its identity provider and comes back to answer, or is refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from api.oidc import CALLBACK
from models.database import reading, transaction
from models.event import Event, EventPrivate
from models.settings import get_settings
from tests.browser import chromium
from tests.oidc.demanding import OTHERS, OURS, demanding
from tests.oidc.signing_in import CLIENT, provider
from tests.pages.at_a_browser import sign
from tests.pages.links import TODAY, rows, token_of
from tests.pages.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def site(engine: Engine, environment: pytest.MonkeyPatch) -> Iterator[str]:
    """Our address; the provider's is another site to the browser, as a broker's is."""
    with served() as address:
        base = address.replace("127.0.0.1", "localhost")
        with provider(base + CALLBACK) as issuer:
            given = {"base_url": base, "oidc_issuer": issuer, **CLIENT}
            for name, value in given.items():
                environment.setenv(f"RAMMEAFTALE_{name.upper()}", value)
            get_settings.cache_clear()
            yield base


def signs_in_as(page: Page, login: str) -> None:
    """On the provider's own pages."""
    page.fill('[name="login"]', login)
    page.fill('[name="password"]', "x")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue").click()


def visits(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, lambda r: r.abort())
    page.goto(address)
    return page


def test_the_wrong_organisation_is_refused_and_the_right_one_answers(site: str) -> None:
    with transaction() as session:
        link = f"{site}/s/{token_of(session, demanding(session))}"
    before = rows()
    with chromium() as browser:
        page = visits(browser, link)
        page.get_by_role("link", name="Log ind med MitID Erhverv").click()
        signs_in_as(page, f"bo:{OTHERS}")
        page.wait_for_url(f"**{CALLBACK}?*")
        words = page.inner_text("main")
        assert f"Du er logget ind for CVR-nummer {OTHERS}" in words
        assert "Faxe Kommune" in words
        assert rows() == before
        page.get_by_role("link", name="Log ind igen").click()
        signs_in_as(page, f"anna:{OURS}")
        page.wait_for_url(link)
        assert f"Du er logget ind for Faxe Kommune (CVR-nummer {OURS})" in page.inner_text("main")
        assert rows() == before
        page.check('input[name="outcome"][value="approved"]')
        page.check('input[name="body"][value="council"]')
        page.fill('[name="decided_on"]', TODAY)
        page.get_by_role("button", name="Se svaret igennem").click()
        sign(page)
        expect(page.locator("h1")).to_contain_text("Tak")
    with reading() as session:
        event = session.exec(select(Event).where(Event.kind == "seat.answered")).one()
        private = session.get_one(EventPrivate, event.id)
    assert event.payload["assurance"] == "oidc"
    assert (private.data["subject"], private.data["cvr"]) == (f"anna:{OURS}", OURS)
