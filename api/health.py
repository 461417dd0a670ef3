"""Whether the service lives and is ready, and how much waits: for operators and monitors."""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from actions.read_health import readiness
from api.doors import Now, Reading
from api.guards import public
from api.outages import OUTAGES

router = APIRouter(dependencies=[Depends(public)])
NO_DATABASE = "the database does not answer"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz", response_class=PlainTextResponse)
def healthz() -> str:
    """The process answers."""
    return "ok\n"


@router.get("/readyz")
def readyz(session: Reading, now: Now) -> Response:
    """Database, migrations, last tick, Prefect and mail backlog; 503 with the reason."""
    try:
        state = readiness(session, now)
    except OUTAGES:
        return JSONResponse({"ready": False, "reasons": [NO_DATABASE]}, status_code=503)
    return JSONResponse(state.facts(), status_code=200 if state.ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(session: Reading, now: Now) -> Response:
    """Prometheus text: rounds, seats and letters by state, real ones only."""
    return Response(readiness(session, now).metrics(), media_type=PLAIN)
