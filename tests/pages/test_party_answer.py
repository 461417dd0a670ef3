"""A party answers at its link, gets a receipt, corrects itself, and comes second."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.agreement import StoredFile
from models.database import reading
from models.seat import Answer
from models.vocabulary import Outcome, SeatState
from tests.pages.browsing import HTML, errors_in, value_of, words_of
from tests.pages.links import (
    ANSWER,
    FORM,
    JSON,
    PARTY,
    TODAY,
    form_as_it_stands,
    rows,
    the_round,
    the_seat,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PDF = ("Udskrift æ.pdf", b"%PDF-1.7 minutes", "application/pdf")


def test_an_answer_in_json_gets_its_receipt(client: TestClient, token: str) -> None:
    got = client.post(f"/s/{token}/answer", json=ANSWER)
    receipt = got.json()
    assert got.status_code == 201
    assert (
        receipt
        | {
            "party": "Faxe Kommune",
            "code": PARTY,
            "outcome": "approved",
            "points": {},
            "decided_on": TODAY,
            "body": "council",
            "name": "Anna Ø",
            "title": "sekretær",
            "answered_at": "2020-09-08T08:00:00+02:00",
            "version": 2,
            "flags": [],
        }
        == receipt
    )
    assert len(receipt["chain_head"]) == 64
    assert got.headers["location"] == receipt["url"]
    assert client.get(f"/s/{token}/receipt", headers=JSON).json() == receipt
    standing = client.get(f"/s/{token}", headers=JSON).json()
    assert standing["answer"]["receipt"] == receipt["receipt"]
    assert (standing["seat"]["state"], standing["version"]) == ("answered", 2)


def test_an_answer_in_a_form_is_led_to_its_receipt(client: TestClient, token: str) -> None:
    more = {
        "decided_on": "2020-09-06",
        "agenda_item": "12",
        "minutes_url": "https://faxe.example.org/referat",
        "dissent": "A",
    }
    got = client.post(f"/s/{token}/answer", data=FORM | more, files={"evidence": PDF})
    assert (got.status_code, got.headers["location"]) == (303, f"/s/{token}/receipt")
    receipt = client.get(got.headers["location"], headers=HTML)
    words = words_of(receipt)
    assert "Tak, beslutningen er registreret" in words
    assert "Anna Ø, sekretær" in words
    assert "Søndag den 6. september 2020" in words
    assert "Beslutningen er truffet, før I blev bedt om den." in words
    with reading() as session:
        (stored,) = session.exec(select(Answer)).all()
        assert stored.evidence_filename == "Udskrift æ.pdf"
        assert session.get_one(StoredFile, stored.evidence_sha256).content == PDF[1]
        assert (stored.agenda_item, stored.dissent) == ("12", "A")


def test_a_form_without_a_file_goes_through_urlencoded_too(client: TestClient, token: str) -> None:
    assert client.post(f"/s/{token}/answer", data=FORM | {"closed_item": "true"}).status_code == 303
    with reading() as session:
        assert session.exec(select(Answer)).one().closed_item is True


@pytest.mark.parametrize("written", [TODAY, "8.9.2020", "08-09-2020", "8/9/2020"])
def test_a_date_is_read_as_danes_write_it(client: TestClient, token: str, written: str) -> None:
    got = client.post(f"/s/{token}/answer", data=FORM | {"decided_on": written})
    assert got.status_code == 303
    assert str(the_seat().decided_on) == TODAY


@pytest.mark.parametrize(
    ("first", "second", "weakest"),
    [
        ("approved", "approved", "approved"),
        ("approved", "rejected", "rejected"),
        ("approved_with_remarks", "approved_with_reservation", "approved_with_reservation"),
    ],
)
def test_points_are_answered_one_by_one(
    client: TestClient, token: str, first: str, second: str, weakest: str
) -> None:
    points = {"outcome": "points", "points.1": first, "points.2": second, "remarks": "Ja, men."}
    assert client.post(f"/s/{token}/answer", data=FORM | points).status_code == 303
    receipt = client.get(f"/s/{token}/receipt", headers=HTML)
    assert the_seat().outcome == weakest
    assert ("Punkterne er besluttet forskelligt" in words_of(receipt)) is (first != second)


def test_a_meeting_date_is_progress_and_no_decision(client: TestClient, token: str) -> None:
    progress = {
        "version": 1,
        "outcome": "not_yet",
        "body": "committee",
        "meeting_on": "2020-10-05",
        "name": "Anna Ø",
        "title": "sekretær",
    }
    got = client.post(f"/s/{token}/answer", json=progress)
    assert (got.status_code, got.json()["decided_on"]) == (201, None)
    assert the_seat().state is SeatState.SCHEDULED
    assert the_round().answered == 0
    words = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "sagen ventes behandlet i byrådet mandag den 5. oktober 2020" in words
    assert "Giv besked om byrådets beslutning" in words
    receipt = words_of(client.get(f"/s/{token}/receipt", headers=HTML))
    assert "Sagen tæller først med, når byrådet har truffet beslutning" in receipt


def test_a_reservation_is_said_to_be_no_approval(client: TestClient, token: str) -> None:
    given = ANSWER | {"outcome": "approved_with_reservation", "remarks": "Hvis taksten holdes."}
    assert client.post(f"/s/{token}/answer", json=given).status_code == 201
    for path in (f"/s/{token}", f"/s/{token}/receipt"):
        words = words_of(client.get(path, headers=HTML))
        assert "Et forbehold er ikke en godkendelse, før det er afklaret" in words
    assert the_round().approved == 0


def test_a_correction_supersedes_and_says_why(client: TestClient, token: str) -> None:
    client.post(f"/s/{token}/answer", json=ANSWER)
    page = client.get(f"/s/{token}", headers=HTML)
    assert "Vi har modtaget Faxe Kommunes svar" in words_of(page)
    form = form_as_it_stands(page.text)
    assert (form.values["outcome"], form.values["body"]) == ("approved", "council")
    assert (form.values["decided_on"], form.values["version"]) == (TODAY, "2")
    assert form.values["reason"] == ""

    who = {"name": "Bo", "title": "jurist"}
    refused = client.post(form.action, data=form.values | who, headers=HTML)
    assert refused.status_code == 422
    assert errors_in(refused) == ["Svaret er allerede givet. Skriv, hvorfor det skal rettes."]

    corrected = form.values | who | {"outcome": "rejected", "reason": "Tastefejl"}
    assert client.post(form.action, data=corrected).status_code == 303
    assert the_seat().outcome is Outcome.REJECTED
    words = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "Bo, jurist" in words
    assert "Tidligere svar (1)" in words


@pytest.mark.parametrize("answered", [False, True])
def test_a_scanner_that_submits_the_form_as_it_stands_changes_nothing(
    client: TestClient, token: str, answered: bool
) -> None:
    if answered:
        client.post(f"/s/{token}/answer", json=ANSWER)
    form = form_as_it_stands(client.get(f"/s/{token}", headers=HTML).text)
    assert form.action == f"/s/{token}/answer"
    assert "name" not in form.values, "it is typed last, on the review page"
    before = rows()
    got = client.post(form.action, data=form.values, headers=HTML)
    assert got.status_code == 422
    assert "Skriv dit navn. Det er navnet, der gør svaret til jeres." in errors_in(got)
    assert rows() == before


def test_a_refused_form_keeps_all_but_who_signs(client: TestClient, token: str) -> None:
    typed = FORM | {"body": "committee", "remarks": "Æ & <b>", "decided_on": "2020-09-09"}
    got = client.post(f"/s/{token}/answer", data=typed, files={"evidence": PDF}, headers=HTML)
    assert got.status_code == 422
    assert len(errors_in(got)) == 2
    assert errors_in(got)[0].startswith("Kun byrådet kan træffe beslutningen.")
    assert 'href="#answer-body"' in got.text
    assert 'id="answer-body"' in got.text
    assert 'href="#answer-decided_on"' in got.text
    form = form_as_it_stands(got.text)
    kept = {name: text for name, text in typed.items() if name not in {"name", "title"}}
    assert {name: form.values.get(name) for name in kept} == kept
    assert value_of(got, "remarks") == "Æ & <b>"
    with reading() as session:
        assert session.exec(select(StoredFile).where(StoredFile.content == PDF[1])).all() == []


def test_whoever_comes_second_is_told_who_and_when(client: TestClient, token: str) -> None:
    client.post(f"/s/{token}/answer", json=ANSWER)
    late = client.post(f"/s/{token}/answer", json=ANSWER | {"name": "Bo"})
    assert late.status_code == 409
    problem = late.json()
    assert (problem["answered_by"], problem["field"]) == ("Anna Ø", "version")
    assert problem["answered_at"].startswith(f"{TODAY}T")
    page = client.post(f"/s/{token}/answer", data=FORM | {"remarks": "min"}, headers=HTML)
    assert page.status_code == 409
    assert errors_in(page)[0].startswith("Anna Ø (sekretær) har svaret i mellemtiden.")
    assert value_of(page, "remarks") == "min"
    assert value_of(page, "version") == "2"
