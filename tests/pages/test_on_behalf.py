"""Answers on behalf at the desk and at the party's link: confirmed by a second, and disputed."""

import base64

import pytest
from fastapi.testclient import TestClient

from api.guards import csrf_token
from models.database import transaction
from models.vocabulary import Role
from tests.api.program import Program
from tests.pages.browsing import HTML, Visitor, errors_in, signed_in, words_of
from tests.pages.links import FORM, JSON, PARTY, form_as_it_stands, rows, the_round

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEAT = f"/rounds/1/seats/{PARTY}"
MAIL = b"From: a@faxe.example\nTo: b@kkr.example\nSubject: Svar\nDate: x\n\nGodkendt\n"


@pytest.fixture
def second(desk: Visitor) -> Visitor:
    """Another named user of the secretariat."""
    other = Visitor(desk.client)
    with transaction() as session:
        other.actor, other.secret = signed_in(session, Role.SECRETARIAT, "second")
    return other


def test_without_evidence_a_second_user_confirms(
    client: TestClient, desk: Visitor, second: Visitor, token: str
) -> None:
    assert "body" not in form_as_it_stands(desk.get(SEAT).text).values, "nothing is chosen"
    kept = desk.post(f"{SEAT}/answer", FORM)
    assert kept.headers["location"] == f"{SEAT}?done=waits-for-second"
    assert (the_round().answered, client.get(f"/s/{token}", headers=JSON).json()["answer"]) == (
        *(0, None),
    )
    assert "venter på en af jer" in words_of(desk.get("/rounds/1"))
    mine, theirs = desk.get(SEAT), second.get(SEAT)
    assert "Du har selv registreret svaret" in words_of(mine)
    assert "Bekræft svaret" not in words_of(mine)
    assert "Bekræft svaret" in words_of(theirs)
    given = {"registration": form_as_it_stands(theirs.text, "confirmation").values["registration"]}

    before = rows()
    for visitor, values, status in (
        (desk, given, 409),
        (second, {"registration": "77"}, 409),
        (second, {"registration": "x"}, 409),
        (second, given | {"csrf": csrf_token(desk.secret)}, 403),
    ):
        assert visitor.post(f"{SEAT}/confirmation", values).status_code == status
    assert rows() == before

    assert second.post(f"{SEAT}/confirmation", given).status_code == 303
    told = client.get(f"/s/{token}", headers=JSON).json()["answer"]
    assert (told["on_behalf_by"], told["confirmed_by"], told["assurance"]) == (
        "secretariat@sekretariat.example.org",
        "second@sekretariat.example.org",
        "on_behalf",
    )
    assert "bekræftet af second@" in words_of(desk.get(SEAT))


def test_what_waits_can_be_dropped(desk: Visitor, token: str) -> None:
    desk.post(f"{SEAT}/answer", FORM)
    form = form_as_it_stands(desk.get(SEAT).text, "registration-dropped")
    assert desk.post(form.action, form.values).status_code == 303
    assert "tæller ikke endnu" not in words_of(desk.get(SEAT))
    assert the_round().answered == 0


def test_the_party_objects_and_the_secretariat_settles(
    client: TestClient, desk: Visitor, token: str
) -> None:
    assert client.get(f"/s/{token}/objection", headers=HTML).status_code == 303
    evidence = {"evidence": ("Mail fra Faxe.eml", MAIL)}
    assert desk.post(f"{SEAT}/answer", FORM, evidence).headers["location"].endswith("=answered")
    page = client.get(f"/s/{token}", headers=HTML)
    assert "Er det ikke jeres svar?" in words_of(page)
    form = form_as_it_stands(client.get(f"/s/{token}/objection", headers=HTML).text, "objection")
    assert (form.values["words"], form.values["name"]) == ("", "")

    before = rows()
    scanner = client.post(form.action, data=form.values, headers=HTML)
    assert (scanner.status_code, errors_in(scanner)) == (
        *(422, ["Skriv, hvad der er galt med svaret."]),
    )
    said = {"words": "Det var <udvalget>.", "name": "Eva Ø", "title": "sekretær"}
    nameless = client.post(form.action, data=form.values | said | {"name": ""}, headers=HTML)
    assert "Det var &lt;udvalget&gt;." in nameless.text
    stale = client.post(form.action, data=form.values | said | {"answer": "7"}, headers=HTML)
    assert (nameless.status_code, stale.status_code) == (422, 409)
    assert rows() == before

    assert client.post(form.action, data=form.values | said, headers=HTML).status_code == 303
    assert "I har gjort indsigelse mod svaret" in words_of(client.get(f"/s/{token}", headers=HTML))
    assert "ikke er dens eget" in words_of(desk.get("/rounds/1"))
    assert "Det var <udvalget>." in words_of(desk.get(SEAT))
    again = client.post(form.action, data=form.values | said, headers=HTML)
    assert (again.status_code, "allerede" in errors_in(again)[0]) == (409, True)

    assert errors_in(desk.post(f"{SEAT}/settlement", {"words": " "})) == [
        "Skriv, hvordan indsigelsen er afklaret."
    ]
    assert desk.post(f"{SEAT}/settlement", {"words": "Byrådet var med."}).status_code == 303
    told = client.get(f"/s/{token}", headers=JSON).json()["objection"]
    assert (told["words"], told["settlement"]) == ("Det var <udvalget>.", "Byrådet var med.")
    assert desk.post(f"{SEAT}/settlement", {"words": "Igen"}).status_code == 409


def test_a_program_registers_with_evidence_objects_and_settles(
    client: TestClient, token: str
) -> None:
    secretariat = Program.with_key(client, Role.SECRETARIAT)
    file = {"filename": "Svar.eml", "content": base64.b64encode(MAIL).decode()}
    given = {**FORM, "version": 1}
    path = f"/rounds/1/seats/{PARTY}"
    for evidence in ("x", {"filename": "a.eml"}, {**file, "content": "%"}, {**file, "more": 1}):
        refused = secretariat.post(f"{path}/answer", {**given, "evidence": evidence})
        assert (refused.status_code, refused.json()["field"]) == (422, "evidence")
    told = secretariat.post(f"{path}/answer", {**given, "evidence": file})
    assert (told.status_code, told.json()["assurance"]) == (201, "on_behalf")
    said = {"answer": 1, "words": "Nej", "name": "Eva", "title": "chef"}
    assert client.post(f"/s/{token}/objection", json=said | {"answer": "1"}).status_code == 422
    assert client.post(f"/s/{token}/objection", json=said).status_code == 201
    (listed,) = secretariat.get("/rounds/1/objections").json()["items"]
    assert (listed["party"], listed["answer"], listed["words"]) == (PARTY, 1, "Nej")
    settled = secretariat.post(f"{path}/settlement", {"words": "Ja"})
    assert (settled.status_code, settled.json()["settlement"]) == (202, "Ja")
