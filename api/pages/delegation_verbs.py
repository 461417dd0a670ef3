"""A hand-over outside the party's own mail domains: the secretariat approves it, or refuses."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from actions.decide_delegation import approve_delegation, refuse_delegation
from api.doors import Writing
from api.guards import SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import TypedForm
from api.pages.round_verbs import Lived, Locked
from api.pages.seat_verbs import TheSeat, back
from api.pages.seats import seat_again
from api.v1.types import LARGEST_ID

router = APIRouter(
    prefix="/rounds/{round_id}/seats/{code}/delegation",
    dependencies=[Depends(redisplays(seat_again))],
)
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("/approve-{delegation}")
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


@router.post("/refuse-{delegation}")
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
