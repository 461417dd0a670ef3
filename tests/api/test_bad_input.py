"""Bad input at the interface: a problem that names the field, nothing changed, and never a 500."""

import json
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import transaction
from tests.api.program import Program, problem
from tests.api.test_rounds import APPROVED, REAL
from tests.builders import NOW, answer, real_round, sandbox_round
from tests.dump import changed, dump

JSON = {"Content-Type": "application/json"}

BIG, LONG, LONE = 10**30, "x" * 20_001, "\ud800"
NO_JSON = [
    b"",
    b"{",
    b"nonsense",
    b"[]",
    b"null",
    b'"x"',
    b"1",
    b"\xff\xfe",
    b'{"template": NaN}',
    b'{"template": "\xff"}',
    b"[" * 50_000,
    b'{"a":' * 50_000,
]
CONTACT = {"party": "851", "name": "Bo", "email": "bo@x.dk"}
ROUNDS: list[tuple[dict[str, Any], str]] = [  # changes to a good body, field
    ({"template": "nope"}, "template"),
    ({"template": None}, "template"),
    ({"template": 1}, "template"),
    ({"template": LONG}, "template"),
    ({"template": LONE}, "template"),
    ({"template": "a\x00b"}, "template"),
    ({"nonsense": 1}, "nonsense"),
    ({"Template": "biennial"}, "Template"),
    ({"title": "a\nb"}, "title"),
    ({"title": LONE}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"title": ["a"]}, "title"),
    ({"kkr": "jylland"}, "kkr"),
    ({"kkr": LONE}, "kkr"),
    ({"kkr": ""}, "kkr"),
    ({"period_from": "2027-13-01"}, "period_from"),
    ({"period_from": "2027-01-01T00:00:00Z"}, "period_from"),
    ({"period_from": 1798761600}, "period_from"),
    ({"period_from": "9999-12-31"}, "period_from"),
    ({"period_from": "0001-01-01"}, "period_from"),
    ({"deadline": "2019-12-01"}, "deadline"),
    ({"deadline": "1.12.2027"}, "deadline"),
    ({"deadline": "20271201"}, "deadline"),
    ({"deadline": "9999-12-31"}, "deadline"),
    ({"deadline": ""}, "deadline"),
    ({"sandbox": "perhaps"}, "sandbox"),
    ({"sandbox": 2}, "sandbox"),
    ({"clock": "2027-01-01T00:00:00Z"}, "clock"),
    ({"sandbox": True, "clock": "2027-01-01T00:00:00"}, "clock"),
    ({"sandbox": True, "clock": "2027-01-01"}, "clock"),
    ({"sandbox": True, "clock": 1}, "clock"),
    ({"sandbox": True, "clock": "9999-12-31T23:59:59Z"}, "clock"),
    ({"sandbox": True, "clock": "0001-01-01T00:00:00Z"}, "clock"),
    ({"sandbox": True, "clock": "0001-01-01T00:00:00+14:00"}, "clock"),
    ({"contacts": {}}, "contacts"),
    ({"contacts": [1]}, "contacts.0"),
    ({"contacts": [{}]}, "contacts.0.party"),
    ({"contacts": [CONTACT | {"phone": "1"}]}, "contacts.0.phone"),
    ({"contacts": [CONTACT | {"party": "101"}]}, "party"),
    ({"contacts": [CONTACT | {"party": LONE}]}, "contacts.0.party"),
    ({"contacts": [CONTACT | {"party": "a\x00b"}]}, "party"),
    ({"contacts": [CONTACT | {"role": LONE}]}, "contacts.0.role"),
    ({"contacts": [CONTACT | {"email": LONE}]}, "contacts.0.email"),
    ({"contacts": [CONTACT | {"email": '"c\r\nRCPT TO:<evil@x>"@d.dk'}]}, "email"),
    ({"contacts": [CONTACT, CONTACT]}, "email"),
    ({"contacts": [CONTACT, CONTACT | {"email": "ea@x.dk"}]}, "party"),
    ({"contacts": [CONTACT | {"name": "Bo\r\nBcc: x"}]}, "name"),
]
ANSWERS: list[tuple[dict[str, Any], str | None]] = [
    ({"version": None}, "version"),
    ({"version": "one"}, "version"),
    ({"version": 1.5}, "version"),
    ({"name": None}, "name"),
    ({"name": ""}, "name"),
    ({"name": "Anna\x00"}, "name"),
    ({"name": LONE}, "name"),
    ({"title": " "}, "title"),
    ({"outcome": "maybe"}, "outcome"),
    ({"outcome": None}, "outcome"),
    ({"outcome": "APPROVED"}, "outcome"),
    ({"body": "committee"}, "body"),
    ({"body": "regional_council"}, "body"),
    ({"body": "parliament"}, "body"),
    ({"body": None}, "body"),
    ({"decided_on": None}, "decided_on"),
    ({"decided_on": "9999-12-31"}, "decided_on"),
    ({"decided_on": "0001-01-01"}, "decided_on"),
    ({"decided_on": "2020-02-30"}, "decided_on"),
    ({"decided_on": 20201101}, "decided_on"),
    ({"outcome": "not_yet"}, "decided_on"),
    ({"outcome": "not_yet", "decided_on": None, "meeting_on": "9999-12-31"}, "meeting_on"),
    ({"outcome": "approved_with_remarks"}, "remarks"),
    ({"outcome": "approved_with_reservation", "remarks": " "}, "remarks"),
    ({"remarks": "a\x1bb"}, "remarks"),
    ({"remarks": LONE}, "remarks"),
    ({"dissent": LONG}, "dissent"),
    ({"points": {"2": "approved"}}, "points"),
    ({"points": {"1": "maybe"}}, "points.1"),
    ({"points": {"one": "approved"}}, None),
    ({"points": {str(BIG): "approved"}}, "points"),
    ({"points": ["approved"]}, "points"),
    ({"minutes_url": "javascript:alert(1)"}, "minutes_url"),
    ({"closed_item": "yes"}, "closed_item"),
    ({"agenda_item": "x" * 101}, "agenda_item"),
    ({"evidence": "x"}, "evidence"),
]
ELSEWHERE: list[tuple[str, str, Any, int, str | None]] = [  # method, path, body, status, field
    ("GET", "/nope", None, 404, None),
    ("GET", "/rounds/99", None, 404, None),
    ("GET", "/rounds/0", None, 422, "round_id"),
    ("GET", "/rounds/-1", None, 422, "round_id"),
    ("GET", "/rounds/x", None, 422, "round_id"),
    ("GET", f"/rounds/{2**31}", None, 422, "round_id"),
    ("GET", f"/rounds/{BIG}", None, 422, "round_id"),
    ("GET", "/rounds/%00", None, 404, None),
    ("GET", "/rounds?cursor=-1", None, 422, "cursor"),
    ("GET", f"/rounds?cursor={BIG}", None, 422, "cursor"),
    ("GET", "/rounds/99/seats", None, 404, None),
    ("GET", "/rounds/99/events", None, 404, None),
    ("GET", "/rounds/99/letters", None, 404, None),
    ("GET", "/mailbox/99", None, 404, None),
    ("GET", "/mailbox?recipient=%00", None, 404, None),
    ("GET", "/rounds/1/seats/%ed%a0%80", None, 404, None),
    ("GET", f"/mailbox/{BIG}", None, 422, "message_id"),
    ("DELETE", "/rounds/1", None, 405, None),
    ("PUT", "/rounds/1", {}, 405, None),
    ("GET", "/rounds/1/start", None, 405, None),
    ("POST", "/rounds/99/start", None, 404, None),
    ("POST", "/rounds/99/close", None, 404, None),
    ("POST", "/rounds/1/extension", {}, 422, "to"),
    ("POST", "/rounds/1/extension", {"to": "2031-01-01"}, 422, "reason"),
    ("POST", "/rounds/1/extension", {"to": "2031-01-01", "reason": ""}, 422, "reason"),
    ("POST", "/rounds/1/extension", {"to": "2031-01-01", "reason": LONE}, 422, "reason"),
    ("POST", "/rounds/1/extension", {"to": "2026-11-30", "reason": "x"}, 422, "to"),
    ("POST", "/rounds/1/extension", {"to": "9999-12-31", "reason": "x"}, 422, "to"),
    ("POST", "/rounds/1/cancellation", {"reason": " "}, 422, "reason"),
    ("POST", "/rounds/1/cancellation", {"reason": "x", "by": "me"}, 422, "by"),
    ("POST", "/rounds/2/clock", {"to": "2020-09-01T08:00:00Z"}, 422, "to"),
    ("POST", "/rounds/2/clock", {"to": "9999-12-31T23:59:59Z"}, 422, "to"),
    ("POST", "/rounds/2/clock", {"to": "0001-01-01T00:00:00+14:00"}, 422, "to"),
    ("POST", "/rounds/2/clock", {"to": "2020-11-01T08:00:00"}, 422, "to"),
    ("POST", "/rounds/2/clock", {}, 422, "to"),
    ("POST", "/rounds/1/steps/nope/outcome", {}, 404, None),
    ("POST", f"/rounds/1/steps/{'x' * 61}/outcome", {}, 422, "key"),
    ("POST", "/rounds/1/steps/submission/outcome", {"held_on": "2099-01-01"}, 422, "held_on"),
    ("POST", "/rounds/1/steps/submission/outcome", {"outcome": "a\nb"}, 422, "outcome"),
    ("POST", "/rounds/1/seats/999/answer", APPROVED, 404, None),
    ("POST", "/rounds/1/seats/259/answer", APPROVED, 404, None),  # the other round's
    ("POST", "/rounds/1/seats/%00/answer", APPROVED, 404, None),
    ("POST", f"/rounds/1/seats/{'8' * 41}/answer", APPROVED, 422, "code"),
    ("POST", "/rounds/1/seats/813/check", None, 409, None),
    ("POST", "/rounds/1/seats/999/reminder", None, 404, None),
    ("POST", "/rounds/1/seats/%00/reminder", None, 404, None),
    ("POST", "/rounds/1/contacts", {"contacts": [CONTACT | {"party": "999"}]}, 422, "party"),
    ("POST", "/rounds/1/contacts", {}, 422, "contacts"),
    ("POST", "/rounds/1/documents", {}, 422, "file"),
]


