"""How a page says no: to a browser in a page, to a program in problem details.

A form that is refused is shown again on the page it stood on, with all that was typed.
"""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.guards import NotSignedIn, StaleForm
from api.pages.forms import Form, Typed
from api.pages.rendering import page
from api.pages.rescued import Rescued, rescued
from api.problems import STATUS, invalid, problem, refused
from models.database import reading
from rules.refusal import Refusal

Redisplay = Callable[[Request, Session, Form, int], Response]

HEADINGS = {
    400: "Forespørgslen kan ikke forstås",
    401: "Du er ikke logget ind",
    403: "Du har ikke adgang",
    404: "Siden findes ikke",
    405: "Det kan man ikke her",
    409: "Det kan ikke lade sig gøre nu",
    410: "Det er ikke længere her",
    413: "Filen er for stor",
    422: "Der er noget, der skal rettes",
    429: "Vent lidt",
    500: "Der er sket en fejl hos os",
}
SIGNED_OUT = "Intet er gemt eller sendt. Det, du har skrevet, er her endnu."
DETAILS = {
    "Not Found": "Måske er adressen skrevet forkert, eller siden er flyttet.",
    "Method Not Allowed": "Adressen kan ikke bruges på den måde.",
}


def redisplays(show: Redisplay) -> Callable[[Request], None]:
    """A dependency for routes whose form stands on another page: `show` renders that page."""

    def remember(request: Request) -> None:
        request.state.redisplay = show

    return remember


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks; a program gets problem details."""
    return "text/html" in request.headers.get("accept", "")


def error_page(
    request: Request, status: int, detail: str, typed: Rescued | None = None
) -> Response:
    """`typed` is what would be lost."""
    heading = HEADINGS.get(status) or HTTPStatus(status).phrase
    return page(
        request,
        "error.html",
        status,
        heading=heading,
        detail=DETAILS.get(detail, detail),
        typed=typed,
    )


def no(scope: Scope, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The same for what is refused before any route is found: too large, too often, foreign."""
    request = Request(scope)
    if not wants_page(request):
        return problem(status, DETAILS.get(detail, detail), headers=headers)
    answer = error_page(request, status, detail)
    answer.headers.update(headers or {})
    return answer


def install(app: FastAPI) -> None:
    @app.exception_handler(NotSignedIn)
    async def _not_signed_in(request: Request, _error: NotSignedIn) -> Response:
        if wants_page(request) and (typed := await rescued(request)):
            return await run_in_threadpool(error_page, request, 401, SIGNED_OUT, typed)
        if wants_page(request):
            return RedirectResponse("/signin", 303)
        return problem(401, "Log ind for at se siden.")

    @app.exception_handler(Refusal)
    def _refused(request: Request, refusal: Refusal) -> Response:
        return _form_again(request, refusal) if wants_page(request) else refused(refusal)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        if not wants_page(request):
            return invalid(error)
        if any(fault["loc"][0] == "path" for fault in error.errors()):
            return error_page(request, 404, "Not Found")
        return error_page(request, 422, "Formularen er ufuldstændig. Gå tilbage og prøv igen.")

    @app.exception_handler(StaleForm)
    async def _stale(request: Request, error: StaleForm) -> Response:
        typed = await rescued(request) if wants_page(request) else None
        if typed is None:
            return no(request.scope, error.status_code, error.detail)
        request.state.typed = Typed(dict(reversed(typed.fields)))
        return await run_in_threadpool(
            _form_again, request, Refusal(error.detail), error.status_code
        )

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return no(request.scope, error.status_code, str(error.detail), dict(error.headers or {}))


def _form_again(request: Request, refusal: Refusal, status: int = 0) -> Response:
    show: Redisplay | None = getattr(request.state, "redisplay", None)
    typed = getattr(request.state, "typed", None)
    status = status or STATUS[refusal.why]
    if show is None or status == HTTPStatus.NOT_FOUND:
        return error_page(request, status, refusal.message)
    name = request.url.path.rstrip("/").rpartition("/")[2]
    form = Form(name, typed, {refusal.field: refusal.message})
    try:
        with reading() as session:
            return show(request, session, form, status)
    except Refusal:  # what the form is about is not there, or not any more
        return error_page(request, status, refusal.message)
