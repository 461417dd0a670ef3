"""A party that has answered is asked once more; what it answered stays in its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.database import change_row
from models.round import Round
from models.seat import Seat
from rules.closing import state_by_count
from rules.policy import Policy
from rules.reminders import Chase, next_reminder
from rules.seats import CONSENTS, Did, moved


def ask_seat_again(
    session: Session,
    round_: Round,
    seat: Seat,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """The round is locked, so nobody answers meanwhile; `changes` are further columns."""
    counted = seat.outcome in CONSENTS
    state = moved(seat.state, Did.ASK_AGAIN)
    gone = dict.fromkeys(("meeting_on", "paused_until", "paused_at"))
    chase = Chase.of(seat, state=state, **gone)
    values = {
        "version": seat.version + 1,
        "state": state,
        "answer_id": None,
        "next_letter_at": next_reminder(
            Policy.of(round_.policy), round_.deadline, chase, after=now
        ),
        **gone,
        **dict.fromkeys(("meeting_of", "reached", "outcome", "decided_on", "answered_at")),
        **(changes or {}),
    }
    if not change_row(session, seat, values, version=seat.version):
        raise RuntimeError(f"seat {seat.id} was answered although its round is locked")
    answered, approved = round_.answered - 1, round_.approved - counted
    state_of_round = state_by_count(round_.state, missing=round_.parties - answered)
    counts = {"answered": answered, "approved": approved, "state": state_of_round}
    change_row(session, round_, counts)
