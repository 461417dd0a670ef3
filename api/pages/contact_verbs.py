"""Who speaks for a party: a contact's last day, and hand-overs that the secretariat decides."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from actions.decide_delegation import approve_delegation, refuse_delegation
from actions.limit_contact import limit_contact
from api.doors import Writing
from api.guards import SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import TypedForm
from api.pages.round_verbs import Lived, Locked
from api.pages.seat_verbs import TheSeat, back
from api.pages.seats import seat_again
from api.v1.types import LARGEST_ID

router = APIRouter(
    prefix="/rounds/{round_id}/seats/{code}",
    dependencies=[Depends(redisplays(seat_again))],
)
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("/delegation/approve-{delegation}")
def approve(
    round_: Locked,
    seat: TheSeat,
    delegation: Number,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """The colleague outside the party's mail domains gets its link."""
    approve_delegation(session, round_, seat, delegation, lived, who.actor)
    return back(seat, "delegation-approved")


@router.post("/delegation/refuse-{delegation}")
def refuse(
    round_: Locked,
    seat: TheSeat,
    delegation: Number,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """Whoever asked is told why."""
    refuse_delegation(session, round_, seat, delegation, typed.text("reason"), lived, who.actor)
    return back(seat, "delegation-refused")


@router.post("/contact/limit-{contact}")
def limit(
    round_: Locked,
    seat: TheSeat,
    contact: Number,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """Its last day, or none."""
    last = typed.date("valid_to")
    limit_contact(session, round_, seat, contact, last, lived, who.actor)
    return back(seat, "contact-limited")
