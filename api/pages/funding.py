"""The calculator of the joint funding model: what empty places cost each municipality."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.propose_funding import Reckoned, reckoned
from api.doors import Reading
from api.guards import SignedIn
from api.pages.forms import Form, Typed
from api.pages.funding_input import CHOICES, given_funding
from api.pages.rendering import page
from rules.funding import statements, what_if
from rules.refusal import Refusal

router = APIRouter(prefix="/tariffs/funding")


@router.get("")
def show_funding(request: Request, session: Reading, _who: SignedIn) -> Response:
    """The question stands in the address, so that a calculation can be sent to others."""
    asked = Typed(dict(request.query_params))
    form = Form("funding", asked if asked.values else None)
    told: Reckoned | None = None
    if form.typed:
        try:
            told = reckoned(session, given_funding(asked))
        except Refusal as refusal:
            form.errors[refusal.field] = refusal.message
    return page(
        request,
        "desk/funding.html",
        422 if form.errors else 200,
        form=form,
        told=told,
        years=statements(told.project, told.weights) if told else [],
        other=what_if(told.project) if told else [],
        **CHOICES,
    )
