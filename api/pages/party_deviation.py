"""An operator reports a deviation that nobody has asked about, by the link of an open round."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.load import agreement_of, clock_of
from actions.open_link import OpenedLink, open_link, open_to_read
from actions.report_deviation import operator_by_id, report_deviation
from api.doors import Now
from api.guards import link
from api.pages.deviation_input import FORM, choices, given_deviation
from api.pages.forms import Form, Typed, TypedForm
from api.pages.party_route import LinkRoute, bare
from api.pages.rendering import page
from api.problems import STATUS
from models.database import reading
from models.tariff import TariffOperator
from notifications.unit import unit_of_work
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.questions.items import items_of
from rules.questions.question import Subject
from rules.questions.registry import question_of
from rules.refusal import Refusal, Why

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)


@router.get("/deviation")
def show_deviation(request: Request, token: str, now: Now) -> Response:
    """A form for a deviation that nobody has asked about."""
    return _party(request, token, now, Form(FORM))


@router.post("/deviation", status_code=303)
def post_deviation(request: Request, token: str, typed: TypedForm, now: Now) -> Response:
    """By the operator's own link, while the round it was given for is out."""
    try:
        with unit_of_work() as session:
            opened = open_link(session, token, lock=True)
            operator = _operator(session, opened)
            by = f"contact:{opened.contact.id}"
            report_deviation(
                session, operator, given_deviation(typed), clock_of(opened.round_, now), by
            )
    except Refusal as refusal:
        if refusal.why is not Why.INVALID:
            raise
        shown = Typed({**typed.values, "name": ""})
        form = Form(FORM, shown, {refusal.field: refusal.message})
        return _party(request, token, now, form, STATUS[refusal.why])
    return RedirectResponse(f"/s/{bare(token)}/deviation?done=reported", 303)


def _operator(session: Session, opened: OpenedLink) -> TariffOperator:
    """Whose link it is. Raises Refusal where nobody is asked about tariffs, or no longer."""
    about = question_of(opened.round_).about
    items = items_of(opened.seat)
    if about is not Subject.TARIFF_DEVIATIONS or not items:
        raise Refusal("Her kan I ikke oplyse takster.", why=Why.UNKNOWN)
    if opened.round_.state not in LIVE:
        raise Refusal("Runden er afsluttet. Skriv til sekretariatet.", why=Why.CONFLICT)
    if opened.round_.sandbox:
        raise Refusal("I en øvelse kan der ikke oplyses rigtige takster.", why=Why.CONFLICT)
    return operator_by_id(session, items[0].facts["operator"])


def _party(request: Request, token: str, now: Now, form: Form, status: int = 200) -> Response:
    with reading() as session:
        opened = open_to_read(session, token, now)
        given = choices(session, _operator(session, opened))
        agreement = agreement_of(session, opened.round_)
    return page(
        request,
        "party/deviation.html",
        status,
        **given,
        round=opened.round_,
        seat=opened.seat,
        agreement=agreement,
        address=f"/s/{bare(token)}",
        view={"today": danish_date(clock_of(opened.round_, now))},
        reported=request.query_params.get("done") == "reported",
        form=form,
    )
