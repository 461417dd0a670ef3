"""Every route says who may pass, and holds it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.testclient import TestClient
from sqlmodel import select

from api.app import create_app
from api.guards import GUARDS
from api.pages import DESK
from models.database import reading, transaction
from models.event import Event
from models.round import Round
from models.vocabulary import Role, RoundState
from tests.builders import sandbox_round
from tests.pages.browsing import Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PLACES = {
    "round_id": "1",
    "letter_id": "1",
    "delegation": "1",
    "contact": "1",
    "code": "259",
    "position": "1",
    "number": "1",
    "key": "submission",
    "file_id": "1",
    "project_id": "1",
    "kind": "pdf",
    "operator_id": "1",
}


def routes_of(app: FastAPI) -> Iterator[RouteContext]:
    """Those of the application and of what is mounted in it."""
    for route in iter_route_contexts(app.routes):
        inner = getattr(route.original_route, "app", None)
        if isinstance(inner, FastAPI):
            yield from routes_of(inner)
        elif hasattr(route, "dependant"):
            yield route


def desk_paths(method: str) -> list[str]:
    """Addresses of the desk's pages or forms, each with an example of its place."""
    router = APIRouter()
    for module in DESK:
        router.include_router(module.router)
    return [
        (route.path or "").format(**PLACES)
        for route in iter_route_contexts(router.routes)
        if method in (route.methods or ()) and "signin" not in (route.path or "")
    ]


def calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def test_every_route_names_a_guard(client: object) -> None:
    routes = list(routes_of(create_app()))
    unguarded = [r.path for r in routes if not set(GUARDS) & set(calls(r.dependant))]
    assert len(routes) > 60
    assert unguarded == []


def test_the_desk_has_pages_and_forms(client: object) -> None:
    assert {"/", "/rounds/1", "/rounds/1/seats/259"} <= set(desk_paths("GET"))
    assert {"/rounds/1/start", "/rounds/1/seats/259/answer", "/signout"} <= set(desk_paths("POST"))


def test_a_stranger_is_led_to_the_sign_in_page(stranger: Visitor) -> None:
    answers = {path: stranger.get(path) for path in desk_paths("GET")}
    led = {path: (a.status_code, a.headers.get("location")) for path, a in answers.items()}
    assert {path: where for path, where in led.items() if where != (303, "/signin")} == {}


def test_a_program_without_session_hears_401(stranger: Visitor) -> None:
    for path in desk_paths("GET"):
        answer = stranger.get(path, Accept="application/json")
        assert answer.status_code == 401, path
        assert answer.headers["content-type"] == "application/problem+json", path


def world() -> tuple[int, list[tuple[int, RoundState]]]:
    """How many events there are, and each round's state."""
    with reading() as session:
        rounds = [(r.id or 0, r.state) for r in session.exec(select(Round))]
        return len(session.exec(select(Event.id)).all()), rounds


@pytest.mark.parametrize("who", ["stranger", "reader", "without key", "wrong key"])
def test_a_form_without_right_or_key_changes_nothing(client: TestClient, who: str) -> None:
    with transaction() as session:
        sandbox_round(session, start=False)
    for path in desk_paths("POST"):
        role = {"stranger": None, "reader": Role.READER}.get(who, Role.SECRETARIAT)
        visitor = Visitor(client, role)  # anew for each form: one of them signs out
        before = world()
        key = {"stranger": {"csrf": "0" * 64}, "reader": None, "without key": {"csrf": ""}}
        answer = visitor.post(path, key.get(who, {"csrf": "0" * 64}))
        expected = {"stranger": 303, "reader": 403 if path != "/signout" else 303}
        assert answer.status_code == expected.get(who, 403), path
        assert world() == before, path


def test_a_reader_sees_no_form_but_the_one_that_signs_out(reader: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    for path in ("/", "/rounds/1", "/rounds/1/seats/259", "/rounds/1/letters/1"):
        page = reader.get(path)
        assert page.status_code == 200
        assert page.text.count("<form") == page.text.count('action="/signout"') == 1
    assert reader.get("/rounds/new").status_code == 403


def test_a_foreign_site_cannot_post_a_form(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session, start=False)
    before = world()
    answer = desk.post("/rounds/1/start", Origin="https://evil.example")
    assert answer.status_code == 403
    assert world() == before
