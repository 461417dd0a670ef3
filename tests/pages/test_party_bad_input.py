"""Everything impossible at a party's door: refused with the field named, and nothing changed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from actions.end_round import cancel_round
from actions.load import clock_of
from api.limits import BODY_LIMIT
from api.pages.party_input import JSON_LIMIT
from models.database import reading, transaction
from models.round import Round
from rules.files import MAX_BYTES
from tests.builders import NOW, sandbox_round
from tests.dump import dump
from tests.pages.browsing import HTML, errors_in
from tests.pages.links import ANSWER, FORM, JSON, REGION, form_as_it_stands, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TOMORROW = "2020-09-09"  # on the sandbox's clock
GONE = object()  # the field is left out
NOT_YET = {"outcome": "not_yet", "decided_on": GONE, "body": GONE}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7 minutes"

EVERYWHERE: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"name": "   "}, "name"),
    ({"name": "123 456"}, "name"),
    ({"name": "Anna\x07"}, "name"),
    ({"name": "Anna\nØ"}, "name"),
    ({"name": "An\u2028na"}, "name"),
    ({"name": "A" * 201}, "name"),
    ({"name": GONE}, "name"),
    ({"title": ""}, "title"),
    ({"title": "chef\x00"}, "title"),
    ({"title": GONE}, "title"),
    ({"outcome": GONE}, "outcome"),
    ({"outcome": "taget til efterretning"}, "outcome"),
    ({"outcome": "Approved"}, "outcome"),
    ({"decided_on": GONE}, "decided_on"),
    ({"decided_on": TOMORROW}, "decided_on"),
    ({"decided_on": "9999-12-31"}, "decided_on"),
    ({"decided_on": "2017-11-28"}, "decided_on"),
    ({"decided_on": "0001-01-01"}, "decided_on"),
    ({"decided_on": "2020-02-30"}, "decided_on"),
    ({"decided_on": "i går"}, "decided_on"),
    ({"body": GONE}, "body"),
    ({"body": "committee"}, "body"),
    ({"body": "finance_committee"}, "body"),
    ({"body": "administration"}, "body"),
    ({"body": "regional_council"}, "body"),
    ({"body": "byrådet"}, "body"),
    ({"outcome": "approved_with_remarks"}, "remarks"),
    ({"outcome": "approved_with_reservation", "remarks": " \n\t "}, "remarks"),
    ({"outcome": "approved_with_remarks", "remarks": "ja\x1b[31m"}, "remarks"),
    ({"remarks": "x" * 20_001}, "remarks"),
    ({"dissent": "nej\x00"}, "dissent"),
    ({"agenda_item": "12\t13"}, "agenda_item"),
    ({"minutes_url": "javascript:alert(1)"}, "minutes_url"),
    ({"minutes_url": "https://example.org/a b"}, "minutes_url"),
    ({"minutes_url": "https://["}, "minutes_url"),
    ({**NOT_YET, "decided_on": "2020-09-07"}, "decided_on"),
    ({**NOT_YET, "meeting_on": "9999-12-31"}, "meeting_on"),
    ({**NOT_YET, "meeting_on": "2002-10-05"}, "meeting_on"),
    ({**NOT_YET, "meeting_on": "snart"}, "meeting_on"),
    ({"version": GONE}, "version"),
]
IN_JSON: list[tuple[dict[str, Any], str]] = [
    ({"name": 7}, "name"),
    ({"name": None}, "name"),
    ({"name": ["Anna"]}, "name"),
    ({"outcome": 1}, "outcome"),
    ({"decided_on": 1_599_523_200}, "decided_on"),
    ({"decided_on": "08.09.2020"}, "decided_on"),
    ({"decided_on": "2020-09-08T00:00:00"}, "decided_on"),
    ({"meeting_on": True}, "meeting_on"),
    ({"closed_item": "ja"}, "closed_item"),
    ({"version": "1"}, "version"),
    ({"version": True}, "version"),
    ({"version": 1.5}, "version"),
    ({"points": ["approved"]}, "points"),
    ({"points": {"1": "approved"}}, "points"),
    ({"points": {"1": "approved", "2": "approved", "3": "approved"}}, "points"),
    ({"points": {"1": "approved", "zwei": "approved"}}, "points"),
    ({"points": {"1": "approved", "2": "måske"}}, "points"),
    ({"points": {"1": "approved", "2": None}}, "points"),
    ({"outcom": "approved"}, "outcom"),
    ({"evidence": "JVBERi0="}, "evidence"),
]
IN_FORM: list[tuple[dict[str, Any], str]] = [
    ({"outcome": "points"}, "points"),
    ({"outcome": "points", "points.1": "approved"}, "points"),
    ({"points.1": "approved", "points.2": "approved", "points.9": "approved"}, "points"),
    ({"points.x": "approved"}, "points"),
]
BODIES: list[tuple[bytes, str]] = [
    (b"", "body"),
    (b"{", "body"),
    (b"[]", "body"),
    (b"null", "body"),
    (b'"approved"', "body"),
    (b"[" * 100_000, "body"),
    (b'{"name": "\\ud800"}', "body"),
    (b"\xff\xfe{}", "body"),
]


@pytest.fixture
def token(client: TestClient) -> str:
    with transaction() as session:
        return token_of(session, sandbox_round(session))


def rows() -> dict[str, list[Any]]:
    with reading() as session:
        return dump(session)


def changed(given: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (given | changes).items() if value is not GONE}


def named(changes: dict[str, Any]) -> str:
    return ",".join(f"{k}={'-' if v is GONE else str(v)[:20]!r}" for k, v in changes.items())


def is_problem(answer: Response, status: int, field: str) -> None:
    told = answer.json()
    assert (answer.status_code, told.get("field")) == (status, field), told
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert len(told["detail"]) > 10


@pytest.mark.parametrize(
    ("changes", "field"), EVERYWHERE + IN_JSON, ids=lambda v: named(v) if isinstance(v, dict) else v
)
def test_in_json(client: TestClient, token: str, changes: dict[str, Any], field: str) -> None:
    before = rows()
    answer = client.post(f"/s/{token}/answer", json=changed(ANSWER, changes))
    is_problem(answer, 422, field)
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "field"), EVERYWHERE + IN_FORM, ids=lambda v: named(v) if isinstance(v, dict) else v
)
def test_in_a_form(client: TestClient, token: str, changes: dict[str, Any], field: str) -> None:
    before = rows()
    answer = client.post(f"/s/{token}/answer", data=changed(FORM, changes), headers=HTML)
    assert answer.status_code == 422
    assert len(errors_in(answer)) >= 1
    if field != "version":  # what the page carries itself has no field to lead to
        assert f'href="#answer-{field}"' in answer.text
        assert f'id="answer-{field}"' in answer.text
        assert f'id="answer-{field}-error"' in answer.text
    assert rows() == before


@pytest.mark.parametrize(("body", "field"), BODIES)
def test_what_is_no_answer_at_all(client: TestClient, token: str, body: bytes, field: str) -> None:
    before = rows()
    sent = {"Content-Type": "application/json"}
    is_problem(client.post(f"/s/{token}/answer", content=body, headers=sent), 422, field)
    assert rows() == before


def test_a_form_without_anything_shows_all_that_is_missing(client: TestClient, token: str) -> None:
    answer = client.post(f"/s/{token}/answer", data={"version": "1"}, headers=HTML)
    assert errors_in(answer) == [
        "Vælg, hvad der blev besluttet.",
        "Skriv dit navn. Det er navnet, der gør svaret til jeres.",
        "Skriv din stilling, f.eks. »byrådssekretær«.",
    ]


def test_a_region_cannot_let_a_council_decide(client: TestClient, token: str) -> None:
    with reading() as session:
        region = token_of(session, session.exec(select(Round)).one(), REGION)
    is_problem(client.post(f"/s/{region}/answer", json=ANSWER), 422, "body")


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_a_version_that_is_not_current(client: TestClient, token: str, version: int) -> None:
    before = rows()
    is_problem(
        client.post(f"/s/{token}/answer", json=ANSWER | {"version": version}), 409, "version"
    )
    assert rows() == before


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
        assert "Linket virker ikke" in answer.text
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


@pytest.mark.parametrize("tail", [".", ",", ")", "»", ").", "%3E"])
def test_what_a_mail_program_takes_along_is_forgiven(
    client: TestClient, token: str, tail: str
) -> None:
    page = client.get(f"/s/{token}{tail}", headers=HTML)
    assert page.status_code == 200
    assert form_as_it_stands(page.text).action == f"/s/{token}/answer"
    assert client.post(f"/s/{token}{tail}/answer", json=ANSWER).status_code == 201


def test_the_link_of_a_cancelled_round(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        cancel_round(session, round_, "Fejl", clock_of(round_, NOW), "tester")
    before = rows()
    assert client.post(f"/s/{token}/answer", json=ANSWER).status_code == 410
    assert rows() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("udskrift.pdf", PNG),
        ("udskrift.png", PDF),
        ("udskrift.pdf", b"<html><script>alert(1)</script>"),
        ("udskrift.exe", b"MZ\x90\x00"),
        ("udskrift", PDF),
        ("udskrift.pdf.html", PDF),
        ("udskrift.docx", b"PK\x03\x04docx"),
        ("udskrift.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("udskrift.pdf", b""),
        ("...", PDF),
        ("udskrift.pdf", PDF + b"\0" * MAX_BYTES),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else f"{len(value)}B",
)
def test_a_file_that_is_no_minutes(
    client: TestClient, token: str, name: str, content: bytes
) -> None:
    before = rows()
    sent = {"evidence": (name, content, "application/pdf")}
    answer = client.post(f"/s/{token}/answer", data=FORM, files=sent, headers=HTML)
    assert answer.status_code == 422
    assert 'href="#answer-evidence"' in answer.text
    assert 'id="answer-evidence-error"' in answer.text
    assert rows() == before


def test_a_path_in_a_files_name_is_no_path(client: TestClient, token: str) -> None:
    sent = {"evidence": ("..\\..\\etc/pass<w>d.pdf", PDF, "application/pdf")}
    assert client.post(f"/s/{token}/answer", data=FORM, files=sent).status_code == 303
    shown = client.get(f"/s/{token}", headers=JSON).json()["answer"]["evidence"]
    assert shown["filename"] == "passwd.pdf"


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"x" * (BODY_LIMIT + 1), "application/json", 413),
        (b'{"name": "' + b"x" * JSON_LIMIT + b'"}', "application/json", 413),
        (b"hej", "text/plain", 415),
        (b"<answer/>", "application/xml", 415),
        (b"no boundary", "multipart/form-data", 400),
        (b"", "", 415),
    ],
    ids=["huge", "large", "text", "xml", "broken", "none"],
)
def test_a_body_that_is_not_taken(
    client: TestClient, token: str, content: bytes, media: str, status: int
) -> None:
    before = rows()
    sent = {"Content-Type": media} if media else {}
    answer = client.post(f"/s/{token}/answer", content=content, headers={**JSON, **sent})
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    page = client.post(f"/s/{token}/answer", content=content, headers={**HTML, **sent})
    assert page.status_code == status
    assert rows() == before


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
