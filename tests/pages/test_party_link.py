"""Which links open a party's door, which have ended, and which never were any."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.check_answer import check_answer
from actions.end_round import cancel_round, close_round
from actions.load import clock_of, seat_by_code
from actions.reopen_round import reopen_round
from models.database import transaction
from models.round import Round
from models.seat import Contact
from tests.builders import NOW, answer_all, sandbox_round
from tests.pages.browsing import HTML, words_of
from tests.pages.links import ANSWER, FORM, JSON, PARTY, form_as_it_stands, rows, token_of


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "A",
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.swapcase(),
        lambda token: token[:10] + "%00" + token[11:],
        lambda token: "x" * 28,
        lambda token: "x" * 5_000,
        lambda token: "%F0%9F%98%80",
    ],
)
def test_a_token_that_is_none(client: TestClient, token: str, spoilt: Any) -> None:
    wrong, before = spoilt(token), rows()
    for answer in (
        client.get(f"/s/{wrong}", headers=HTML),
        client.get(f"/s/{wrong}/receipt", headers=HTML),
        client.get(f"/s/{wrong}/documents/1", headers=HTML),
        client.post(f"/s/{wrong}/answer", data=FORM, headers=HTML),
    ):
        assert answer.status_code == 404
        assert "%00" in wrong or "Linket virker ikke" in answer.text  # NUL is no address at all
        assert wrong not in answer.text
    for answer in (
        client.get(f"/s/{wrong}", headers=JSON),
        client.post(f"/s/{wrong}/answer", json=ANSWER),
    ):
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
        assert wrong not in answer.text
    assert rows() == before


def test_a_token_with_parts_of_two_links(client: TestClient, token: str) -> None:
    """The contact of one party and the proof of another, in the same round and in another one."""
    with transaction() as session:
        mine = session.exec(select(Round)).one()
        others = [token_of(session, mine, "259"), token_of(session, sandbox_round(session))]
    for other in others:
        assert client.get(f"/s/{other}", headers=JSON).status_code == 200
        mixed = other[:7] + token[7:]
        assert client.get(f"/s/{mixed}", headers=JSON).status_code == 404
        assert client.post(f"/s/{mixed}/answer", json=ANSWER).status_code == 404


@pytest.mark.parametrize("tail", [".", ",", ")", "»", ").", "%3E", "*", "”.", "…"])
def test_what_a_mail_program_takes_along_is_forgiven(
    client: TestClient, token: str, tail: str
) -> None:
    page = client.get(f"/s/{token}{tail}", headers=HTML)
    assert page.status_code == 200
    assert form_as_it_stands(page.text).action == f"/s/{token}/answer"
    assert client.post(f"/s/{token}{tail}/answer", json=ANSWER).status_code == 201


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
        assert "blev annulleret 08.09.2020" in words_of(got)
    program = client.post(f"/s/{token}/answer", json=ANSWER)
    assert program.status_code == 410
    assert program.json() | {"state": "cancelled", "reason": "Ny aftale på vej"} == program.json()
    assert program.json()["ended_at"].startswith("2020-09-08T")
    assert client.get(f"/s/{token}/documents/1").status_code == 410
    assert rows() == before


def test_a_closed_round_is_shown_and_not_changed(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer_all(session, round_, NOW)
        for code in (PARTY,):
            check_answer(session, round_, seat_by_code(session, round_, code), NOW, "tester")
        close_round(session, round_, clock_of(round_, NOW), "tester", "Tak til alle")
    page = client.get(f"/s/{token}", headers=HTML)
    words = words_of(page)
    assert page.status_code == 200
    assert "Alle 18 parter har godkendt aftalen." in words
    assert "Runden er afsluttet 8. september 2020" in words
    assert "Tak til alle" in words
    assert "<form" not in page.text
    before = rows()
    program = client.post(f"/s/{token}/answer", json=ANSWER | {"version": 2})
    assert (program.status_code, program.json()["result"]) == (410, "adopted")
    late = FORM | {"remarks": "Vi var <ikke> enige."}
    got = client.post(f"/s/{token}/answer", data=late, headers=HTML)
    assert (got.status_code, "Runden er afsluttet" in words_of(got)) == (410, True)
    assert late["remarks"] in words_of(got), "what was typed is not lost"
    assert f'href="/s/{token}"' in got.text
    assert rows() == before


def test_a_reopened_round_takes_answers_again(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer_all(session, round_, NOW)
        close_round(session, round_, clock_of(round_, NOW), "tester")
        reopen_round(session, round_, "Et svar var forkert", clock_of(round_, NOW), "tester")
    again = ANSWER | {"version": 2, "outcome": "rejected", "reason": "Vi tog fejl"}
    assert client.post(f"/s/{token}/answer", json=again).status_code == 201


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


def test_a_foreign_site_cannot_answer(client: TestClient, token: str) -> None:
    before = rows()
    answer = client.post(
        f"/s/{token}/answer", data=FORM, headers={**HTML, "Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert rows() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_verbs_do_nothing(client: TestClient, token: str, method: str) -> None:
    before = rows()
    for tail in ("", "/answer", "/receipt"):
        assert client.request(method, f"/s/{token}{tail}", headers=JSON).status_code == 405
    assert rows() == before
