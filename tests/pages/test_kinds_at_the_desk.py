"""The secretariat makes a round of another kind on an agreement, and registers its answers."""

import re

import pytest
from sqlmodel import select

from models.database import reading, transaction
from models.round import Round
from tests.builders import NOW, sandbox_round
from tests.pages.browsing import Visitor, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PDF = b"%PDF-1.7 x"


def made(desk: Visitor, **values: str) -> Round:
    sent = desk.post("/rounds/new", {"deadline": "2020-11-02", "sandbox": "true", **values})
    assert sent.status_code == 303, words_of(sent)
    number = re.findall(r"/rounds/(\d+)", sent.headers["location"])[0]
    with reading() as session:
        return session.exec(select(Round).where(Round.id == int(number))).one()


def test_rounds_on_one_agreement(desk: Visitor) -> None:
    with transaction() as session:
        first = sandbox_round(session, now=NOW)
    agreement = str(first.agreement_id)
    form = words_of(desk.get(f"/rounds/new?agreement={agreement}"))
    assert "Rammeaftale 2021-2022 for KKR Sjælland (øvelse)" in form
    extended = made(desk, template="extension", agreement=agreement)
    heard = made(desk, template="consultation", agreement=agreement, silence="consent")
    page = words_of(desk.get(f"/rounds/{extended.id}"))
    assert "Høring om Rammeaftale 2021-2022 for KKR Sjælland" in page
    assert "Parterne skal kunne læse den gældende aftale og forslaget til forlængelse" in page
    assert desk.post(f"/rounds/{heard.id}/start").status_code == 303
    page = words_of(desk.get(f"/rounds/{heard.id}"))
    assert "18 af 18 parter står i vejen" in page
    assert "Tavshed efter fristen gælder som samtykke" in page
    assert "Kan parterne nå det?" not in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"template": "consultation", "agreement": "x"}, "agreement"),
        ({"template": "consultation", "agreement": "999"}, "agreement"),
        ({"template": "consultation", "silence": "x"}, "silence"),
        ({"template": "addendum", "kkr": "sjaelland", "extends_to": "2029-01-01"}, "extends_to"),
        ({"template": "extension", "kkr": "sjaelland", "silence": "consent"}, "silence"),
    ],
)
def test_what_cannot_be_is_said(desk: Visitor, values: dict[str, str], field: str) -> None:
    given = {"deadline": "2020-11-02", "period_from": "2020-01-01", "sandbox": "true", **values}
    again = desk.post("/rounds/new", given)
    assert again.status_code == 422
    assert f"#new-{field}" in again.text


def test_an_answer_is_registered_with_its_files(desk: Visitor) -> None:
    on = {"kkr": "sjaelland", "period_from": "2021-01-01"}
    heard = made(desk, template="consultation", **on)
    desk.post(f"/rounds/{heard.id}/start")
    seat = f"/rounds/{heard.id}/seats/320"
    assert "Høringssvar" in words_of(desk.get(seat))
    given = {"version": "1", "text": "Vi er enige.", "name": "Bo", "title": "konsulent"}
    wrong = desk.post(f"{seat}/answer", {**given, "text": ""})
    assert (wrong.status_code, "#answer-text" in wrong.text) == (422, True)
    file = [("attachments", ("Bilag.pdf", PDF, "application/pdf"))]
    assert desk.post(f"{seat}/answer", given, files=file).status_code == 303
    page = desk.get(seat)
    assert "Vi er enige." in words_of(page)
    assert "registreret af" in words_of(page)
    address = re.findall(r'href="([^"]+/attachments/1/1)"', page.text)[0]
    assert desk.get(address).content == PDF
    assert desk.get(address.replace("/1/1", "/2/1")).status_code == 404
    assert "Svar modtaget, kontrolleres" in words_of(page)
    assert desk.post(f"{seat}/check").status_code == 303
    assert "Besvaret" in words_of(desk.get(seat))
    again = {**given, "version": "2", "text": "Vi er helt enige.", "reason": "nyt brev"}
    assert desk.post(f"{seat}/answer", again, files=file).status_code == 303
    told = words_of(desk.get(seat))
    assert "Tidligere svar" in told
    assert "Bilag.pdf" in told
