"""In Chromium: the ways a party goes by itself, one service and one browser for them all."""

import pytest
from sqlalchemy import Engine

from actions.contacts import record_contacts
from actions.end_links import end_links
from actions.load import clock_of, contacts_of, seat_by_code
from models.database import transaction
from models.vocabulary import ContactRole
from rules.contacts import GivenContact
from tests.builders import BY, NOW, sandbox_round
from tests.pages.links import the_round
from tests.pages.ways import MINUTES, Site, fetched, fill, follow, look_through, press, sign, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
FAXE, GREVE, HOLBAEK, LEJRE, KALUNDBORG = "320", "253", "316", "350", "326"
HANDING, DECLINING, RACING = "269", "259", "265"


def reads_answers_and_corrects(at: Site) -> None:
    page = at.party(FAXE)
    assert fetched(page, "Hele pakken i én fil")[:2] == b"PK"
    assert fetched(page, "Forslag til sagsfremstilling og indstilling")[:2] == b"PK"
    fill(page, "approved_with_remarks", remarks="Ordret.", remarks_about="point:1", agenda_item="4")
    page.set_input_files('[name="evidence"]', MINUTES)
    sign(page)
    words = page.inner_text("main")
    for told in ("Tak, beslutningen er registreret", "1-320-1", "Udskrift æ.pdf", "punkt 1"):
        assert told in words
    assert fetched(page, "Hent kvitteringen som PDF")[:5] == b"%PDF-"
    again = at.party(FAXE)  # another day, at the same link
    assert "Vi har modtaget Faxe Kommunes svar" in again.inner_text("h1")
    follow(again, "rette svaret")
    fill(again, "rejected", remarks="", reason="Protokollen var en anden.")
    sign(again, "Bo Dahl")
    assert "1-320-2" in again.inner_text("main")
    follow(page, "Til jeres side")
    assert "Bo Dahl, sekretær" in page.inner_text("#jeres-svar")
    page.get_by_text("Tidligere svar (1)").click()
    assert "Anna Holm, sekretær" in page.inner_text("#jeres-svar")


def answers_point_by_point(at: Site) -> None:
    page = at.party(GREVE)
    numbers = page.locator('select[name^="points."]').count()
    points = {f"points.{number}": "approved" for number in range(1, numbers)}
    fill(page, "points", **points, **{f"points.{numbers}": "rejected"}, remarks="Vi kan ikke.")
    sign(page)
    assert "Punkterne er besluttet forskelligt" in page.inner_text("main")
    assert f"Punkt {numbers}: ikke godkendt" in page.inner_text("#registreret")


def tells_that_it_is_not_decided_yet(at: Site) -> None:
    page = at.party(HOLBAEK)
    days = {"committee_on": "2020-09-28", "meeting_on": "2020-10-12"}
    fill(page, "not_yet", body="administration", decided_on="", **days)
    sign(page)
    assert "Sagen tæller først med" in page.inner_text("main")
    follow(page, "Giv besked på jeres side")
    assert "28. september" in page.inner_text("main")
    seen = at.desk("Eva", HOLBAEK).inner_text("main")
    assert "12. okt. 2020" in seen
    fill(page, "approved")
    sign(page)
    assert "Tak, beslutningen er registreret" in page.inner_text("h1")


def an_ended_link_leads_to_the_one_that_holds(at: Site) -> None:
    page = at.party(LEJRE)
    old = page.url
    page.goto(old + ").")
    assert page.locator("form.answer-form").is_visible(), "what a mail program took along"
    with transaction() as session:
        round_ = the_round()
        seat = seat_by_code(session, round_, LEJRE)
        contact = contacts_of(session, seat)[0].id or 0
        end_links(session, round_, seat, contact, clock_of(round_, NOW), BY)
    page.goto(old)
    assert page.locator("form.answer-form").count() == 0
    press(page, "Send et nyt link")
    assert "Sæt kryds" in page.inner_text("#error-summary")
    page.get_by_text("Ja, send et nyt link").click()
    press(page, "Send et nyt link")
    assert page.inner_text("h1") == "Et nyt link er på vej"
    newer = at.party(LEJRE)
    assert (newer.url != old, "Giv besked" in newer.inner_text("h1")) == (True, True)
    page.goto(old[:-1])
    assert "Find den seneste mail" in page.inner_text("main")


