"""A contact hands the matter to a colleague, or says that it is not its own; both by its link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import StrictBool

from actions.decline_contact import decline_contact
from actions.delegate import delegate
from actions.load import clock_of
from actions.open_link import open_link, open_to_read
from actions.party_domains import party_domains
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, Typed
from api.pages.party_json import delegation_json
from api.pages.party_route import LinkRoute, bare
from api.pages.posted import posted_by
from api.pages.rendering import page
from api.problems import STATUS
from api.v1.types import Input, Text
from models.database import reading
from models.vocabulary import DelegationState
from notifications.danish import joined
from notifications.unit import unit_of_work
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.delegation import hand_over
from rules.refusal import Refusal, Why

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)
NOT_TICKED = "Sæt kryds, hvis det ikke er dig, der skal svare."
AT_ONCE = "Skriv en adresse, der ender på {}. Andre adresser skal sekretariatet først godkende."
AFTER_A_LOOK = "Sekretariatet ser på adressen, før din kollega får sit link."


class DelegationIn(Input):
    """The colleague; `said_by` is the name of whoever hands over."""

    name: Text
    email: Text
    message: Text = ""
    said_by: Text


class NotMineIn(Input):
    """`confirm` must be true: an empty request says nothing."""

    confirm: StrictBool
    words: Text = ""


def _delegation(typed: Typed) -> DelegationIn:
    fields = ("name", "email", "message", "said_by")
    return DelegationIn(**{name: typed.text(name) for name in fields})


def _not_mine(typed: Typed) -> NotMineIn:
    return NotMineIn(confirm=typed.ticked("confirm"), words=typed.text("words"))


HandingOver = Annotated[
    tuple[DelegationIn, Typed | None], Depends(posted_by(DelegationIn, _delegation))
]
Declining = Annotated[tuple[NotMineIn, Typed | None], Depends(posted_by(NotMineIn, _not_mine))]


@router.get("/delegation")
def show_delegation(request: Request, token: str, now: Now) -> Response:
    return _page(request, token, now, "delegation", Form("delegation"))


@router.post("/delegation", status_code=201)
def post_delegation(request: Request, token: str, posted: HandingOver, now: Now) -> Response:
    """The colleague gets a link of its own: now (201), or once the secretariat has approved (202).

    The form as it stands hands nothing over: every name in it is typed.
    """
    given, typed = posted
    try:
        wanted = hand_over(given.name, given.email, given.message, given.said_by)
        with unit_of_work() as session:
            opened = open_link(session, token, lock=True)
            done = delegate(session, opened, wanted, clock_of(opened.round_, now))
            told, waits = delegation_json(done), done.state is DelegationState.WAITING
    except Refusal as refusal:
        return _again(request, token, now, "delegation", typed, refusal)
    if typed is not None:
        return RedirectResponse(f"/s/{bare(token)}{'#videre' if waits else ''}", 303)
    return JSONResponse(told, 202 if waits else 201)


@router.get("/not-mine")
def show_not_mine(request: Request, token: str, now: Now) -> Response:
    return _page(request, token, now, "not-mine", Form("not-mine"))


@router.post("/not-mine")
def post_not_mine(request: Request, token: str, posted: Declining, now: Now) -> Response:
    """Its own link ends with that; the page at the same address says so."""
    given, typed = posted
    try:
        if not given.confirm:
            raise Refusal(NOT_TICKED, field="confirm")
        with unit_of_work() as session:
            opened = open_link(session, token, lock=True)
            decline_contact(session, opened, given.words, clock_of(opened.round_, now))
    except Refusal as refusal:
        return _again(request, token, now, "not-mine", typed, refusal)
    if typed is not None:
        return RedirectResponse(f"/s/{bare(token)}", 303)
    return JSONResponse({"ended": True})


def _again(
    request: Request, token: str, now: Now, name: str, typed: Typed | None, refusal: Refusal
) -> Response:
    if typed is None or refusal.why in {Why.UNKNOWN, Why.GONE}:
        raise refusal
    form = Form(name, typed, {refusal.field: refusal.message})
    return _page(request, token, now, name, form, STATUS[refusal.why])


def _page(
    request: Request, token: str, now: Now, name: str, form: Form, status: int = 200
) -> Response:
    """Where there is nothing to hand over, the party's own page says how things stand."""
    with reading() as session:
        opened = open_to_read(session, token, now)
        own = party_domains(session, opened.seat).enough
    if not opened.speaks or opened.round_.state not in LIVE:
        return RedirectResponse(f"/s/{bare(token)}", 303)
    domains = joined(f"@{domain}" for domain in own)
    return page(
        request,
        f"party/{name.replace('-', '_')}.html",
        status,
        round=opened.round_,
        seat=opened.seat,
        contact=opened.contact,
        address=f"/s/{bare(token)}",
        view={"today": danish_date(clock_of(opened.round_, now))},
        own_words=AT_ONCE.format(domains) if own else AFTER_A_LOOK,
        form=form,
    )
