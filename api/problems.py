"""How a program hears no: problem details (RFC 9457) with the field and one sentence."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from rules.refusal import Refusal, Why

STATUS = {
    Why.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Why.CONFLICT: HTTPStatus.CONFLICT,
    Why.UNKNOWN: HTTPStatus.NOT_FOUND,
    Why.GONE: HTTPStatus.GONE,
    Why.SIGN_IN: HTTPStatus.FORBIDDEN,
}


FAILED = "Intet er ændret. Prøv igen om lidt; bliver det ved, så kontakt sekretariatet."


def problem(
    status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(
        {**body, "detail": detail, **more},
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def refused(refusal: Refusal) -> JSONResponse:
    more: dict[str, Any] = dict(refusal.detail)
    if refusal.field:
        more["field"] = refusal.field
    return problem(STATUS[refusal.why], refusal.message, **more)


def invalid(error: RequestValidationError) -> JSONResponse:
    """The first fault, named as the client wrote it; the input itself is not repeated."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(422, f"body: not JSON at character {first['loc'][-1]}", field="body")
    parts = map(str, first["loc"][1:])  # the first says body, query or path
    place = [part for part in parts if "[" not in part]  # `dict[str,…]` is of our union, no name
    return problem(422, f"{'.'.join(place) or 'body'}: {first['msg']}", field=".".join(place))


def install(app: FastAPI) -> None:
    """Problem details for a program's app; pages have handlers of their own."""

    @app.exception_handler(Refusal)
    def _refused(_request: Request, error: Refusal) -> Response:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return invalid(error)

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        return problem(error.status_code, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    def _failed(_request: Request, _error: Exception) -> Response:
        """The error itself goes on to the server's log."""
        return problem(500, FAILED)