@pytest.fixture
def world(engine: Engine) -> dict[str, list[Any]]:
    """A real round (1), where 851 has answered, and one of the sandbox (2)."""
    with transaction(engine) as session:
        answer(session, real_round(session, NOW))
        sandbox_round(session)
        return dump(session)


def send(program: Program, method: str, path: str, body: Any) -> Response:
    """As JSON with lone surrogates escaped, which no client library would send."""
    content = None if body is None else json.dumps(body).encode("ascii")
    return program.send(method, path, content=content, headers=JSON)


def untouched(engine: Engine, world: dict[str, list[Any]]) -> None:
    with Session(engine) as session:
        after = dump(session)
        assert changed(world, {**after, "api_key": world["api_key"]}) == {}


def test_bodies_that_are_no_json_object(
    secretariat: Program, engine: Engine, world: dict[str, list[Any]]
) -> None:
    for path in ("/rounds", "/rounds/1/seats/813/answer", "/rounds/1/contacts"):
        for content in NO_JSON:
            answered = secretariat.send("POST", path, content=content, headers=JSON)
            assert answered.status_code in {400, 422}, (path, content[:20], answered.text)
            problem(answered, answered.status_code)
        form = secretariat.send("POST", path, data={"template": "biennial"})
        problem(form, 422)
    untouched(engine, world)


