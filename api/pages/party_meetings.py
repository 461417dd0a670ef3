"""A party tells when its council meets, by its link; that answers nothing for the council."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actions.load import clock_of
from actions.open_link import open_link
from actions.read_party import read_party
from actions.record_meetings import record_meetings
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, Typed, TypedForm
from api.pages.meeting_input import told_calendars
from api.pages.party_page import party_page
from api.pages.party_route import LinkRoute, bare
from api.problems import STATUS
from models.database import reading
from models.round import Round
from models.vocabulary import RoundState
from notifications.unit import unit_of_work
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)


@router.post("/meetings")
def post_meetings(request: Request, token: str, typed: TypedForm, now: Now) -> Response:
    """The form as it stands says what is known already, and changes nothing."""
    try:
        _record(token, typed, now)
    except Refusal as refusal:
        if refusal.why in {Why.UNKNOWN, Why.GONE}:
            raise
        return _form_again(request, token, typed, refusal, now)
    return RedirectResponse(f"/s/{bare(token)}#moeder", 303)


def _record(token: str, typed: Typed, now: datetime) -> None:
    """A file is read before the lock is taken, so that nobody waits for it."""
    with reading() as session:
        opened = open_link(session, token)
    today = danish_date(clock_of(opened.round_, now))
    told = told_calendars(typed, opened.seat.code, today) if _takes(opened.round_) else []
    with unit_of_work() as session:
        opened = open_link(session, token, lock=True)
        if not _takes(opened.round_):
            raise Refusal("Runden er afsluttet og tager ikke flere mødedatoer.", why=Why.GONE)
        lived, by = clock_of(opened.round_, now), f"contact:{opened.contact.id}"
        record_meetings(session, opened.round_, told, lived, by, "Parten")


def _takes(round_: Round) -> bool:
    return round_.state in {RoundState.DRAFT, *LIVE}


def _form_again(
    request: Request, token: str, typed: Typed, refusal: Refusal, now: datetime
) -> Response:
    with reading() as session:
        view = read_party(session, open_link(session, token), now)
    form = Form("meetings", typed, {refusal.field: refusal.message})
    return party_page(request, view, bare(token), None, STATUS[refusal.why], form)
