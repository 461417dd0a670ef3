"""The sandbox's clock is moved forward: every occurrence on the way is lived at its own instant."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from actions.advance_rounds import advance_round
from actions.load import steps_of
from actions.record import chain_of, record
from actions.remind_seats import remind_round
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole
from rules.closing import goes_on
from rules.danish_time import at, end_of
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.terms import LATEST_YEAR
from rules.timeline import occurrences

A_DAY = timedelta(days=1)


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
    moments = [moment for moment in reminders if moment]
    moments += _ends_of_pauses(session, round_) + _turns_of_contacts(session, round_)
    planned = occurrences(round_, steps_of(session, round_), moments)
    return next((moment for moment in planned if moment > round_.clock), None)


def _ends_of_pauses(session: Session, round_: Round) -> list[datetime]:
    """The mornings from which parties that were left alone may be written to again."""
    policy = Policy.of(round_.policy)
    days = session.exec(select(col(Seat.paused_until)).where(Seat.round_id == round_.id).distinct())
    return [at(policy.day_from(day, 1), policy.send_at) for day in days if day]


def _turns_of_contacts(session: Session, round_: Round) -> list[datetime]:
    """The mornings on which contacts begin, and the midnights at which they have ended."""
    policy = Policy.of(round_.policy)
    days = session.execute(
        select(col(Contact.valid_from), col(Contact.valid_to))
        .join(Seat, col(Seat.id) == Contact.seat_id)
        .where(Seat.round_id == round_.id, Contact.role != ContactRole.FORMER)
        .distinct()
    ).all()
    begins = (policy.day_from(first - A_DAY, 1) for first, _ in days if first)
    mornings = [at(day, policy.send_at) for day in begins]
    return mornings + [end_of(last) for _, last in days if last]


def _live_at(session: Session, round_: Round, moment: datetime) -> None:
    round_.clock = moment
    session.add(round_)
    advance_round(session, round_, moment)
    remind_round(session, round_, moment)
    session.flush()
