"""A contact hands the matter over, or says that it is not its own: at the pages and by JSON."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from actions.load import contacts_of, seat_by_code
from models.database import reading
from models.delegation import Delegation
from models.letter import Letter
from models.vocabulary import LetterKind, LetterState
from tests.databases import sqlite_only
from tests.load.builders import token_of as link_of
from tests.pages.browsing import HTML, Visitor, errors_in, words_of
from tests.pages.links import FORM, JSON, PARTY, form_as_it_stands, rows, the_round

pytestmark = sqlite_only
SEAT = f"/rounds/1/seats/{PARTY}"
BO = {
    "name": "Bo <Dahl>",
    "email": "bo@example.org",
    "message": "Du kender sagen.",
    "said_by": "Anna Holm",
}
OUTSIDE = BO | {"email": "ida@raadgiver.dk"}


def link(number: int) -> str:
    """The link of the party's contact of that number, the first one is 0."""
    with reading() as session:
        return link_of(contacts_of(session, seat_by_code(session, the_round(), PARTY))[number])


def waiting(kind: LetterKind) -> list[str]:
    with reading() as session:
        query = select(Letter.to_address).where(
            Letter.kind == kind, Letter.state == LetterState.QUEUED
        )
        return list(session.exec(query.order_by(col(Letter.id))))


def test_the_colleague_answers_and_the_giver_follows(client: TestClient, token: str) -> None:
    shown = client.get(f"/s/{token}", headers=HTML)
    assert "Giv sagen videre til en kollega" in words_of(shown)
    form = form_as_it_stands(client.get(f"/s/{token}/delegation", headers=HTML).text, "delegation")
    before = rows()
    for _ in range(3):  # a mail scanner submits the form as it stands
        refused = client.post(form.action, data=form.values, headers=HTML)
        assert (refused.status_code, errors_in(refused)) == (422, ["Skriv din kollegas navn."])
    assert rows() == before
    done = client.post(form.action, data=form.values | BO, headers=HTML)
    assert (done.status_code, done.headers["location"]) == (303, f"/s/{token}")
    status = client.get(f"/s/{token}", headers=HTML)
    assert "Du har givet sagen videre til Bo <Dahl>" in words_of(status)
    assert "har ikke svaret endnu" in words_of(status)
    assert form_as_it_stands(status.text).action == ""
    assert waiting(LetterKind.DELEGATION) == ["bo@example.org"]
    for path in ("delegation", "not-mine"):
        assert client.get(f"/s/{token}/{path}", headers=HTML).status_code == 303

    late = client.post(f"/s/{token}/answer", data=FORM, headers=HTML)
    assert (late.status_code, "givet videre til en kollega" in words_of(late)) == (410, True)
    assert f'href="/s/{token}"' in late.text
    assert client.post(f"/s/{token}/meetings", data={}, headers=HTML).status_code == 410
    colleague = link(1)
    assert client.post(f"/s/{colleague}/answer", data=FORM).status_code == 303
    followed = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "Oplyst af Anna Ø, sekretær" in followed
    assert "Godkendt" in followed
    for path in ("/receipt", "/receipt.pdf", "/package.zip"):
        assert client.get(f"/s/{token}{path}").status_code == 200


def test_outside_the_domains_the_secretariat_decides(
    client: TestClient, desk: Visitor, token: str
) -> None:
    asked = client.post(f"/s/{token}/delegation", data=OUTSIDE, headers=HTML)
    assert asked.headers["location"] == f"/s/{token}#videre"
    shown = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "skal først godkende" in shown
    assert "ida@raadgiver.dk" in shown
    assert "til en fremmed adresse" in words_of(desk.get("/rounds/1"))
    page = words_of(desk.get(SEAT))
    assert "Anna Holm vil give sagen videre" in page
    empty = desk.post(f"{SEAT}/delegation/refuse-1", {"reason": " "})
    assert errors_in(empty) == ["Skriv til parten, hvorfor sagen ikke kan gives videre."]
    no = desk.post(f"{SEAT}/delegation/refuse-1", {"reason": "Kun <ansatte>."})
    assert (no.status_code, desk.post(f"{SEAT}/delegation/approve-1").status_code) == (303, 409)
    assert "Kun <ansatte>." in words_of(client.get(f"/s/{token}", headers=HTML))

    client.post(f"/s/{token}/delegation", data=OUTSIDE)
    assert desk.post(f"{SEAT}/delegation/approve-2").status_code == 303
    assert desk.post("/rounds/1/seats/259/delegation/approve-2").status_code == 404
    assert waiting(LetterKind.DELEGATION) == ["ida@raadgiver.dk"]
    assert waiting(LetterKind.DELEGATION_DECIDED) == ["faxe@example.org"]  # the yes alone
    with reading() as session:
        decided = [d.decided_by for d in session.exec(select(Delegation))]
    assert decided == [desk.actor, desk.actor]
    assert "Har givet sagen videre, kan kun læse" in words_of(desk.get(SEAT))


