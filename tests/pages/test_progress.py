"""A case on its way: told at the link, seen at the desk, waited for by the reminders."""

import pytest
from fastapi.testclient import TestClient

from models.vocabulary import SeatState
from tests.databases import sqlite_only
from tests.pages.browsing import HTML, Visitor, words_of
from tests.pages.links import ANSWER, FORM, JSON, PARTY, form_as_it_stands, the_seat

pytestmark = sqlite_only
TOLD = {
    "version": "1",
    "outcome": "not_yet",
    "body": "committee",
    "committee_on": "2020-09-07",
    "finance_committee_on": "2020-11-16",
}
SIGNED = {"name": "Anna Ø", "title": "sekretær"}


def test_the_desk_sees_how_far_a_case_is(client: TestClient, token: str, desk: Visitor) -> None:
    led = client.post(f"/s/{token}/review", data=TOLD, headers=HTML)
    page = client.get(led.headers["location"], headers=HTML)
    assert "Ventes behandlet i økonomiudvalget Mandag den 16. november 2020" in words_of(page)
    form = form_as_it_stands(page.text)
    assert client.post(form.action, data=form.values | SIGNED).status_code == 303
    seat = the_seat()
    assert (seat.state, seat.outcome) == (SeatState.SCHEDULED, None)
    assert seat.next_letter_at
    assert str(seat.next_letter_at.date()) == "2020-11-19", "the third working day after"
    said = "Har været i et fagudvalg"
    words = words_of(desk.get(f"/rounds/1/seats/{PARTY}"))
    assert f"{said}. Sagen ventes behandlet i økonomiudvalget mandag den 16. november" in words
    assert "sagen behandles i økonomiudvalget 16. nov. 2020" in words
    assert f"Økonomiudvalget {said}" in words_of(desk.get("/rounds/1"))
    own = client.get(f"/s/{token}", headers=JSON).json()
    assert (own["seat"]["meeting_of"], own["seat"]["reached"]) == ("finance_committee", "committee")
    assert own["answer"]["finance_committee_on"] == "2020-11-16"


def test_a_decision_ends_the_way(client: TestClient, token: str) -> None:
    client.post(f"/s/{token}/answer", data=TOLD | SIGNED)
    assert client.post(f"/s/{token}/answer", json=ANSWER | {"version": 2}).status_code == 201
    seat = the_seat()
    assert (seat.meeting_on, seat.meeting_of, seat.reached) == (None, None, None)


@pytest.mark.parametrize(
    ("about", "heading", "subject"),
    [
        ("point:2", "Bemærkninger til punkt 2", "Punkt 2: at de fælles fokusområder"),
        ("document:1", "Bemærkninger til dokument 1", "Dokument 1: Forslag til Rammeaftale"),
        ("", "Bemærkninger", "Aftalen som helhed"),
    ],
)
def test_a_remark_is_tied_to_what_it_is_about(
    client: TestClient, token: str, desk: Visitor, about: str, heading: str, subject: str
) -> None:
    said = {"outcome": "approved_with_remarks", "remarks": "Taksterne.", "remarks_about": about}
    led = client.post(f"/s/{token}/review", data=FORM | said, headers=HTML)
    page = client.get(led.headers["location"], headers=HTML)
    assert f"{heading} Taksterne." in words_of(page)
    form = form_as_it_stands(page.text)
    client.post(form.action, data=form.values | SIGNED)
    for path in (f"/s/{token}", f"/s/{token}/receipt"):
        assert f"{heading} Taksterne." in words_of(client.get(path, headers=HTML))
    assert heading in words_of(desk.get(f"/rounds/1/seats/{PARTY}"))
    assert subject in words_of(desk.get("/rounds/1/remarks"))
    assert form_as_it_stands(client.get(f"/s/{token}").text).values["remarks_about"] == about
