"""Seats of a round: listed, reminded, noted, checked, and cleared of a reservation."""

from typing import Any

from fastapi import APIRouter

from actions.change_assurance import record_cvr
from actions.check_answer import check_answer
from actions.clear_reservation import declare_met
from actions.load import clock_of, round_by_id, seat_by_code, seats_of
from actions.note_call import note_call
from actions.read_rounds import round_shown
from actions.remind_seats import remind_seat
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import Code, Input, IsoDate, RoundId, Text, day, instant, listing
from models.seat import Answer, Seat
from rules.notes import GivenNote

router = APIRouter(tags=["seats"])


class NoteIn(Input):
    """A call with a party; `on` is its day."""

    on: IsoDate
    person: Text
    agreed: Text
    paused_until: IsoDate | None = None


@router.get("/rounds/{round_id}/seats")
def get_seats(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    seats = seats_of(session, round_shown(session, round_id))
    return listing(seats, shown, lambda seat: seat.id)


class OrganisationIn(Input):
    """Eight digits; empty: not known."""

    cvr: Text


@router.put("/rounds/{round_id}/seats/{code}/cvr")
def put_cvr(
    round_id: RoundId,
    code: Code,
    body: OrganisationIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """For which organisation the party signs in, where the round demands it."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    return shown(record_cvr(session, round_, seat, body.cvr, clock_of(round_, now), who.actor))


@router.post("/rounds/{round_id}/seats/{code}/reminder", status_code=202)
def post_reminder(
    round_id: RoundId, code: Code, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Remind one party now; at most once a day."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    return {"letters": remind_seat(session, round_, seat, clock_of(round_, now), who.actor)}


@router.post("/rounds/{round_id}/seats/{code}/note", status_code=201)
def post_note(
    round_id: RoundId, code: Code, body: NoteIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """A telephone note; until `paused_until` the party is not reminded."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    note_call(
        session, round_, seat, GivenNote(**body.model_dump()), clock_of(round_, now), who.actor
    )
    return shown(seat)


@router.post("/rounds/{round_id}/seats/{code}/check")
def post_check(
    round_id: RoundId, code: Code, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Note that the answer has been held against its evidence; without any a user has to."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    lived = clock_of(round_, now)
    return shown(check_answer(session, round_, seat, lived, who.actor, person=False))


class ClearanceIn(Input):
    """How the reservation is met, as the party reads it."""

    words: Text


@router.post("/rounds/{round_id}/seats/{code}/clearance", status_code=202)
def post_clearance(
    round_id: RoundId,
    code: Code,
    body: ClearanceIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """Say that a reservation is met; when the party confirms it, its answer is an approval."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    lived = clock_of(round_, now)
    clearance = declare_met(session, round_, seat, body.words, lived, who.actor)
    return {"clearance": clearance.id, "words": clearance.words, **shown(seat)}


def shown(seat: Seat) -> dict[str, Any]:
    return {
        "code": seat.code,
        "party": seat.party,
        "council": seat.council,
        "state": seat.state,
        "outcome": seat.outcome,
        "decided_on": day(seat.decided_on),
        "answered_at": instant(seat.answered_at),
        "meeting_on": day(seat.meeting_on),
        "meeting_of": seat.meeting_of,
        "reached": seat.reached,
        "cvr": seat.cvr,
        "version": seat.version,
        "last_letter_at": instant(seat.last_letter_at),
        "next_letter_at": instant(seat.next_letter_at),
        "paused_until": day(seat.paused_until),
    }


def receipt(round_title: str, seat: Seat, answer: Answer) -> dict[str, Any]:
    """What whoever answered can keep and show."""
    return {
        "receipt": answer.receipt,
        "round": round_title,
        "party": seat.party,
        "code": seat.code,
        "outcome": answer.outcome,
        "points": answer.points,
        "decided_on": day(answer.decided_on),
        "body": answer.body,
        "meeting_on": day(answer.meeting_on),
        **progress(answer),
        "name": answer.name,
        "title": answer.title,
        "assurance": answer.assurance,
        "answered_at": instant(answer.submitted_at),
        "version": seat.version,
        "flags": answer.flags,
        "chain_head": answer.chain_head,
        **({"details": answer.details} if answer.details else {}),
    }


def progress(answer: Answer) -> dict[str, Any]:
    """The committees' dates, and what the remarks are about; what was not told is left out."""
    told = {
        "committee_on": day(answer.committee_on),
        "finance_committee_on": day(answer.finance_committee_on),
        "remarks_about": answer.remarks_about,
    }
    return {name: value for name, value in told.items() if value}