def test_a_program_hands_over_too(client: TestClient, token: str) -> None:
    for body, status, field in [
        ({}, 422, "name"),
        (BO | {"more": 1}, 422, "more"),
        (BO | {"name": " "}, 422, "name"),
        (BO | {"email": "bo@"}, 422, "email"),
        (BO | {"email": "bo@example.org\r\nBcc: x@y.dk"}, 422, "email"),
        (BO | {"email": "faxe@example.org"}, 422, "email"),  # its own
        (BO | {"message": "x" * 1_001}, 422, "message"),
        (BO | {"message": "\x1b"}, 422, "message"),
        (BO | {"said_by": ""}, 422, "said_by"),
        (BO | {"name": "x" * 20_001}, 422, "name"),
    ]:
        before = rows()
        told = client.post(f"/s/{token}/delegation", json=body)
        assert (told.status_code, told.json()["field"]) == (status, field), body
        assert rows() == before
    long = client.post(f"/s/{token}/delegation", data=BO | {"name": "x" * 20_001}, headers=HTML)
    assert long.status_code == 422
    assert client.post(f"/s/{token}/delegation", content=b"<x/>").status_code == 415
    assert client.post(f"/s/{token}/delegation", json=OUTSIDE).status_code == 202
    view = client.get(f"/s/{token}", headers=JSON).json()
    assert (view["may_answer"], view["delegation"]["state"]) == (True, "waiting")
    done = client.post(f"/s/{token}/delegation", json=BO)
    assert (done.status_code, done.json()["state"]) == (201, "done")
    view = client.get(f"/s/{token}", headers=JSON).json()
    assert (view["may_answer"], view["delegation"]["name"]) == (False, "Bo <Dahl>")
    again = client.post(f"/s/{token}/delegation", json=BO)
    assert (again.status_code, again.json()["handed_over"]) == (410, True)
    theirs = client.post(f"/s/{link(1)}/delegation", json=BO | {"email": "faxe@example.org"})
    assert theirs.status_code == 201  # and back again


def test_not_mine_ends_the_link_and_says_so(client: TestClient, desk: Visitor, token: str) -> None:
    page = client.get(f"/s/{token}/not-mine", headers=HTML)
    form, before = form_as_it_stands(page.text, "not-mine"), rows()
    refused = client.post(form.action, data=form.values, headers=HTML)
    assert (refused.status_code, "Sæt kryds" in errors_in(refused)[0]) == (422, True)
    assert rows() == before
    said = {"confirm": "true", "words": "Spørg <borgerservice>."}
    done = client.post(form.action, data=said, headers=HTML)
    assert (done.status_code, done.headers["location"]) == (303, f"/s/{token}")
    after = client.get(f"/s/{token}", headers=HTML)
    assert (after.status_code, "Tak for beskeden" in words_of(after)) == (410, True)
    assert "Sekretariatet finder den rette" in words_of(after)
    assert client.get(f"/s/{token}", headers=JSON).json()["left"] == "not_mine"
    assert client.post(f"/s/{token}/not-mine", data=said, headers=HTML).status_code == 410
    assert "Vi har skrevet til den forkerte" in words_of(desk.get("/rounds/1"))
    seat = words_of(desk.get(SEAT))
    assert "Spørg <borgerservice>." in seat
    assert "Har meddelt, at sagen ikke er dennes" in seat
    assert client.post(f"/s/{token}/new-link", data={"confirm": "true"}).status_code == 200
    assert waiting(LetterKind.NEW_LINK) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"confirm": False}, 422), ({"confirm": "true"}, 422), ({"confirm": True}, 200)],
)
def test_a_program_says_not_mine(
    client: TestClient, token: str, body: dict[str, object], status: int
) -> None:
    assert client.post(f"/s/{token}/not-mine", json=body).status_code == status
    open_ = client.get(f"/s/{token}", headers=JSON).status_code
    assert open_ == (410 if status == 200 else 200)
