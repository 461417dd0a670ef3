"""Who may pass at each route of `/api/v1`, found from the interface itself: none is missed."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, update

from api.app import create_app
from api.guards import GUARDS
from api.v1 import create_api
from models.access import ApiKey
from models.database import transaction
from models.vocabulary import Role
from tests.api.program import API, Program, problem
from tests.builders import NOW, sandbox_round
from tests.databases import sqlite_only
from tests.dump import changed, dump
from tests.pages.browsing import Visitor
from tests.pages.test_guards import routes_of

PLACES = {
    "number": 1,
    "round_id": "1",
    "code": "259",
    "key": "submission",
    "message_id": "1",
    "delegation": "1",
    "project_id": "1",
    "contact": "1",
}
QUESTIONS = {  # what cannot be read without one
    "/tariffs/funding": "?kkr=hovedstaden&first_year=2022&places=1&tariff_ore=1&occupancy_pct=1",
    **dict.fromkeys(("/tariffs/projects", "/tariffs/statement"), "?kkr=hovedstaden"),
}
OPEN = {"/openapi.json"}  # says what there is, and nothing of what is in it


def routes() -> Iterator[APIRoute]:
    api = create_api()
    yield from (route for route in api.routes if isinstance(route, APIRoute))
    for router in api.routes:
        inner = getattr(router, "original_router", None)
        yield from (r for r in getattr(inner, "routes", ()) if isinstance(r, APIRoute))


ROUTES = [
    (method, route.path.format(**PLACES) + QUESTIONS.get(route.path, ""), route)
    for route in routes()
    for method in sorted(route.methods or ())
]
IDS = [f"{method} {path}" for method, path, _ in ROUTES]
WRITES = [(method, path) for method, path, _ in ROUTES if method not in {"GET", "HEAD"}]
READS = [(method, path) for method, path, _ in ROUTES if method == "GET"]


def test_the_routes_are_found() -> None:
    documented = create_api().openapi()["paths"]
    assert len(ROUTES) == sum(len(methods) for methods in documented.values()) > 15


@pytest.mark.parametrize(("method", "path", "route"), ROUTES, ids=IDS)
def test_each_route_names_exactly_one_guard(method: str, path: str, route: APIRoute) -> None:
    guards = [call for call in _direct(route.dependant) if call in GUARDS]
    assert len(guards) == 1, path
    writes = method not in {"GET", "HEAD"}
    secretariat = GUARDS[guards[0]] == "API-nøgle: sekretariat"
    assert secretariat == (writes or path.startswith("/mailbox"))


@pytest.mark.usefixtures("client")
@sqlite_only
def test_no_route_of_the_whole_application_names_two_guards_or_none() -> None:
    """A page's guard may stand with its router; then the route itself names no other."""
    routes = list(routes_of(create_app()))
    named = [(r.path, [c for c in _direct(r.dependant) if c in GUARDS]) for r in routes]
    assert len(named) > 60
    assert [(path, guards) for path, guards in named if len(guards) != 1] == []


def _direct(dependant: Dependant) -> list[Any]:
    return [inner.call for inner in dependant.dependencies]


@sqlite_only
def test_without_a_key_nothing_is_read_or_done(
    client: TestClient, stranger: Program, engine: Engine
) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        before = dump(session)
    person = Visitor(client, Role.SECRETARIAT)
    before["app_user"], before["signin_link"], before["web_session"] = _access(engine)
    wrong = [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer ra_wrong"},
        {"Authorization": f"Bearer {'x' * 5000}"},
        {"Authorization": "Basic cmE6cmE="},
        {"Authorization": "ra_wrong"},
        {"Cookie": f"rammeaftale_session={person.secret}"},  # a session is for pages
    ]
    for method, path, _ in ROUTES:
        for headers in wrong:
            answer = stranger.send(method, path, headers=headers)
            problem(answer, 401)
            assert answer.headers["www-authenticate"] == "Bearer"
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}


def _access(engine: Engine) -> tuple[Any, Any, Any]:
    with Session(engine) as session:
        now = dump(session)
        return now["app_user"], now["signin_link"], now["web_session"]


@sqlite_only
def test_a_reader_reads_and_does_nothing_else(reader: Program, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        before = dump(session)
    for method, path in WRITES:
        problem(reader.send(method, path), 403)
        problem(reader.send(method, path, json={"nonsense": 1}), 403)
    for _, path in READS:
        if path.startswith("/mailbox"):
            problem(reader.get(path), 403)
        else:
            assert reader.get(path).status_code == 200, path
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}


@sqlite_only
def test_reading_changes_nothing(secretariat: Program, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        before = dump(session)
    for _, path in READS:
        assert secretariat.get(path).status_code in {200, 404}, path
        assert secretariat.send("HEAD", path).status_code in {200, 404}, path
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}


@sqlite_only
def test_a_key_that_was_revoked_is_none(secretariat: Program, engine: Engine) -> None:
    assert secretariat.get("/rounds").status_code == 200
    with transaction(engine) as session:
        session.execute(update(ApiKey).values(revoked_at=NOW))
    problem(secretariat.get("/rounds"), 401)


@sqlite_only
def test_a_foreign_site_cannot_write_even_with_a_key(secretariat: Program, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        before = dump(session)
    for method, path in WRITES:
        problem(secretariat.send(method, path, headers={"Origin": "https://evil.example"}), 403)
        null = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        problem(secretariat.send(method, path, headers=null), 403)
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}
    own = secretariat.post("/rounds/1/close", Origin="http://127.0.0.1:8000")
    problem(own, 409)
    assert secretariat.get("/rounds", Origin="https://evil.example").status_code == 200


@sqlite_only
def test_what_needs_no_key_says_nothing_of_what_is_in_it(
    client: TestClient, stranger: Program, engine: Engine
) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
    for path in OPEN:
        assert stranger.get(path).status_code == 200
        assert "Sjælland" not in stranger.get(path).text
    assert client.get(f"{API}/docs").status_code == 404
