"""A sign-in that ran out while somebody was typing loses nothing that was typed."""

import pytest
from sqlmodel import select

from models.database import reading, transaction
from models.seat import Answer
from tests.builders import sandbox_round
from tests.databases import sqlite_only
from tests.pages.browsing import Visitor, errors_in, value_of, words_of
from tests.pages.links import form_as_it_stands, rows

pytestmark = sqlite_only
OLD = {"csrf": "0" * 64}
NOTE = {"person": "Bo", "agreed": "Vi talte om <udvalget>\nog fristen.", **OLD}
SEAT = "/rounds/1/seats/320"
TOLD = {
    "version": "1",
    "outcome": "approved_with_remarks",
    "body": "mayor",
    "decided_on": "2020-09-08",
    "remarks": "Æ & <b>",
    "remarks_about": "point:1",
    "agenda_item": "4",
    "closed_item": "true",
    "minutes_url": "https://faxe.dk/referat",
    "dissent": "To imod",
    "name": "Karlsen",
    "title": "sekretær",
}


@pytest.fixture(autouse=True)
def asked(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)


@pytest.mark.parametrize("file", [False, True])
def test_what_was_typed_waits_for_the_sign_in(stranger: Visitor, desk: Visitor, file: bool) -> None:
    """Signed out, then signed in elsewhere, then sent at last."""
    before = rows()
    files = {"evidence": ("a.pdf", b"%PDF-1.7")} if file else None
    out = stranger.post(f"{SEAT}/answer", TOLD | OLD, files=files)
    assert out.status_code == 401
    assert "Æ & <b>" in words_of(out)
    assert "<b>" not in out.text
    assert OLD["csrf"] not in out.text
    kept = form_as_it_stands(out.text)
    assert (kept.action, kept.values) == (f"{SEAT}/answer", TOLD)
    again = desk.client.post(kept.action, data=kept.values, headers=desk.headers)
    assert again.status_code == 403
    assert errors_in(again)[0].startswith("Formularen er hentet, før du loggede ind på ny.")
    assert rows() == before
    shown = form_as_it_stands(again.text)
    assert {name: shown.values[name] for name in TOLD} == TOLD
    assert desk.client.post(shown.action, data=shown.values, headers=desk.headers).is_redirect
    with reading() as session:
        assert session.exec(select(Answer)).one().remarks == "Æ & <b>"


def test_a_stale_form_of_something_else_comes_back_too(desk: Visitor, reader: Visitor) -> None:
    before = rows()
    again = desk.post(f"{SEAT}/note", NOTE)
    assert (again.status_code, value_of(again, "note-agreed")) == (403, NOTE["agreed"])
    assert desk.post("/rounds/999/seats/320/note", NOTE).status_code == 403
    assert "Kun sekretariatet" in words_of(reader.post(f"{SEAT}/note", NOTE))
    assert rows() == before


def test_more_than_anybody_types_is_not_sent_back(stranger: Visitor) -> None:
    typed = dict.fromkeys(("person", "agreed", "note"), "x " * 350_000)
    answer = stranger.post(f"{SEAT}/note", typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_a_form_without_text_leads_straight_to_the_sign_in(stranger: Visitor) -> None:
    answer = stranger.post(f"{SEAT}/check", OLD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_a_program_is_told_in_problem_details(stranger: Visitor) -> None:
    answer = stranger.post(f"{SEAT}/note", NOTE, Accept="application/json")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
