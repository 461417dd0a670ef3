"""The party's page and its confirmation; one lock, since there is to be one writer."""

import threading

from ground import PAGE
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from store import confirm, connection, waits

page = Environment(autoescape=True).from_string(PAGE)
writer = threading.Lock()


def get_party(request: Request) -> Response:
    """The workflow itself is asked whether it waits."""
    row = (
        connection()
        .execute(
            "SELECT p.name, p.version, p.token, r.title, r.deadline, w.state FROM bench_party p"
            " JOIN bench_round r ON r.id = p.round_id JOIN workflow w ON w.party_id = p.id"
            " WHERE p.token = ?",
            (request.path_params["token"],),
        )
        .fetchone()
    )
    if row is None:
        return Response(status_code=404)
    name, version, token, title, deadline, state = row
    facts = {"name": name, "version": version, "token": token, "title": title}
    shown = "waiting" if waits(state) else "confirmed"
    return HTMLResponse(page.render(facts, deadline=deadline, state=shown))


async def post_answer(request: Request) -> Response:
    given = await request.json()
    return await run_in_threadpool(_confirmed, request.path_params["token"], given)


def _confirmed(token: str, given: dict) -> Response:
    with writer:
        kept = confirm(token, given)
    return JSONResponse({"kept": kept}, 201 if kept else 409)


app = Starlette(
    routes=[
        Route("/s/{token}", get_party),
        Route("/s/{token}/answer", post_answer, methods=["POST"]),
    ]
)
