"""A link that has ended offers a new one: to the registered contacts, and to nobody else."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from actions.contacts import record_contacts
from actions.end_links import end_all_links
from actions.load import clock_of, contacts_of, seat_by_code
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole, LetterKind
from rules.contacts import GivenContact
from tests.builders import BY, NOW
from tests.databases import sqlite_only
from tests.pages.browsing import HTML, Visitor, words_of
from tests.pages.links import JSON, PARTY, form_as_it_stands, rows, the_round, token_of

pytestmark = sqlite_only
YES = {"confirm": "true"}


@pytest.fixture
def ended(token: str) -> str:
    """A link of a party with a director beside, after all its links were ended."""
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        director = GivenContact(PARTY, "Leder", "leder@example.org", ContactRole.DIRECTOR)
        record_contacts(session, round_, [director], clock_of(round_, NOW), BY)
        seat = seat_by_code(session, round_, PARTY)
        assert end_all_links(session, round_, seat, clock_of(round_, NOW), BY) == 2
    return token


def sent() -> list[str]:
    with reading() as session:
        query = select(Letter.to_address).where(Letter.kind == LetterKind.NEW_LINK)
        return list(session.exec(query.order_by(col(Letter.id))))


def test_it_says_so_and_offers_a_new_one(client: TestClient, ended: str) -> None:
    before = rows()
    for path in ("", "/receipt", "/package.zip"):
        got = client.get(f"/s/{ended}{path}", headers=HTML)
        assert got.status_code == 410
        assert "Få et nyt link" in words_of(got)
    program = client.get(f"/s/{ended}", headers=JSON)
    assert (program.status_code, program.json()["superseded"]) == (410, True)
    form = form_as_it_stands(got.text, "new-link")
    assert form.action == f"/s/{ended}/new-link"
    for _ in range(3):  # a mail scanner submits the form as it stands
        refused = client.post(form.action, data=form.values, headers=HTML)
        assert (refused.status_code, "Sæt kryds" in words_of(refused)) == (422, True)
    assert rows() == before


def test_once_a_day_and_to_the_primary_contact_only(client: TestClient, ended: str) -> None:
    for _ in range(3):
        got = client.post(f"/s/{ended}/new-link", data={**YES, "email": "evil@example.org"})
        assert (got.status_code, "Et nyt link er på vej" in got.text) == (200, True)
        assert "faxe@" not in got.text
    assert sent() == ["faxe@example.org"]
    with reading() as session:
        newer = token_of(session, the_round())
    assert client.get(f"/s/{newer}", headers=JSON).status_code == 200
    assert client.get(f"/s/{ended}", headers=JSON).status_code == 410
    refused = client.post(f"/s/{newer}/new-link", data=YES, headers=HTML)
    assert (refused.status_code, "gælder stadig" in words_of(refused)) == (409, True)


def test_who_no_longer_speaks_for_the_party_gets_none(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        another = GivenContact(PARTY, "Ny", "ny@example.org", ContactRole.PRIMARY)
        record_contacts(session, round_, [another], clock_of(round_, NOW), BY)
    got = client.get(f"/s/{token}", headers=HTML)
    assert (got.status_code, "en anden nu er kontakt" in words_of(got)) == (410, True)
    assert client.post(f"/s/{token}/new-link", data=YES).status_code == 200
    assert sent() == ["ny@example.org"]


def test_what_never_was_a_link_offers_nothing(client: TestClient, token: str) -> None:
    wrong = "x" * 28
    assert "new-link" not in client.get(f"/s/{wrong}", headers=HTML).text
    assert client.post(f"/s/{wrong}/new-link", data=YES).status_code == 404
    assert sent() == []


def test_the_secretariat_ends_all_of_a_partys_links_at_once(desk: Visitor, ended: str) -> None:
    place = f"/rounds/1/seats/{PARTY}"
    assert "Luk alle partens links" in desk.get(place).text
    assert desk.post(f"{place}/links", {"contact": "all"}).status_code == 303
    with reading() as session:
        seat = seat_by_code(session, the_round(), PARTY)
        assert [contact.link_generation for contact in contacts_of(session, seat)] == [3, 3]
        others = select(Contact.link_generation).where(Contact.seat_id != seat.id)
        assert set(session.exec(others)) == {1}
