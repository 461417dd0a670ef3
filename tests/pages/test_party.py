"""A party's page and what hangs on it: whoever looks changes nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.write_answer import Teller
from models.database import reading, transaction
from models.round import Round
from tests.builders import answer, sandbox_round
from tests.dump import changed
from tests.pages.browsing import HTML, words_of
from tests.pages.links import (
    ANSWER,
    JSON,
    PARTY,
    REGION,
    rows,
    token_of,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
    assert f"/s/{draft}/answer" not in page.text
    assert client.post(f"/s/{draft}/answer", json=ANSWER).status_code == 409


def test_without_an_answer_there_is_no_receipt(client: TestClient, token: str) -> None:
    page = client.get(f"/s/{token}/receipt", headers=HTML)
    assert (page.status_code, page.headers["location"]) == (303, f"/s/{token}")
    assert client.get(f"/s/{token}/receipt", headers=JSON).json()["status"] == 404


def test_the_secretariats_answer_on_behalf_is_shown_as_such(client: TestClient, token: str) -> None:

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
