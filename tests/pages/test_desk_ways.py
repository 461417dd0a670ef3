"""In Chromium: what the secretariat and a party settle between them, each at its own screen."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from models.database import transaction
from tests.builders import sandbox_round
from tests.pages.links import TODAY, the_round
from tests.pages.ways import MAIL, Site, fill, follow, press, sign, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
FAXE, GREVE, HOLBAEK, LEJRE = "320", "253", "316", "350"


def registers(page: Page, **typed: str) -> None:
    page.locator("#register > summary").click()
    told = {"body": "mayor", "name": "Karen Vang", "title": "sekretær"} | typed
    fill(page, "approved", **told)


def what_was_registered_is_disputed_and_settled(at: Site) -> None:
    desk = at.desk("Eva", FAXE)
    registers(desk)
    desk.set_input_files('#register [name="evidence"]', MAIL)
    press(desk, "Registrér svaret")
    assert "Karen Vang, sekretær (registreret af eva@" in desk.inner_text("main")
    party = at.party(FAXE)
    follow(party, "Er det ikke jeres svar?")
    party.fill('[name="words"]', "Borgmesteren har ikke besluttet noget.")
    party.fill('[name="name"]', "Anna Holm")
    party.fill('[name="title"]', "chef")
    press(party, "Gør indsigelse")
    assert "I har gjort indsigelse mod svaret" in party.inner_text("main")
    desk.reload()
    assert "Borgmesteren har ikke besluttet noget." in desk.inner_text("main")
    desk.fill('[name="words"]', "Vi har talt sammen; det var § 31.")
    press(desk, "Gem afklaringen")
    party.reload()
    assert "Vi har talt sammen; det var § 31." in party.inner_text("main")


def without_evidence_two_stand_by_it_and_a_lost_sign_in_loses_nothing(at: Site) -> None:
    desk = at.desk("Eva", GREVE)
    registers(desk, remarks="", decided_on=TODAY)
    desk.context.clear_cookies()
    press(desk, "Registrér svaret")
    assert desk.inner_text("h1") == "Du er ikke logget ind"
    at.sign_in(desk.context, "Ea")  # in a new window
    press(desk, "Fortsæt, hvor jeg slap")
    assert "før du loggede ind på ny" in desk.inner_text("#error-summary")
    assert desk.is_checked('[name="body"][value="mayor"]')
    assert desk.input_value('#register [name="name"]') == "Karen Vang"
    press(desk, "Registrér svaret")
    assert "Svar uden bilag, tæller ikke endnu" in desk.inner_text("#waiting")
    assert desk.get_by_role("button", name="Bekræft svaret").count() == 0
    assert the_round().answered == 1
    press(at.desk("Ole", GREVE), "Bekræft svaret")
    assert the_round().answered == 2


def a_foreign_colleague_is_approved_first(at: Site) -> None:
    giver = at.party(HOLBAEK)
    follow(giver, "Giv sagen videre til en kollega")
    told = {"name": "Ida Lund", "email": "ida@raadgiver.dk", "said_by": "Anna Holm"}
    for name, value in told.items():
        giver.fill(f'[name="{name}"]', value)
    press(giver, "Giv sagen videre")
    assert "Sekretariatet skal først godkende" in giver.inner_text("#videre")
    press(at.desk("Kim", HOLBAEK), "Godkend, og send linket")
    giver.reload()
    assert giver.inner_text("h1") == "Du har givet sagen videre til Ida Lund"
    assert "Giv besked" in at.party(HOLBAEK, 1).inner_text("h1")


def a_reservation_is_met(at: Site) -> None:
    party = at.party(LEJRE)
    fill(party, "approved_with_reservation", remarks="Hvis taksten holder.")
    sign(party)
    desk = at.desk("Bo", LEJRE)
    desk.fill('[name="words"]', "Taksten holder.")
    press(desk, "Bed parten bekræfte")
    follow(party, "Til jeres side")
    follow(party, "Læs det, og bekræft")
    party.fill('[name="name"]', "Anna Holm")
    party.fill('[name="title"]', "chef")
    press(party, "Bekræft, at forbeholdet er imødekommet")
    party.wait_for_url("**/receipt")
    assert "1-350-2" in party.inner_text("main")


def test_the_desk_and_a_party(engine: Engine) -> None:
    with transaction() as session:
        sandbox_round(session)
    with site() as at:
        what_was_registered_is_disputed_and_settled(at)
        without_evidence_two_stand_by_it_and_a_lost_sign_in_loses_nothing(at)
        a_foreign_colleague_is_approved_first(at)
        a_reservation_is_met(at)
