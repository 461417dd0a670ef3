"""How a party's link says no: a page that says what to do, or problem details for a program."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from api.pages.accept import prefers_json
from api.pages.forms import Form
from api.pages.party_input import JSON
from api.pages.rendering import page
from api.pages.rescued import Rescued, rescued
from api.problems import STATUS, refused
from models.vocabulary import Left, RoundState
from rules.links import TOKEN_LENGTH
from rules.refusal import Refusal, Why

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

HEADINGS = {
    Why.INVALID: "Der er noget, der skal rettes",
    Why.CONFLICT: "Det kan ikke lade sig gøre nu",
    Why.UNKNOWN: "Vi kan ikke finde siden",
    Why.GONE: "Det er ikke længere muligt",
    Why.SIGN_IN: "Du skal logge ind",
}

FORGOTTEN = "Linket kan ikke længere læses"
CLOSED_LINK = "Linket er lukket"
DECLINED = "Tak for beskeden: sagen er ikke din"
SIGNING_IN = {
    400: "Login blev ikke gennemført",
    403: "Du kan ikke svare med det login",
    503: "Login svarer ikke",
}
CLOSED = RoundState.CLOSED.value
ENDED = {CLOSED: "Runden er afsluttet", RoundState.CANCELLED.value: "Runden er annulleret"}


class LinkRoute(APIRoute):
    """The answer to a Refusal names neither the token nor anything it could have stood for, but
    where a closed round's page is still to be read."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                known = refusal.why is not Why.UNKNOWN  # nobody types at a link that never was
                return _no(request, refusal, await rescued(request) if known else None)

        return handled


def asks_for_json(request: Request) -> bool:
    return prefers_json(request.headers.get("accept", ""))


def bare(token: str) -> str:
    """The token of a link that opened, without what a mail program took along."""
    return token[:TOKEN_LENGTH]


def _no(request: Request, refusal: Refusal, typed: Rescued | None) -> Response:
    """`typed` is what would be lost: a link can end while somebody writes."""
    sent_json = request.headers.get("content-type", "").startswith(JSON)
    if sent_json or asks_for_json(request):
        return refused(refusal)
    if refusal.detail.get("superseded"):
        declined = refusal.detail.get("left") == Left.NOT_MINE
        form = Form("new-link")
        status = STATUS[refusal.why]
        return superseded_page(request, refusal.message, form, status, declined, typed)
    forgotten = "readable_until" in refusal.detail
    state, reads = str(refusal.detail.get("state", "")), "handed_over" in refusal.detail
    return page(
        request,
        "party/no.html",
        STATUS[refusal.why],
        heading=FORGOTTEN if forgotten else ENDED.get(state, HEADINGS[refusal.why]),
        message=refusal.message,
        unknown=refusal.why is Why.UNKNOWN,
        shown_at=_address(request) if state == CLOSED or reads else "",
        typed=typed,
    )


def signin_page(request: Request, message: str, status: int, address: str) -> Response:
    """A sign-in that came to nothing; `address` of the party's page, empty: not known."""
    heading = SIGNING_IN[status]
    return page(
        request, "party/signin.html", status, heading=heading, message=message, address=address
    )


def superseded_page(
    request: Request,
    message: str,
    form: Form,
    status: int,
    declined: bool = False,
    typed: Rescued | None = None,
) -> Response:
    """A link that was ended offers a new one, by a box that a scanner leaves empty."""
    return page(
        request,
        "party/superseded.html",
        status,
        heading=DECLINED if declined else CLOSED_LINK,
        declined=declined,
        message=message,
        form=form,
        typed=typed,
        address=_address(request),
    )


def _address(request: Request) -> str:
    return f"/s/{request.path_params['token'][:TOKEN_LENGTH]}"
