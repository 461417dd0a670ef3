"""What a party sends by its link: a form that somebody filled in, or JSON from a program."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.pages.forms import Typed, read_form
from api.pages.party_input import FORMS, JSON, JSON_LIMIT
from api.v1.types import Input
from rules.refusal import Refusal

Given = TypeVar("Given", bound=Input)


def posted_by(
    model: type[Given], of_form: Callable[[Typed], Given]
) -> Callable[[Request], Awaitable[tuple[Given, Typed | None]]]:
    """A dependency: what was given, and the form it came by; null: it was JSON.

    Refusal that names the first field that is missing or wrong; 415 for anything else.
    """

    async def read(request: Request) -> tuple[Given, Typed | None]:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            if media in FORMS:
                typed = await read_form(request)
                return of_form(typed), typed
            body = await request.body()
            if media != JSON or len(body) > JSON_LIMIT:
                raise HTTPException(415, "Send det som formular eller som JSON.")
            return model.model_validate_json(body), None
        except ValidationError as error:
            field = ".".join(map(str, error.errors()[0]["loc"])) or "body"
            shown = "".join(c for c in field if c.isprintable())[:60]
            raise Refusal(f"Feltet »{shown}« mangler eller er forkert.", field=shown) from None

    return read
