"""A party reads how its reservation is met, and confirms it or lets it be."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.database import transaction
from models.round import Round
from models.vocabulary import Outcome
from tests.builders import answer, sandbox_round
from tests.pages.browsing import HTML, Visitor, errors_in, words_of
from tests.pages.links import JSON, PARTY, form_as_it_stands, rows, the_round, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def token(client: TestClient) -> str:
    with transaction() as session:
        round_ = sandbox_round(session)
        answer(session, round_, PARTY, outcome=Outcome.APPROVED_WITH_RESERVATION, remarks="Hvis")
        return token_of(session, round_)


def test_declared_at_the_desk_confirmed_by_the_link(
    client: TestClient, desk: Visitor, token: str
) -> None:
    assert client.get(f"/s/{token}/clearance", headers=HTML).status_code == 303
    seat = f"/rounds/1/seats/{PARTY}"
    again = desk.post(f"{seat}/clearance", {"words": " "})
    assert errors_in(again) == ["Skriv, hvordan forbeholdet er imødekommet."]
    assert desk.post(f"{seat}/clearance", {"words": "Bilaget er <rettet>"}).status_code == 303
    assert "har ikke bekræftet det endnu" in words_of(desk.get(seat))
    assert "Er forbeholdet imødekommet?" in words_of(client.get(f"/s/{token}", headers=HTML))

    before = rows()
    page = client.get(f"/s/{token}/clearance", headers=HTML)
    assert "Bilaget er <rettet>" in words_of(page)
    form = form_as_it_stands(page.text, "clearance")
    assert (form.values["name"], form.values["title"]) == ("", "")
    scanner = client.post(form.action, data=form.values, headers=HTML)
    assert (scanner.status_code, "Skriv dit navn" in errors_in(scanner)[0]) == (422, True)
    old = client.post(form.action, data=form.values | {"clearance": "7", "name": "A", "title": "b"})
    assert old.status_code == 409
    assert rows() == before

    said = form.values | {"name": "Anna Ø", "title": "sekretær"}
    assert (
        client.post(form.action, data=said, headers=HTML).headers["location"].endswith("/receipt")
    )
    assert the_round().approved == 1
    told = client.get(f"/s/{token}", headers=JSON).json()
    assert (told["answer"]["outcome"], told["clearance"]) == ("approved_with_remarks", None)


def test_a_program_confirms_too(client: TestClient, desk: Visitor, token: str) -> None:
    desk.post(f"/rounds/1/seats/{PARTY}/clearance", {"words": "Rettet"})
    shown = client.get(f"/s/{token}", headers=JSON).json()
    given = {"clearance": shown["clearance"]["clearance"], "version": shown["version"]}
    for body, status in (
        (given, 422),
        (given | {"name": "Bo", "title": "x", "more": 1}, 422),
        (given | {"name": "Bo", "title": "sekretær"}, 201),
        (given | {"name": "Bo", "title": "sekretær"}, 409),
    ):
        assert client.post(f"/s/{token}/clearance", json=body).status_code == status
    with transaction() as session:
        assert session.exec(select(Round)).one().approved == 1
