"""A party's link: what is shown, how an answer is given and corrected, and what ends it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.check_answer import check_answer
from actions.end_round import cancel_round, close_round
from actions.load import clock_of, seat_by_code
from models.agreement import StoredFile
from models.database import reading, transaction
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import Outcome, SeatState
from tests.builders import NOW, answer, answer_all, sandbox_round
from tests.dump import changed, dump
from tests.pages.browsing import HTML, errors_in, value_of, words_of
from tests.pages.links import ANSWER, FORM, JSON, PARTY, REGION, TODAY, form_as_it_stands, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PDF = ("Udskrift æ.pdf", b"%PDF-1.7 minutes", "application/pdf")


@pytest.fixture
def token(client: TestClient) -> str:
    with transaction() as session:
        return token_of(session, sandbox_round(session))


def the_round() -> Round:
    with reading() as session:
        return session.exec(select(Round)).one()


def the_seat(code: str = PARTY) -> Seat:
    with reading() as session:
        return session.exec(select(Seat).where(Seat.code == code)).one()


def rows() -> dict[str, list[Any]]:
    with reading() as session:
        return dump(session)


def test_the_page_says_what_is_asked_of_whom_by_when(client: TestClient, token: str) -> None:
    page = client.get(f"/s/{token}", headers=HTML)
    words = words_of(page)
    assert page.status_code == 200
    assert "Byrådet i Faxe Kommune skal tage stilling til aftalen." in words
    assert "til og med tirsdag den 1. december 2020" in words
    assert "84 dage tilbage" in words
    assert "Kun byrådets beslutning tæller" in words
    assert "taget til efterretning, er ikke en godkendelse" in words
    assert "at Rammeaftale 2021-2022 godkendes" in words
    assert "Forslag til Rammeaftale 2021-2022" in words
    assert "Øvelse" in words
    assert set(page.headers) & {"set-cookie"} == set()
    assert re.search(r"<title>[^<]*Faxe Kommune[^<]*</title>", page.text)


def test_a_region_is_asked_for_its_own_council(client: TestClient, token: str) -> None:
    with reading() as session:
        region = token_of(session, session.exec(select(Round)).one(), REGION)
    words = words_of(client.get(f"/s/{region}", headers=HTML))
    assert "Regionsrådet i Region Sjælland skal tage stilling" in words
    assert "Forretningsudvalget" in words
    assert "kommunestyrelsesloven" not in words


def test_a_program_gets_the_same_as_json(client: TestClient, token: str) -> None:
    found = client.get(f"/s/{token}", headers=JSON).json()
    assert found["round"]["title"] == "Rammeaftale 2021-2022 for KKR Sjælland"
    assert (found["party"], found["code"], found["version"]) == ("Faxe Kommune", PARTY, 1)
    assert found["deadline"] == "2020-12-01"
    assert found["seat"]["state"] == "waiting"
    assert [point["number"] for point in found["points"]] == [1, 2]
    assert found["answer"] is None
    (first, _second) = found["documents"]
    assert first["url"].endswith(f"/s/{token}/documents/1")
    assert len(first["sha256"]) == 64


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("*/*", False),
        ("", False),
        ("text/html,application/json;q=0.9", False),
        ("application/json", True),
        ("application/json, text/html;q=0.5", True),
        ("application/json;q=nonsense", False),
        ("application/problem+json", True),
    ],
)
def test_the_page_is_what_is_shown_without_a_wish(
    client: TestClient, token: str, accept: str, json: bool
) -> None:
    for path in (f"/s/{token}", f"/s/{token[:-1]}"):
        answered = client.get(path, headers={"Accept": accept})
        assert ("json" in answered.headers["content-type"]) is json


def test_documents_are_downloads_and_nothing_else(client: TestClient, token: str) -> None:
    shown = client.get(f"/s/{token}", headers=JSON).json()["documents"][0]
    got = client.get(f"/s/{token}/documents/1")
    assert got.status_code == 200
    assert len(got.content) == shown["size"]
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert shown["filename"] in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize("position", ["3", "0", "-1", "x", str(10**30), "1/2"])
def test_a_document_that_is_not_there(client: TestClient, token: str, position: str) -> None:
    got = client.get(f"/s/{token}/documents/{position}", headers=HTML)
    assert got.status_code == 404
    assert token not in got.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(client: TestClient, token: str, method: str) -> None:
    before = rows()
    for tail in ("", "/receipt", "/documents/1", "/answer", "."):
        for headers in (HTML, JSON):
            client.request(method, f"/s/{token}{tail}", headers=headers)
    assert rows() == before


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
    assert "sagen ventes behandlet mandag den 5. oktober 2020" in words
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
    assert (form.values["name"], form.values["title"], form.values["reason"]) == ("", "", "")

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
    assert form.values["name"] == ""
    before = rows()
    got = client.post(form.action, data=form.values, headers=HTML)
    assert got.status_code == 422
    assert "Skriv dit navn. Det er navnet, der gør svaret til jeres." in errors_in(got)
    assert rows() == before


def test_a_refused_form_keeps_all_but_the_name(client: TestClient, token: str) -> None:
    typed = FORM | {"body": "committee", "remarks": "Æ & <b>", "decided_on": "2020-09-09"}
    got = client.post(f"/s/{token}/answer", data=typed, files={"evidence": PDF}, headers=HTML)
    assert got.status_code == 422
    assert len(errors_in(got)) == 2
    assert errors_in(got)[0].startswith("Kun byrådet kan træffe beslutningen.")
    assert 'href="#answer-body"' in got.text
    assert 'id="answer-body"' in got.text
    assert 'href="#answer-decided_on"' in got.text
    form = form_as_it_stands(got.text)
    kept = {**typed, "name": ""}
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


def test_a_cancelled_round_ends_its_links(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        cancel_round(session, round_, "Ny aftale på vej", clock_of(round_, NOW), "tester")
    before = rows()
    for got in (
        client.get(f"/s/{token}", headers=HTML),
        client.post(f"/s/{token}/answer", data=FORM, headers=HTML),
    ):
        assert got.status_code == 410
        assert "Ny aftale på vej" in words_of(got)
        assert token not in got.text
    assert client.post(f"/s/{token}/answer", json=ANSWER).status_code == 410
    assert client.get(f"/s/{token}/documents/1").status_code == 410
    assert rows() == before


def test_a_closed_round_is_shown_and_not_changed(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer_all(session, round_, NOW)
        for code in (PARTY,):
            check_answer(session, round_, seat_by_code(session, round_, code), NOW, "tester")
        close_round(session, round_, clock_of(round_, NOW), "tester")
    page = client.get(f"/s/{token}", headers=HTML)
    words = words_of(page)
    assert page.status_code == 200
    assert "Alle 18 parter har godkendt aftalen." in words
    assert "<form" not in page.text
    before = rows()
    assert client.post(f"/s/{token}/answer", json=ANSWER | {"version": 2}).status_code == 410
    got = client.post(f"/s/{token}/answer", data=FORM, headers=HTML)
    assert (got.status_code, "Runden er afsluttet" in words_of(got)) == (410, True)
    assert rows() == before


def test_a_newer_link_ends_the_older(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, PARTY)
        session.exec(select(Contact).where(Contact.seat_id == seat.id)).one().link_generation = 2
        session.flush()
        newer = token_of(session, round_)
    got = client.get(f"/s/{token}", headers=HTML)
    assert (got.status_code, "afløst af et nyere" in words_of(got)) == (410, True)
    assert client.get(f"/s/{newer}", headers=HTML).status_code == 200


def test_after_the_deadline_the_page_says_so_and_still_takes_answers(
    client: TestClient, token: str
) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        round_.clock = round_.clock and round_.clock.replace(month=12, day=4)
    assert "Fristen udløb for 3 dage siden" in words_of(client.get(f"/s/{token}", headers=HTML))
    late = client.post(f"/s/{token}/answer", json=ANSWER | {"decided_on": "2020-12-03"})
    assert (late.status_code, late.json()["flags"]) == (201, ["after_deadline"])


def test_before_it_is_sent_out_nothing_can_be_answered(client: TestClient) -> None:
    with transaction() as session:
        draft = token_of(session, sandbox_round(session, start=False))
    page = client.get(f"/s/{draft}", headers=HTML)
    assert "ikke sendt ud til godkendelse endnu" in words_of(page)
    assert "<form" not in page.text
    assert client.post(f"/s/{draft}/answer", json=ANSWER).status_code == 409


def test_without_an_answer_there_is_no_receipt(client: TestClient, token: str) -> None:
    page = client.get(f"/s/{token}/receipt", headers=HTML)
    assert (page.status_code, page.headers["location"]) == (303, f"/s/{token}")
    assert client.get(f"/s/{token}/receipt", headers=JSON).json()["status"] == 404


def test_the_secretariats_answer_on_behalf_is_shown_as_such(client: TestClient, token: str) -> None:
    from actions.write_answer import Teller

    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer(session, round_, PARTY, teller=Teller(on_behalf_by="Lise fra sekretariatet"))
    assert "Lise fra sekretariatet" in words_of(client.get(f"/s/{token}", headers=HTML))


def test_changed_rows_are_found_by_the_dump(client: TestClient, token: str) -> None:
    """Guards the tests above: an answer does change what they compare."""
    before = rows()
    client.post(f"/s/{token}/answer", json=ANSWER)
    assert {"answer", "seat", "event"} <= set(changed(before, rows()))


def test_the_token_stays_out_of_the_logs(
    client: TestClient, token: str, caplog: Iterator[Any]
) -> None:
    client.get(f"/s/{token}")
    client.post(f"/s/{token}/answer", json=ANSWER)
    client.post(f"/s/{token}/answer", json=ANSWER)
    assert token not in caplog.text  # type: ignore[attr-defined]
