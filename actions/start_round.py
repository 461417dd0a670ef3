"""Sign-off opens: every party is asked, with its link, in one transaction."""

from datetime import datetime

from sqlalchemy import Table, case, exists, literal
from sqlmodel import Session, col, select, update

from actions.hold_step import Held, hold_step
from actions.load import documents_of, steps_of
from actions.record import chain_of, record
from actions.turn_contacts import turn_contacts
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, LetterKind, RoundState, SeatState
from notifications.outbox import Recipient
from notifications.unwritten import queue_for_parties
from rules.closing import STATE_WORDS
from rules.danish_time import danish_date, end_of
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.reminders import Chase, next_reminder
from rules.timeline import HELD_AS_PLANNED, SIGN_OFF

SEAT: Table = Seat.__table__  # type: ignore[attr-defined]
INSTANT = SEAT.c.next_letter_at.type


def start_round(session: Session, round_: Round, now: datetime, by: str) -> Round:
    """Open sign-off now; steps planned before count as held as planned.

    `now` is the round's own clock. A party without contact keeps its seat and waits for one.
    """
    if round_.state is not RoundState.DRAFT:
        over = round_.state in {RoundState.CLOSED, RoundState.CANCELLED}
        how = STATE_WORDS[round_.state] if over else "startet"
        raise Refusal(f"Runden er allerede {how}.", why=Why.CONFLICT)
    if now >= end_of(round_.deadline):
        raise Refusal(
            f"Fristen {round_.deadline:%d.%m.%Y} er udløbet. Forlæng den først.",
            why=Why.CONFLICT,
            field="deadline",
        )
    turn_contacts(session, round_, now)
    today = danish_date(now)
    for step in steps_of(session, round_):
        if step.key == SIGN_OFF:
            hold_step(session, round_, step.key, Held(today), now, by)
        elif step.planned_on and step.planned_on <= today and not step.held_on:
            held = Held(step.planned_on, HELD_AS_PLANNED)
            hold_step(session, round_, step.key, held, now, by)
    round_.state, round_.opened_at = RoundState.OPEN, now
    session.add(round_)
    letters = queue_for_parties(session, round_, LetterKind.INVITATION, occasion="open", due_at=now)
    _plan(session, round_, now)
    record(
        session,
        chain_of(round_),
        "round.opened",
        f"round.opened:{round_.id}",
        now,
        {
            "parties": round_.parties,
            "without_contact": round_.without_contact,
            "letters": letters,
            "version": round_.version_id,
            "documents": [document.file_sha256 for document in documents_of(session, round_)],
            "by": by,
        },
        round_=round_,
    )
    return round_


def _plan(session: Session, round_: Round, now: datetime) -> None:
    """Every seat waits for its first reminder; those with somebody to write to have been asked.

    All know the same, so that only a party's minute of the morning tells them apart.
    """
    policy = Policy.of(round_.policy)
    first = {
        slot: literal(next_reminder(policy, round_.deadline, Chase(slot), now), INSTANT)
        for slot in range(policy.slots)
    }
    asked = exists().where(
        col(Contact.seat_id) == col(Seat.id), col(Contact.role) == ContactRole.PRIMARY
    )
    session.execute(
        update(Seat)
        .where(col(Seat.round_id) == round_.id)
        .values(
            next_letter_at=case(first, value=SEAT.c.id % policy.slots),
            last_letter_at=case((asked, literal(now, INSTANT)), else_=None),
        ),
        execution_options={"synchronize_session": False},
    )
    for loaded in session.identity_map.values():
        if isinstance(loaded, Seat):
            session.expire(loaded)


def primary_contacts(session: Session, round_: Round, *states: SeatState) -> list[Recipient]:
    """Whom a letter to the parties goes to; only seats in the given states when any are given."""
    query = (
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(Seat.round_id == round_.id, Contact.role == ContactRole.PRIMARY)
        .order_by(col(Seat.id))
    )
    if states:
        query = query.where(col(Seat.state).in_(states))
    return [Recipient(seat, contact) for seat, contact in session.exec(query)]
