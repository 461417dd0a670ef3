"""A new version at the desk, and as a party's link shows it."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.database import reading, transaction
from models.letter import Letter
from models.revision import Revision
from models.round import Round
from tests.builders import answer, sandbox_round
from tests.pages.browsing import HTML, Visitor, errors_in, value_of, words_of
from tests.pages.links import ANSWER, FORM, JSON, PARTY, form_as_it_stands, rows, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER, BY_POINTS = "259", "265"
FILE = {"documents.1.file": ("ny aftale.pdf", b"%PDF-1.7 ny")}
POINT_ONE = "at Rammeaftale 2021-2022 godkendes"


@pytest.fixture
def token(client: TestClient) -> str:
    """Faxe and two more have answered; the region has not."""
    with transaction() as session:
        round_ = sandbox_round(session)
        answer(session, round_, PARTY)
        answer(session, round_, OTHER)
        points = {1: "approved", 2: "approved_with_remarks"}
        answer(session, round_, BY_POINTS, outcome=None, points=points, remarks="Fint")
        return token_of(session, round_)


def draft(desk: Visitor, **changes: str) -> dict[str, str]:
    """The form as it stands, with these changes."""
    form = form_as_it_stands(desk.get("/rounds/1/version").text, "version")
    return {**form.values, "why": "Regionen bad om det", **changes}


def seen(desk: Visitor) -> str:
    return value_of(desk.get("/rounds/1/version"), "seen")


def token_for(code: str) -> str:
    with reading() as session:
        return token_of(session, session.exec(select(Round)).one(), code)


def test_from_draft_through_preview_to_every_party(desk: Visitor, token: str) -> None:
    page = desk.get("/rounds/1/version")
    assert "Forbered en ny version" in words_of(page)
    saved = desk.post("/rounds/1/version", draft(desk), FILE)
    assert saved.headers["location"] == "/rounds/1/version?done=version-prepared"
    page = desk.get("/rounds/1/version")
    assert "er ændret" in words_of(page)
    assert "3 parter har svaret på det, der er ændret, og spørges igen" in words_of(page)
    assert "15 parter har ikke svaret" in words_of(page)
    with reading() as session:
        assert not session.exec(select(Letter).where(Letter.kind == "asked_again")).all()
    sent = desk.post("/rounds/1/version/publication", {"seen": seen(desk)})
    assert sent.headers["location"] == "/rounds/1?done=version-published"
    words = words_of(desk.get("/rounds/1"))
    assert "0 af 18 har svaret" in words
    assert "Version 2 , udsendt" in words
    seat = words_of(desk.get(f"/rounds/1/seats/{PARTY}"))
    assert "er spurgt igen; det tidligere svar står nedenfor" in seat
    assert "Tidligere svar" in seat
    with reading() as session:
        assert len(session.exec(select(Letter).where(Letter.kind == "asked_again")).all()) == 18


def test_a_party_asked_again_reads_why_and_what_it_had_said(
    client: TestClient, desk: Visitor, token: str
) -> None:
    desk.post("/rounds/1/version", draft(desk), FILE)
    desk.post("/rounds/1/version/publication", {"seen": seen(desk)})
    page = client.get(f"/s/{token}", headers=HTML)
    words = words_of(page)
    assert "Byrådet skal tage stilling igen" in words
    assert "Regionen bad om det" in words
    assert "Jeres tidligere svar" in words
    assert "Kvittering 1-320-1" in words
    assert re.search(r'name="version" value="3"', page.text)
    told = client.get(f"/s/{token}", headers=JSON).json()
    assert (told["answer"], told["version"], told["earlier"][0]["receipt"]) == (None, 3, "1-320-1")
    assert told["versions"][0]["changes"][0]["how"] == "changed"
    assert "Aftalen er kommet i en ny version" in words_of(
        client.get(f"/s/{token_for('1085')}", headers=HTML)
    )

    before = rows()
    old = client.post(f"/s/{token}/answer", data=FORM | {"version": "2"}, headers=HTML)
    assert (old.status_code, "i en ny version, efter at siden blev vist" in words_of(old)) == (
        409,
        True,
    )
    program = client.post(f"/s/{token_for('1085')}/answer", json=ANSWER)
    assert (program.status_code, program.json()["reason"]) == (409, "Regionen bad om det")
    assert rows() == before
    again = client.post(f"/s/{token}/answer", json=ANSWER | {"version": 3})
    assert (again.status_code, again.json()["receipt"]) == (201, "1-320-2")
    words = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "skal tage stilling igen" not in words


def test_a_party_whose_points_did_not_change_stands_and_is_told(
    client: TestClient, desk: Visitor, token: str
) -> None:
    """The second document is exchanged, and no point refers to it."""
    form = draft(desk)
    background = {k: v for k, v in form.items() if not k.startswith("documents.2.concerns")}
    file = {"documents.2.file": ("ny.pdf", b"%PDF-1.7 sag")}
    desk.post("/rounds/1/version", background, file)
    words = words_of(desk.get("/rounds/1/version"))
    assert "Ingen spørges igen." in words
    assert "3 svar står ved magt" in words
    desk.post("/rounds/1/version/publication", {"seen": seen(desk)})
    page = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "Aftalen er ændret, og jeres svar står ved magt" in page
    assert client.get(f"/s/{token}", headers=JSON).json()["version"] == 2


def test_what_was_said_of_other_points_stands_in_the_form_again(
    client: TestClient, desk: Visitor, token: str
) -> None:
    desk.post("/rounds/1/version", draft(desk, **{"points.2": "at målene godkendes som rettet"}))
    desk.post("/rounds/1/version/publication", {"seen": seen(desk)})
    link = token_for(BY_POINTS)
    form = form_as_it_stands(client.get(f"/s/{link}", headers=HTML).text).values
    assert (form["outcome"], form["points.1"], form["points.2"]) == ("points", "approved", "")
    assert "name" not in form


@pytest.mark.parametrize(
    ("changes", "files", "said"),
    [
        ({"points.1": "", "points.2": ""}, {}, "mindst ét indstillingspunkt"),
        ({}, {"documents.1.file": ("a.pdf", b"<script>")}, "ikke af en type"),
        ({"why": "x" * 2_001}, {}, "der er plads til 2000"),
    ],
)
def test_a_draft_with_an_error_keeps_what_was_typed(
    desk: Visitor,
    token: str,
    changes: dict[str, str],
    files: dict[str, tuple[str, bytes]],
    said: str,
) -> None:
    page = desk.post("/rounds/1/version", draft(desk, **changes), files or None)
    assert page.status_code == 422
    assert said in errors_in(page)[0]
    assert value_of(page, "version-why") == changes.get("why", "Regionen bad om det")
    with reading() as session:
        assert session.exec(select(Revision)).all() == []


def test_an_old_preview_is_shown_again_and_not_published(desk: Visitor, token: str) -> None:
    desk.post("/rounds/1/version", draft(desk), FILE)
    old = seen(desk)
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), "306")
    page = desk.post("/rounds/1/version/publication", {"seen": old})
    assert (page.status_code, "Forhåndsvisningen er forældet" in errors_in(page)[0]) == (409, True)
    assert "4 parter har svaret" in words_of(page)


def test_a_reader_looks_and_cannot_act(reader: Visitor, desk: Visitor, token: str) -> None:
    desk.post("/rounds/1/version", draft(desk), FILE)
    page = reader.get("/rounds/1/version")
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert reader.post("/rounds/1/version/publication", {"seen": "x"}).status_code == 403
