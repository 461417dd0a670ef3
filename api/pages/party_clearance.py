"""A party reads how its reservation is met, and confirms that it is: its answer is an approval."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import StrictInt

from actions.clear_reservation import confirm_met, open_clearance
from actions.load import agreement_of, answer_of, clock_of
from actions.open_link import open_link, open_to_read
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, Typed
from api.pages.party_identity import identity_of, signed_in
from api.pages.party_json import receipt_json
from api.pages.party_route import LinkRoute, bare
from api.pages.posted import posted_by
from api.pages.rendering import page
from api.problems import STATUS
from api.v1.types import Input, Text
from models.database import reading
from notifications.unit import unit_of_work
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)


class ConfirmationIn(Input):
    """`clearance` and `version` are those that were shown; the name is what confirms."""

    clearance: StrictInt
    version: StrictInt
    name: Text
    title: Text


def _typed(typed: Typed) -> ConfirmationIn:
    number = {name: typed.number(name) for name in ("clearance", "version")}
    return ConfirmationIn(**number, name=typed.text("name"), title=typed.text("title"))


Posted = Annotated[tuple[ConfirmationIn, Typed | None], Depends(posted_by(ConfirmationIn, _typed))]


@router.get("/clearance")
def show_clearance(request: Request, token: str, now: Now) -> Response:
    """What the secretariat says of the reservation; reading it confirms nothing."""
    return _page(request, token, now, Form("clearance"))


@router.post("/clearance", status_code=201)
def post_clearance(request: Request, token: str, posted: Posted, now: Now) -> Response:
    """A new answer, an approval, with a receipt of its own."""
    given, typed = posted
    try:
        with unit_of_work() as session:
            opened = open_link(session, token, lock=True)
            lived = clock_of(opened.round_, now)
            facts = (given.clearance, given.version, given.name, given.title)
            answer = confirm_met(session, opened, *facts, lived, signed_in(request, token, now))
            receipt = receipt_json(answer, opened, bare(token))
    except Refusal as refusal:
        if typed is None or refusal.why in {Why.UNKNOWN, Why.GONE}:
            raise
        shown = Typed({**typed.values, "name": ""})
        form = Form("clearance", shown, {refusal.field: refusal.message})
        return _page(request, token, now, form, STATUS[refusal.why])
    if typed is not None:
        return RedirectResponse(f"/s/{bare(token)}/receipt", 303)
    return JSONResponse(receipt, 201, headers={"Location": receipt["url"]})


def _page(request: Request, token: str, now: Now, form: Form, status: int = 200) -> Response:
    """Where there is nothing to confirm, the party's own page says how things stand."""
    with reading() as session:
        opened = open_to_read(session, token, now)
        clearance = open_clearance(session, opened.seat)
        answer = answer_of(session, opened.seat)
        agreement = agreement_of(session, opened.round_)
    if clearance is None or answer is None:
        return RedirectResponse(f"/s/{bare(token)}", 303)
    return page(
        request,
        "party/clearance.html",
        status,
        round=opened.round_,
        seat=opened.seat,
        agreement=agreement,
        clearance=clearance,
        answer=answer,
        address=f"/s/{bare(token)}",
        identity=identity_of(request, opened.round_, opened.seat, bare(token)),
        live=opened.round_.state in LIVE,
        draft=False,
        view={"today": danish_date(clock_of(opened.round_, now))},
        form=form,
    )
