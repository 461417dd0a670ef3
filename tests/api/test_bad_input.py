"""Bad input at the interface: a problem that names the field, nothing changed, and never a 500."""

import json
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import transaction
from tests.api.bad_input import ANSWERS, BIG, ELSEWHERE, NO_JSON, ROUNDS
from tests.api.program import Program, problem
from tests.api.test_rounds import APPROVED, REAL
from tests.builders import NOW, answer, real_round, sandbox_round
from tests.dump import changed, dump

JSON = {"Content-Type": "application/json"}


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