def who_was_replaced_is_told_so(at: Site) -> None:
    page = at.party(KALUNDBORG)
    with transaction() as session:
        round_ = the_round()
        new = GivenContact(KALUNDBORG, "Ny", "ny@example.org", ContactRole.PRIMARY)
        record_contacts(session, round_, [new], clock_of(round_, NOW), BY)
    remarks = "Udvalget var <enigt>."
    fill(page, "approved_with_remarks", remarks=remarks)  # on the page as it was opened before
    press(page, "Se svaret igennem")
    assert "en anden nu er kontakt" in page.inner_text("main")
    assert remarks in page.inner_text("main"), "what was typed is not lost"
    assert "Giv besked" in at.party(KALUNDBORG, 1).inner_text("h1")


def a_colleague_answers_and_the_giver_follows(at: Site) -> None:
    giver = at.party(HANDING)
    follow(giver, "Giv sagen videre til en kollega")
    press(giver, "Giv sagen videre")
    assert giver.evaluate("document.activeElement.id") == "error-summary"
    told = {"name": "Mette Hansen", "email": "mette@example.org", "said_by": "Anna Holm"}
    for name, value in {**told, "message": "Du har fulgt sagen."}.items():
        giver.fill(f'[name="{name}"]', value)
    press(giver, "Giv sagen videre")
    assert giver.inner_text("h1") == "Du har givet sagen videre til Mette Hansen"
    colleague = at.party(HANDING, 1)
    fill(colleague, "approved")
    sign(colleague, "Mette Hansen")
    giver.reload()
    assert "Mette Hansen, sekretær" in giver.inner_text("#jeres-svar")
    assert giver.locator("form").count() == 0


def not_mine_ends_the_link(at: Site) -> None:
    page = at.party(DECLINING)
    follow(page, "Det er ikke mig")
    page.fill('[name="words"]', "Spørg Karen Vang.")
    page.get_by_text("Det er ikke mig, der skal svare").click()
    press(page, "Send beskeden og luk mit link")
    assert page.inner_text("h1") == "Tak for beskeden: sagen er ikke din"


def of_two_at_once_the_second_is_shown_the_first(at: Site) -> None:
    first, second = (at.party(RACING, number) for number in (0, 1))
    fill(first, "approved")
    fill(second, "rejected", remarks="Nej.")
    look_through(second, "Bo Dahl")
    sign(first)
    second.keyboard.press("Enter")
    second.wait_for_selector("#error-summary")
    assert "Anna Holm (sekretær) har svaret i mellemtiden" in second.inner_text("#error-summary")
    assert "Anna Holm, sekretær" in second.inner_text("#jeres-svar")
    assert "Bo Dahl" not in second.inner_text("#jeres-svar")


def test_a_party_by_itself(engine: Engine) -> None:
    with transaction() as session:
        round_ = sandbox_round(session)
        director = GivenContact(RACING, "Bo Dahl", "bo@example.org", ContactRole.DIRECTOR)
        record_contacts(session, round_, [director], clock_of(round_, NOW), BY)
    with site() as at:
        a_colleague_answers_and_the_giver_follows(at)
        not_mine_ends_the_link(at)
        of_two_at_once_the_second_is_shown_the_first(at)
        reads_answers_and_corrects(at)
        answers_point_by_point(at)
        tells_that_it_is_not_decided_yet(at)
        an_ended_link_leads_to_the_one_that_holds(at)
        who_was_replaced_is_told_so(at)
