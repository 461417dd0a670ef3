"""When the database does not answer or cannot be written: 503, and nothing has changed.

A full disk, a database that is gone, read-only or locked for too long: none is the visitor's fault
and each passes, so whoever asks is told to come back. What it was goes to the log, not to the page.
"""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError

from api.pages.errors import wants_page
from api.pages.rendering import page
from api.problems import problem

# a read-only transaction is an InternalError, a pool without a free connection a TimeoutError
OUTAGES = (OperationalError, InternalError, InterfaceError, TimeoutError)
RETRY_AFTER = "30"
HEADING = "Tjenesten kan ikke svare lige nu"
DETAIL = (
    "Intet er gemt, og intet er gået tabt. Prøv igen om lidt. Bliver det ved, så kontakt"
    " sekretariatet."
)
logger = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    async def unavailable(request: Request, error: Exception) -> Response:
        logger.error("%s %s: %s", request.method, _route(request), words(error))
        if not wants_page(request):
            return problem(503, DETAIL, headers={"Retry-After": RETRY_AFTER})
        answer = page(request, "error.html", 503, heading=HEADING, detail=DETAIL, typed=())
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer

    for outage in OUTAGES:
        app.add_exception_handler(outage, unavailable)


def words(error: Exception) -> str:
    """The database's own, in one line, without the statement and what was in it."""
    own = getattr(error, "orig", None) or error
    return f"{type(own).__name__}: {str(own).strip().splitlines()[0] if str(own) else ''}"


def _route(request: Request) -> str:
    """The path's pattern: an address of a party's page holds the party's right."""
    return getattr(request.scope.get("route"), "path", "?")
