"""Hand-overs that wait for the secretariat: outside the party's own mail domains."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import StrictBool

from actions.decide_delegation import approve_delegation, refuse_delegation, waiting_delegations
from actions.load import clock_of, round_by_id, seat_by_code
from actions.read_rounds import round_shown
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import LARGEST_ID, Code, Input, RoundId, Text, instant
from models.delegation import Delegation
from models.seat import Seat

router = APIRouter(tags=["delegations"])
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class DecisionIn(Input):
    """`reason` is for a refusal, as the party reads it."""

    approve: StrictBool
    reason: Text = ""


@router.get("/rounds/{round_id}/delegations")
def get_delegations(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Those that wait, the oldest first."""
    waiting = waiting_delegations(session, round_shown(session, round_id))
    return {"items": [_shown(one, seat) for one, seat, _ in waiting], "next": None}


@router.post("/rounds/{round_id}/seats/{code}/delegations/{delegation}/decision")
def post_decision(
    round_id: RoundId,
    code: Code,
    delegation: Number,
    body: DecisionIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """Approved, the colleague gets its link at once; whoever asked is told either way."""
    round_ = round_by_id(session, round_id)
    seat, lived = seat_by_code(session, round_, code), clock_of(round_, now)
    if body.approve:
        decided = approve_delegation(session, round_, seat, delegation, lived, who.actor)
    else:
        decided = refuse_delegation(
            session, round_, seat, delegation, body.reason, lived, who.actor
        )
    return _shown(decided, seat)


def _shown(delegation: Delegation, seat: Seat) -> dict[str, Any]:
    return {
        "id": delegation.id,
        "party": seat.party,
        "code": seat.code,
        "said_by": delegation.said_by,
        "name": delegation.name,
        "email": delegation.email,
        "message": delegation.message,
        "state": delegation.state,
        "asked_at": instant(delegation.asked_at),
        "decided_at": instant(delegation.decided_at),
    }
