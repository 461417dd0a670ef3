"""Who speaks for each party, until when, and hand-overs that wait for the secretariat."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import StrictBool

from actions.decide_delegation import approve_delegation, refuse_delegation, waiting_delegations
from actions.limit_contact import limit_contact
from actions.load import clock_of, contacts_in, round_by_id, seat_by_code
from actions.read_rounds import round_shown
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import LARGEST_ID, Code, Input, IsoDate, RoundId, Text, day, instant, listing
from models.delegation import Delegation
from models.seat import Contact, Seat

router = APIRouter(tags=["contacts"])
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class DecisionIn(Input):
    """`reason` is for a refusal, as the party reads it."""

    approve: StrictBool
    reason: Text = ""


class ValidityIn(Input):
    """`valid_to` is the contact's last day; null: it has none."""

    valid_to: IsoDate | None


@router.get("/rounds/{round_id}/contacts")
def get_contacts(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Those that speak for a party, will, or did; never a link."""
    contacts = contacts_in(session, round_shown(session, round_id))
    return listing(contacts, lambda pair: _contact(*pair), lambda pair: pair[1].id)


@router.post("/rounds/{round_id}/seats/{code}/contacts/{contact}/validity")
def post_validity(
    round_id: RoundId,
    code: Code,
    contact: Number,
    body: ValidityIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """From the day after, the contact is not written to and its links end."""
    round_ = round_by_id(session, round_id)
    seat, lived = seat_by_code(session, round_, code), clock_of(round_, now)
    limited = limit_contact(session, round_, seat, contact, body.valid_to, lived, who.actor)
    return _contact(seat, limited)


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


def _contact(seat: Seat, contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "party": seat.party,
        "code": seat.code,
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
        "becomes": contact.becomes,
        "valid_from": day(contact.valid_from),
        "valid_to": day(contact.valid_to),
        "left": contact.left,
        "left_at": instant(contact.left_at),
    }
