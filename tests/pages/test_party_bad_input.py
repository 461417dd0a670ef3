"""Everything impossible in an answer: refused with the field named, and nothing changed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.database import reading
from models.round import Round
from tests.pages.browsing import HTML, errors_in
from tests.pages.links import ANSWER, FORM, REGION, is_problem, rows, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TOMORROW = "2020-09-09"  # on the sandbox's clock
GONE = object()  # the field is left out
NOT_YET = {"outcome": "not_yet", "decided_on": GONE, "body": GONE}
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


def changed(given: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (given | changes).items() if value is not GONE}


def named(changes: dict[str, Any]) -> str:
    return ",".join(f"{k}={'-' if v is GONE else str(v)[:20]!r}" for k, v in changes.items())


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
