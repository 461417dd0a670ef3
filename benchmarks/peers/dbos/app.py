"""The party's page and its confirmation; 201 only when the workflow has ended and is durable."""

from collections.abc import Iterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from dbos import DBOS, SetWorkflowID
from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse
from ground import PAGE
from jinja2 import Environment
from pydantic import BaseModel
from store import WAITING, config, confirm, engine, wait_for_party

page = Environment(autoescape=True).from_string(PAGE)
DBOS(config=config())


class Answer(BaseModel):
    outcome: str
    decided_on: str
    name: str
    title: str
    version: int


@asynccontextmanager
async def lifespan(_app: FastAPI) -> Iterator[None]:
    DBOS.launch()
    if WAITING:
        with engine.connect() as connection:
            tokens = (
                connection.execute(
                    sa.text("SELECT token FROM bench_party WHERE state = 'waiting' ORDER BY id")
                )
                .scalars()
                .all()
            )
        for token in tokens:
            with SetWorkflowID(f"party-{token}"):
                DBOS.start_workflow(wait_for_party, token)
    yield


app = FastAPI(lifespan=lifespan, openapi_url=None)


@app.get("/s/{token}")
def get_party(token: str) -> HTMLResponse:
    with engine.connect() as connection:
        row = (
            connection.execute(
                sa.text(
                    "SELECT p.name, p.state, p.version, p.token, r.title, r.deadline"
                    " FROM bench_party p JOIN bench_round r ON r.id = p.round_id"
                    " WHERE p.token = :token"
                ),
                {"token": token},
            )
            .mappings()
            .one_or_none()
        )
    if row is None:
        raise HTTPException(404)
    return HTMLResponse(page.render(row))


@app.post("/s/{token}/answer", status_code=201)
def post_answer(token: str, answer: Answer) -> JSONResponse:
    given = answer.model_dump()
    if WAITING:
        DBOS.send(f"party-{token}", given, "answer", idempotency_key=f"answer-{token}")
        handle = DBOS.retrieve_workflow(f"party-{token}")
        outcome = handle.get_result(polling_interval_sec=0.01)
    else:
        with SetWorkflowID(f"confirm-{token}"):
            outcome = confirm(token, given)
    return JSONResponse({"outcome": outcome}, 201 if outcome == "confirmed" else 409)
