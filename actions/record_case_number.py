"""A party's own case number, which stands on every letter to it from then on."""

from datetime import datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from models.seat import Seat
from rules.text import line


def record_case_number(
    session: Session, round_: Round, seat: Seat, number: str, now: datetime, by: str
) -> Seat:
    """An empty number takes it away; the same again records nothing."""
    wanted = line(number, "case_number", limit=100)
    if wanted == seat.case_number:
        return seat
    seat.case_number = wanted
    session.add(seat)
    changes = times_recorded(session, round_, "case_number.recorded", seat.code)
    record(
        session,
        chain_of(round_),
        "case_number.recorded",
        f"case_number.recorded:{seat.id}:{changes + 1}",
        now,
        {"number": wanted, "by": by},
        round_=round_,
        party_code=seat.code,
    )
    return seat
