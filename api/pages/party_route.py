"""How a party's link says no: a page that says what to do, or problem details for a program."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from api.pages.accept import prefers_json
from api.pages.party_input import JSON
from api.pages.rendering import page
from api.problems import STATUS, refused
from rules.refusal import Refusal, Why

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

HEADINGS = {
    Why.INVALID: "Der er noget, der skal rettes",
    Why.CONFLICT: "Det kan ikke lade sig gøre nu",
    Why.UNKNOWN: "Vi kan ikke finde siden",
    Why.GONE: "Det er ikke længere muligt",
}


class LinkRoute(APIRoute):
    """The answer to a Refusal names neither the token nor anything it could have stood for."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return _no(request, refusal)

        return handled


def asks_for_json(request: Request) -> bool:
    return prefers_json(request.headers.get("accept", ""))


def _no(request: Request, refusal: Refusal) -> Response:
    sent_json = request.headers.get("content-type", "").startswith(JSON)
    if sent_json or asks_for_json(request):
        return refused(refusal)
    return page(
        request,
        "party/no.html",
        STATUS[refusal.why],
        heading=HEADINGS[refusal.why],
        message=refusal.message,
        unknown=refusal.why is Why.UNKNOWN,
    )