def test_rounds_that_cannot_be_made(
    secretariat: Program, engine: Engine, world: dict[str, list[Any]]
) -> None:
    good = {**REAL, "contacts": []}
    for changes, field in ROUNDS:
        answered = send(secretariat, "POST", "/rounds", {**good, **changes})
        assert "\n" not in problem(answered, 422, field)
    untouched(engine, world)


def test_answers_that_cannot_be_given(
    secretariat: Program, engine: Engine, world: dict[str, list[Any]]
) -> None:
    path = "/rounds/1/seats/813/answer"
    for changes, field in ANSWERS:
        problem(send(secretariat, "POST", path, {**APPROVED, **changes}), 422, field)
    for version in (0, 2, -1, BIG):
        stale = send(secretariat, "POST", path, {**APPROVED, "version": version})
        problem(stale, 409, "version")
    untouched(engine, world)


def test_everything_else(secretariat: Program, engine: Engine, world: dict[str, list[Any]]) -> None:
    wrong = []
    for method, path, body, status, field in ELSEWHERE:
        answered = send(secretariat, method, path, body)
        if answered.status_code != status:
            wrong.append((method, path, body, status, answered.text))
            continue
        problem(answered, status, field)
    assert wrong == []
    untouched(engine, world)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", b"no pdf"),
        ("a.pdf", b""),
        ("", b"%PDF-1.7"),
        ("../..", b"%PDF-1.7"),
        ("a.html", b"<script>"),
    ],
)
def test_documents_that_are_none(
    secretariat: Program, engine: Engine, name: str, content: bytes
) -> None:
    with transaction(engine) as session:
        real_round(session, NOW, start=False)
        before = dump(session)
    file = {"file": (name, content, "application/pdf")}
    problem(secretariat.send("POST", "/rounds/1/documents", files=file), 422, "file")
    untouched(engine, before)
