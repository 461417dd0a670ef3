"""The sandbox's clock is moved forward: every occurrence on the way is lived at its own instant."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from actions.advance_rounds import advance_round
from actions.load import steps_of
from actions.record import chain_of, record
from actions.remind_seats import remind_round
from models.round import Round
from models.seat import Seat
from rules.closing import goes_on
from rules.danish_time import at
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.terms import LATEST_YEAR
from rules.timeline import occurrences


def move_clock(session: Session, round_: Round, to: datetime, by: str) -> Round:
    """Raises Refusal for a real round (CONFLICT) and for a move back (INVALID)."""
    if not round_.sandbox or round_.clock is None:
        raise Refusal(
            "Kun en øvelsesrunde har sit eget ur; denne runde følger den virkelige tid.",
            why=Why.CONFLICT,
        )
    if to < round_.clock:
        raise Refusal("Uret kan kun stilles frem.", field="to")
    if to.year > LATEST_YEAR:
        raise Refusal(f"Uret kan ikke stilles længere frem end {LATEST_YEAR}.", field="to")
    start = round_.clock
    _live_at(session, round_, start)  # what is due already, whatever the size of the steps ahead
    while (moment := next_occurrence(session, round_)) is not None and moment <= to:
        _live_at(session, round_, moment)
    _live_at(session, round_, to)
    record(
        session,
        chain_of(round_),
        "clock.moved",
        f"clock.moved:{to.astimezone(UTC).isoformat()}",
        to,
        {"from": start.isoformat(), "to": to.astimezone(UTC).isoformat(), "by": by},
        round_=round_,
    )
    return round_


def next_occurrence(session: Session, round_: Round) -> datetime | None:
    """The next instant at which something happens in the sandbox; null when nothing is left."""
    if round_.clock is None or not goes_on(round_):
        return None
    reminders = session.exec(
        select(Seat.next_letter_at)
        .where(Seat.round_id == round_.id, col(Seat.next_letter_at).is_not(None))
        .distinct()
    ).all()
    moments = [moment for moment in reminders if moment] + _ends_of_pauses(session, round_)
    planned = occurrences(round_, steps_of(session, round_), moments)
    return next((moment for moment in planned if moment > round_.clock), None)


def _ends_of_pauses(session: Session, round_: Round) -> list[datetime]:
    """The mornings from which parties that were left alone may be written to again."""
    policy = Policy.of(round_.policy)
    days = session.exec(select(col(Seat.paused_until)).where(Seat.round_id == round_.id).distinct())
    return [at(policy.day_from(day, 1), policy.send_at) for day in days if day]


def _live_at(session: Session, round_: Round, moment: datetime) -> None:
    round_.clock = moment
    session.add(round_)
    advance_round(session, round_, moment)
    remind_round(session, round_, moment)
    session.flush()
