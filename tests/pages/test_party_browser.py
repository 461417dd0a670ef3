"""A party's page in Chromium: with and without JavaScript, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine
from sqlmodel import select

from models.database import reading, transaction
from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, SeatState
from tests.builders import answer, sandbox_round
from tests.pages.at_a_browser import PARTS, shown, sign, standing, visible
from tests.pages.links import PARTY, TODAY, token_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def path(engine: Engine) -> str:
    with transaction() as session:
        return f"/s/{token_of(session, sandbox_round(session))}"


def test_only_what_fits_the_choice_is_shown(path: str) -> None:
    with shown(path) as page:
        assert visible(page) == []
        for choice, parts in [
            ("approved", ["decided_on"]),
            ("approved_with_remarks", ["decided_on", "remarks"]),
            ("approved_with_reservation", ["decided_on", "remarks"]),
            ("rejected", ["decided_on", "remarks"]),
            ("points", ["points.1", "decided_on", "remarks"]),
            ("not_yet", ["meeting_on"]),
        ]:
            page.check(f'input[name="outcome"][value="{choice}"]')
            assert visible(page) == parts, choice


def test_what_was_put_away_is_not_sent(path: str) -> None:
    with shown(path) as page:
        page.check('input[value="approved_with_remarks"]')
        page.fill('[name="remarks"]', "Skrevet ved en fejl")
        page.fill('[name="decided_on"]', TODAY)
        page.check('input[value="not_yet"]')
        page.fill('[name="meeting_on"]', "2020-10-05")
        page.get_by_role("button", name="Se svaret igennem").click()
        sign(page)
        assert "Tak, oplysningen er registreret" in page.inner_text("h1")
    with reading() as session:
        seat = session.exec(select(Seat).where(Seat.code == PARTY)).one()
    assert (standing().remarks, standing().decided_on) == ("", None)
    assert (seat.state, str(seat.meeting_on)) == (SeatState.SCHEDULED, "2020-10-05")


def test_everything_works_without_javascript(path: str) -> None:
    with shown(path, script=False) as page:
        assert visible(page) == PARTS
        page.check('input[name="outcome"][value="approved"]')
        page.check('input[name="body"][value="council"]')
        page.get_by_role("button", name="Se svaret igennem").click()
        page.wait_for_selector("#error-summary")
        assert page.is_checked('input[name="outcome"][value="approved"]')
        page.fill('[name="decided_on"]', TODAY)
        page.get_by_role("button", name="Se svaret igennem").click()
        sign(page)
    assert standing().outcome is Outcome.APPROVED


def test_by_keyboard_alone_and_what_is_wrong_is_read_first(path: str) -> None:
    with shown(path) as page:
        page.get_by_role("link", name="Giv besked").focus()
        page.keyboard.press("Enter")
        page.locator('input[name="outcome"][value="approved"]').focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Se svaret igennem").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#error-summary")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "answer-body"
        page.keyboard.press("Space")
        assert page.is_checked('input[name="body"][value="council"]')


def test_the_way_to_a_correction_unfolds_it(path: str, engine: Engine) -> None:
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), PARTY)
    with shown(path) as page:
        assert not page.locator('[name="reason"]').is_visible()
        page.get_by_role("link", name="rette svaret").click()
        page.locator('[name="reason"]').wait_for(state="visible")
        assert page.locator('[name="name"]').count() == 0


def test_what_is_typed_is_kept_by_itself(path: str) -> None:
    """Also what the choice has put away, and after the browser is closed."""
    with shown(path) as page:
        page.check('input[value="approved_with_remarks"]')
        page.fill('[name="remarks"]', "Begyndt, men ikke sendt")
        page.check('input[value="not_yet"]')
        page.fill('[name="meeting_on"]', "2020-10-05")
        expect(page.locator("#kladde")).to_contain_text("Kladden er gemt den ")
        browser = page.context.browser
        assert browser is not None
        later = browser.new_context(base_url=page.url).new_page()
        later.goto(path)
        assert later.input_value('[name="meeting_on"]') == "2020-10-05"
        later.check('input[value="approved_with_remarks"]')
        assert later.input_value('[name="remarks"]') == "Begyndt, men ikke sendt"
