"""Whether the service lives, whether it is ready, and how much waits: for operators and monitors."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from actions.read_health import readiness
from api.doors import Now, Reading
from api.guards import public

router = APIRouter(dependencies=[Depends(public)])
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz", response_class=PlainTextResponse)
def healthz() -> str:
    """The process answers."""
    return "ok\n"


@router.get("/readyz")
def readyz(session: Reading, now: Now) -> Response:
    """Database, migrations, last tick, Prefect and mail backlog; 503 with the reason."""
    state = readiness(session, now)
    return JSONResponse(state.facts(), status_code=200 if state.ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(session: Reading, now: Now) -> Response:
    """Prometheus text: rounds, seats and letters by state, real ones only."""
    return Response(readiness(session, now).metrics(), media_type=PLAIN)
